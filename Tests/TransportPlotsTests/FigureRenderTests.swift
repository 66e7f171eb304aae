import Foundation
import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct FigureRenderTests {
  @Test(arguments: [
    (FigureFormat.png, Array("\u{89}PNG".unicodeScalars.map { UInt8($0.value) })),
    (.svg, Array("<?xml".utf8)), (.pdf, Array("%PDF-".utf8)),
  ])
  func everyFormatStartsWithItsMagicBytes(format: FigureFormat, magic: [UInt8]) throws {
    let data = try Fake.figure(title: "Transport").render(as: format)
    #expect(Array(data.prefix(magic.count)) == magic)
    #expect(data.count > 2000)
  }

  @Test func aFileIsWrittenInTheFormatOfItsExtension() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("plan.SVG")
    try Fake.figure(title: "Transport").write(to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("<svg"))
  }

  @Test(arguments: ["plan.jpg", "plan", "plan.png.txt"])
  func anUnknownExtensionNamesTheThree(path: String) throws {
    let error = #expect(throws: TransportError.self) {
      try Fake.figure(title: "Transport").write(to: path)
    }
    let message = error?.description ?? ""
    #expect([".png", ".svg", ".pdf"].allSatisfy(message.contains))
  }

  @Test func aMissingFolderIsAFileAccessError() throws {
    let path = try TemporaryFolder().path("missing/plan.svg")
    #expect(throws: TransportError.self) { try Fake.figure(title: "Transport").write(to: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func whatGnuplotPrintsStandsInTheError() throws {
    let figure = Figure(
      title: "", caption: "", size: Figure.Size(width: 100, height: 100), script: "plot nonsense(x)"
    )
    let error = #expect(throws: TransportError.self) { try figure.render(as: .svg) }
    #expect(error?.description.contains("undefined function") == true)
  }

  @Test func aMissingGnuplotIsNotFound() {
    #expect(Gnuplot.executable(on: "/nowhere:") == nil)
  }

  @Test func renderingLeavesNothingInTheTemporaryFolder() throws {
    // Other tests render at the same time; a folder that outlives this call is not this call's
    // own, so only those that stay are counted.
    func folders() throws -> Set<String> {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: FileManager.default.temporaryDirectory.path)
      return Set(names.filter { $0.hasPrefix("transport-figure-") })
    }
    let before = try folders()
    _ = try Fake.figure(title: "Transport").render(as: .svg)
    var left = try folders().subtracting(before)
    for _ in 0..<100 where !left.isEmpty {
      Thread.sleep(forTimeInterval: 0.1)
      left.formIntersection(try folders())
    }
    #expect(left.isEmpty)
  }
}

/// A folder for the files of one test.
final class TemporaryFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "plots-" + UUID().uuidString.prefix(8))
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
