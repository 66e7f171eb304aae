import Foundation
import Testing

@testable import TransportCommands

@Suite("ot demo")
struct DemoTests {
  private static let gnuplotIsThere = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/gnuplot")
    }

  @Test("writes the report, its data and its figures, all certified", .enabled(if: gnuplotIsThere))
  func tour() throws {
    let folder = try Folder()
    let run = RecordedRun("demo", "--output", folder.file("tour"))
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.hasSuffix("report: \(folder.file("tour").standardized)/report.html\n"))
    #expect(!run.output.contains("NOT certified"))
    let report = try String(contentsOfFile: folder.file("tour/report.html"), encoding: .utf8)
    for example in DemoExample.all {
      #expect(folder.exists("tour/figures/\(example.name).svg"))
      for method in example.methods { #expect(report.contains(example.command(method))) }
    }
    for example in EntropicExample.all {
      for figure in ["", "-bracket"] {
        #expect(folder.exists("tour/figures/\(example.name)\(figure).png"))
      }
      for share in EntropicExample.shares { #expect(report.contains(example.command(share))) }
    }
    let brackets = run.output.components(separatedBy: "brackets the exact value").count - 1
    // And the map of the images.
    #expect(brackets == EntropicExample.all.count * EntropicExample.shares.count + 1)
    for (name, command) in DemoChapter.flows.map({ ($0.name, $0.command) })
      + DemoChapter.crossings.map({ ($0.name, $0.command) })
      + DemoChapter.descents.map({ ($0.name, $0.command) })
    {
      #expect(folder.exists("tour/figures/\(name).png"))
      #expect(report.contains(command))
    }
    #expect(folder.exists("tour/figures/push.svg") && folder.exists("tour/figures/map.png"))
    try commandsGiveTheSame(in: folder)
  }

  /// The commands that the report shows run as they are, in its folder.
  private func commandsGiveTheSame(in folder: Folder) throws {
    let commands =
      DemoExample.all.map { $0.command($0.methods[0]) }
      + EntropicExample.all.map { $0.command(0.01) }
      + [
        "ot push data/bell.json --map x^2 --plot push.svg",
        "ot map data/flower.png data/moon.png --plot map.svg",
      ] + DemoChapter.crossings.map(\.command) + DemoChapter.descents.map(\.command)
    for command in commands {
      let words = command.split(separator: " ").dropFirst().map {
        $0.hasPrefix("data/") ? folder.file("tour/" + $0) : String($0)
      }
      let run = RecordedRun(words.dropLast(2) + ["--json"])
      #expect(run.status == 0)
    }
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

extension String {
  /// The path without repeated slashes.
  fileprivate var standardized: String { URL(fileURLWithPath: self).standardizedFileURL.path }
}
