import ArgumentParser
import Foundation
import Testing
import TransportPlots

@testable import TransportCommands

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("ot demo")
struct DemoTests {
  private static let gnuplotIsThere = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/gnuplot")
    }

  @Test("writes the page, its data and its figures, all certified", .enabled(if: gnuplotIsThere))
  func tour() throws {
    let folder = try Folder()
    let run = RecordedRun("demo", "--output", folder.file("tour"))
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.hasSuffix("report: \(folder.file("tour").standardized)/report.html\n"))
    #expect(!run.output.contains("NOT certified"))
    for stop in DemoStop.tour {
      #expect(folder.exists("tour/figures/\(stop.name).png"))
      #expect(folder.exists("tour/figures/\(stop.name).svg"))
    }
    let page = try String(contentsOfFile: folder.file("tour/report.html"), encoding: .utf8)
    try check(page)
    try commandsGiveTheSame(in: folder)
  }

  private func check(_ page: String) throws {
    let outline = try #require(Outline(page))
    let count = DemoStop.tour.count
    #expect(outline.count["section"] == count + 1, "and the table of results")
    #expect(outline.count["math"] == DemoStop.tour.reduce(0) { $0 + $1.formulas.count })
    #expect(outline.count["table"] == 1)
    #expect(outline.count["figure"] == count && outline.count["pre"] == count)
    #expect(outline.descriptions == DemoStop.tour.map(\.description))
    #expect(outline.commands == DemoStop.tour.flatMap(\.commands))
    #expect(page.components(separatedBy: "class=\"certificate\"").count == count + 1)
    #expect(!page.contains("http"), "no other resource")
    // A page that a phone loads at once.
    #expect(page.utf8.count < 8_000_000)
  }

  /// The commands that the page shows run as they are, in its folder.
  private func commandsGiveTheSame(in folder: Folder) throws {
    // The plan of duality and the cheapest flows repeat what others show, slowly.
    let slow = ["flow", "gap", "map"]
    for stop in DemoStop.tour where !slow.contains(stop.name) {
      let words = Self.words(stop.commands[0]).map {
        $0.hasPrefix("data/") ? folder.file("tour/" + $0) : $0
      }
      let run = RecordedRun(words.dropLast(2) + ["--json"])
      #expect(run.status == 0, "\(stop.commands[0]): \(run.error)")
    }
  }

  /// The words of a command line after `ot`, without quotes.
  private static func words(_ command: String) -> [String] {
    command.split(separator: " ").dropFirst().map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: "'"))
    }
  }

  @Test("every command on the page is understood", arguments: DemoStop.tour.flatMap(\.commands))
  func commandIsUnderstood(_ command: String) throws {
    #expect(command.hasPrefix("ot "))
    #expect(throws: Never.self) {
      try OptimalTransportCommand.parseAsRoot(Self.words(command))
    }
  }

  @Test("every section has three sentences, a formula and words for its picture")
  func sections() {
    for stop in DemoStop.tour {
      #expect(stop.sentences.count == 3, "\(stop.name)")
      #expect(stop.sentences.allSatisfy { $0.last == "." || $0.last == "?" }, "\(stop.name)")
      // A sentence begins with a capital after a full stop: there is none inside.
      for sentence in stop.sentences {
        #expect(!sentence.contains(". "), "\(stop.name): \(sentence)")
      }
      #expect(!stop.formulas.isEmpty, "\(stop.name)")
      for formula in stop.formulas { #expect(MathML(formula).element.contains("<mo>")) }
      #expect(stop.description.count > 60, "\(stop.name)")
    }
    #expect(Set(DemoStop.tour.map(\.name)).count == DemoStop.tour.count)
  }

  @Test("a folder that cannot be made")
  func refusal() throws {
    let folder = try Folder()
    let file = try folder.write("file", "")
    let run = RecordedRun("demo", "--output", file)
    #expect(run.status == 74)
    #expect(
      run.error
        == "Error: \(file): the folder cannot be made; give one that can be written.\n")
  }
}

/// What stands in a page that is well-formed XML.
private final class Outline: NSObject, XMLParserDelegate {
  private(set) var count: [String: Int] = [:]
  private(set) var descriptions: [String] = []
  private(set) var commands: [String] = []
  private var isInCode = false

  /// Nil for a page that is not well-formed.
  init?(_ page: String) {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    count[name, default: 0] += 1
    if name == "img" { descriptions.append(attributes["alt"] ?? "") }
    isInCode = name == "code"
    if isInCode { commands.append("") }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if isInCode { commands[commands.count - 1] += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "code" { isInCode = false }
  }
}

extension String {
  /// The path without repeated slashes.
  fileprivate var standardized: String { URL(fileURLWithPath: self).standardizedFileURL.path }
}
