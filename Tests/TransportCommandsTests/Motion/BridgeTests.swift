import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot bridge")
struct BridgeTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func line() throws -> (String, String) {
    (
      try folder.write("a.json", #"{"gaussian": {"mean": [0], "covariance": [[1]]}}"#),
      try folder.write("b.json", #"{"gaussian": {"mean": [2], "covariance": [[4]]}}"#)
    )
  }

  private func rows(_ run: RecordedRun) throws -> [[String: Any]] {
    try #require(try run.json["times"] as? [[String: Any]])
  }

  @Test("between Gaussians on the line: the closed form of the variance at t = 1/2")
  func gaussian() throws {
    let (a, b) = try line()
    let run = RecordedRun("bridge", a, b, "--noise", "0.5", "--times", "3", "--json")
    #expect(run.status == 0, "\(run.error)")
    #expect(try run.number("epsilon") == 0.5)
    let middle = try rows(run)[1]
    let variance = (middle["covariance"] as! [[Double]])[0][0]
    // S_t = (1-t)^2 S0 + t^2 S1 + t (1-t) (2 C + s^2), C = (D - s^2)/2, D = (4 S0 S1 + s^4)^1/2.
    let d = (16 + 0.0625).squareRoot()
    #expect(abs(variance - (0.25 + 1 + 0.25 * d)) < 1e-14)
    #expect((middle["mean"] as! [Double]) == [1])
    #expect(RecordedRun("bridge", a, b, "--epsilon", "0.5", "--times", "3", "--json").status == 0)
  }

  @Test("between points: marginals are met, paths start and end at atoms, seeds repeat")
  func points() throws {
    let (source, target) = try folder.triangle()
    func run(_ seed: String, _ name: String) throws -> [Double] {
      let run = RecordedRun(
        "bridge", source, target, "--epsilon", "0.1", "--times", "5", "--samples", "20", "--seed",
        seed, "--grid", "8", "--path", folder.file(name), "--json")
      #expect(run.status == 0, "\(run.error)")
      #expect(try run.json["method"] as? String == "sinkhorn")
      #expect(try run.number("marginalError") < 1e-8)
      let array = try NPZArchive(path: folder.file(name)).requiredArray("paths")
      #expect(array.shape == [20, 5, 2])
      return array.values
    }
    let (first, again, other) = (
      try run("7", "1.npz"), try run("7", "2.npz"), try run("8", "3.npz")
    )
    #expect(first == again && first != other)
    for p in 0..<20 {
      let (x, y) = (first[p * 10], first[p * 10 + 1])
      #expect([[0, 0], [1, 0], [0, 1]].contains([x, y]))
      #expect([[1, 1], [0, 0]].contains([first[p * 10 + 8], first[p * 10 + 9]]))
    }
  }

  @Test("a linear prior: a double integrator starts and ends as asked, with velocities")
  func linear() throws {
    let prior = try folder.write("p.json", #"{"linear": {"A": [[0,1],[0,0]], "B": [[0],[1]]}}"#)
    let (a, b) = (
      try folder.write(
        "c.json", #"{"gaussian": {"mean": [0, 0], "covariance": [[1, 0], [0, 1]]}}"#),
      try folder.write("d.json", #"{"gaussian": {"mean": [1, 0], "covariance": [[1, 0], [0, 1]]}}"#)
    )
    let run = RecordedRun(
      "bridge", a, b, "--noise", "1", "--prior", prior, "--times", "3", "--json")
    #expect(run.status == 0, "\(run.error)")
    let ways = try rows(run)
    #expect((ways[0]["mean"] as! [Double]).map(abs).max()! < 1e-12)
    #expect(abs((ways[2]["mean"] as! [Double])[0] - 1) < 1e-12)
    // The mean velocity in the middle is positive: it is nought at both ends.
    #expect((ways[1]["mean"] as! [Double])[1] > 0.1)
  }

  @Test("a formula for the drift: Gaussians go onto a grid; the mass is kept")
  func drift() throws {
    let prior = try folder.write("p.json", #"{"drift": ["-x"]}"#)
    let (a, b) = try line()
    let run = RecordedRun(
      "bridge", a, b, "--noise", "1", "--prior", prior, "--times", "5", "--grid", "40", "--path",
      folder.file("g.npz"), "--json")
    #expect(run.status == 0, "\(run.error)")
    #expect(try run.json["method"] as? String == "fortet")
    let archive = try NPZArchive(path: folder.file("g.npz"))
    let (density, box) = (
      try archive.requiredArray("density"), try archive.requiredArray("box").values
    )
    #expect(density.shape == [5, 40])
    for k in 0..<5 {
      let mass = density.values[k * 40..<(k + 1) * 40].reduce(0, +) * (box[1] - box[0]) / 40
      // Every frame has one mass to rounding.
      #expect(abs(mass - 1) < 1e-8)
    }
  }

  @Test("between grids on boxes of their own the law has the mass of the ends at all times")
  func twoBoxes() throws {
    let files = try [(0.0, 1.0), (0.6, 2.1)].enumerated().map { k, ends in
      let path = folder.file("\(k).npz")
      let box = try Box(lower: [ends.0], upper: [ends.1])
      try MeasureFile.save(
        GridDensity(shape: [7], box: box, values: [1, 2, 3, 4, 3, 2, 1]).normalized(), to: path)
      return path
    }
    let run = RecordedRun(
      ["bridge"] + files + [
        "--noise", "0.3", "--times", "3", "--grid", "20", "--path", folder.file("p.npz"), "--plot",
        folder.file("p.svg"), "--json",
      ])
    #expect(run.status == 0, "\(run.error)")
    let archive = try NPZArchive(path: folder.file("p.npz"))
    let density = try archive.requiredArray("density").values
    let box = try archive.requiredArray("box").values
    for k in 0..<3 {
      let mass = density[k * 20..<(k + 1) * 20].reduce(0, +) * (box[1] - box[0]) / 20
      // Middles lie 0.6, four deviations of 0.15, inside the box or more.
      #expect(abs(mass - 1) < (k == 1 ? 1e-4 : 1e-12))
    }
  }

  @Test("pictures and films on the line, in the plane, with and without samples")
  func pictures() throws {
    let (a, b) = try line()
    let (source, target) = try folder.triangle()
    for (k, words) in [[a, b], [source, target], [source, target, "--samples", "5"]].enumerated() {
      let run = RecordedRun(
        ["bridge"] + words + [
          "--noise", "0.4", "--times", "3", "--grid", "12", "--plot", folder.file("\(k).svg"),
          "--animate", folder.file("\(k).gif"), "--quiet",
        ])
      #expect(run.status == 0 && run.output.isEmpty, "\(run.error)")
      #expect(folder.exists("\(k).svg") && folder.exists("\(k).gif"))
    }
  }

  @Test("what does not fit is refused, with a way out")
  func refusals() throws {
    let (source, target) = try folder.triangle()
    for words in [
      [], ["--epsilon", "1", "--noise", "1"], ["--epsilon", "-1"], ["--noise", "nan"],
      ["--noise", "1", "--times", "1"], ["--noise", "1", "--samples", "-1"],
      ["--noise", "1", "--grid", "0"], ["--noise", "1", "--animate", "x.mp4"],
    ] {
      let run = RecordedRun(["bridge", source, target] + words)
      #expect(run.status == 64, "\(words): \(run.error)")
    }
    let drift = try folder.write("drift.json", #"{"drift": ["-x", "-y"]}"#)
    // Points have no density for a grid.
    #expect(
      RecordedRun("bridge", source, target, "--noise", "1", "--prior", drift).status == 64)
    for (name, text, status) in [
      ("1.json", #"{"drift": ["-x"]}"#, 65), ("2.json", #"{"drift": ["-x", "-w"]}"#, 64),
      ("3.json", #"{"linear": {"A": [[1]]}}"#, 65), ("4.json", #"{"line": {}}"#, 65),
      // The noise reaches one of two directions only.
      ("5.json", #"{"linear": {"A": [[0, 0], [0, 0]], "B": [[1], [0]]}}"#, 64),
    ] {
      let prior = try folder.write(name, text)
      let run = RecordedRun("bridge", source, target, "--noise", "1", "--prior", prior)
      #expect(run.status == Int32(status), "\(text): \(run.error)")
    }
  }
}
