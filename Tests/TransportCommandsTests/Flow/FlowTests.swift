import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot flow")
struct FlowTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// Ornstein and Uhlenbeck's flow from a Gaussian of mean 1 and variance 0.25.
  static let ornsteinUhlenbeck = """
    {"energy": {"potential": {"quadratic": 1}, "entropy": 0.5}, "space": {"line": {"cells": 200}},
     "start": {"gaussian": {"mean": 1, "covariance": 0.25}}, "timeStep": 0.25, "duration": 1,
     "frames": 4}
    """

  @Test("exact steps of a Gaussian: its mean, its energy and its certificate")
  func gaussian() throws {
    let path = try folder.write("ou.json", Self.ornsteinUhlenbeck)
    let run = RecordedRun(
      "flow", path, "--json", "--frames", folder.file("f.npz"), "--energy", folder.file("e.csv"))
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(try run.number("steps") == 4 && run.json["certified"] as? Bool == true)
    #expect(try run.number("largestRise") == 0)
    #expect(
      try run.json["equation"] as? String
        == "rho_t = div(rho grad(V)) + 0.5 lap rho,  V = 1.0 |x|^2/2")
    let archive = try NPZArchive(path: folder.file("f.npz"))
    let (nodes, masses) = (
      try archive.requiredArray("nodes"), try archive.requiredArray("masses").values
    )
    #expect(nodes.shape == [5, 201])
    #expect(try archive.requiredArray("times").values == [0, 0.25, 0.5, 0.75, 1])
    for k in 0...4 {
      let profile = try QuantileProfile(
        nodes: Array(nodes.values[k * 201..<(k + 1) * 201]), masses: masses)
      // The mean obeys m / (1 + tau) exactly, cell by cell; Newton stops at a relative gap of 1e-10,
      // whose root bounds the error of a step.
      #expect(abs(profile.mean - pow(0.8, Double(k))) < 1e-5)
    }
    let table = try String(contentsOfFile: folder.file("e.csv"), encoding: .utf8)
    #expect(table.split(separator: "\n").count == 6)
  }

  @Test("the table names the equation, the states and the proof")
  func table() throws {
    let path = try folder.write("ou.json", Self.ornsteinUhlenbeck)
    let run = RecordedRun("flow", path)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("rho_t = div(rho grad(V)) + 0.5 lap rho,  V = 1.0 |x|^2/2\n"))
    for word in ["-dF/dt", "|grad F|^2", "F rose      never", "certified"] {
      #expect(run.output.contains(word), "\(word)")
    }
    #expect(RecordedRun("flow", path, "--quiet").output.isEmpty)
  }

  @Test("adaptive and second-order steps")
  func stepping() throws {
    let adaptive = Self.ornsteinUhlenbeck.replacingOccurrences(
      of: #""frames": 4"#, with: #""frames": 4, "adaptive": 0.01"#)
    let run = RecordedRun("flow", try folder.write("a.json", adaptive), "--json")
    #expect(run.status == 0)
    // The errors of the steps are held below their target.
    #expect(try run.number("localErrorSum") <= 0.01 && run.number("localErrorSum") > 0)
    let second = Self.ornsteinUhlenbeck.replacingOccurrences(
      of: #""frames": 4"#, with: #""frames": 4, "secondOrder": true"#)
    #expect(RecordedRun("flow", try folder.write("s.json", second)).status == 0)
  }

  @Test("without a known convexity the steps converge, and no gap is claimed")
  func unknownGap() throws {
    let text = Self.ornsteinUhlenbeck.replacingOccurrences(
      of: #"{"quadratic": 1}"#, with: #""x^2/2""#)
    let run = RecordedRun("flow", try folder.write("u.json", text))
    #expect(run.status == 0)
    #expect(run.output.contains("no convexity of F is known"))
    #expect(run.output.contains("converged: every step") && !run.output.contains("certified"))
  }

  @Test("bad usage")
  func usage() throws {
    let path = try folder.write("ou.json", Self.ornsteinUhlenbeck)
    for words in [
      ["--every", "0", "--checkpoint", "c"], ["--resume"], ["--frames", "f.txt"],
      ["--plot", "f.bmp"], ["--animate", "f.png"], ["--checkpoint", path],
    ] {
      let run = RecordedRun(["flow", path] + words)
      #expect(run.status == 64 && run.output.isEmpty, "\(words)")
    }
    #expect(RecordedRun("flow").status == 64)
  }

  @Test("bad flows are refused before any work")
  func refusals() throws {
    #expect(RecordedRun("flow", folder.file("none.json")).status == 74)
    let broken = try folder.write("b.json", #"{"energy": "#)
    let run = RecordedRun("flow", broken)
    #expect(run.status == 65 && run.error.hasPrefix("Error: \(broken): it is not JSON"))
    let points = Self.ornsteinUhlenbeck.replacingOccurrences(
      of: #"{"gaussian": {"mean": 1, "covariance": 0.25}}"#, with: #"{"points": [[0], [1]]}"#)
    let refused = RecordedRun("flow", try folder.write("p.json", points))
    #expect(refused.status != 0 && refused.error.contains("points, which have no density"))
  }

  private static let examples: [String] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Examples/flows").standardizedFileURL
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { root.path + "/" + $0 }
  }()

  @Test("the examples are there and can be read")
  func examplesRead() throws {
    #expect(Self.examples.count >= 10)
    for path in Self.examples { _ = try FlowFile.load(path) }
  }

  /// Those that take a fraction of a second.
  @Test(
    "examples run",
    arguments: ["double-well", "torus", "particles", "plasma", "network"])
  func exampleRuns(name: String) throws {
    let path = try #require(Self.examples.first { $0.hasSuffix("/" + name + ".json") })
    let run = RecordedRun("flow", path, "--json")
    #expect(run.status == 0, "\(run.error)")
    #expect(try run.json["certified"] as? Bool == true)
  }
}
