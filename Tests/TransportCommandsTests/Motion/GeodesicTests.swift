import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot geodesic")
struct GeodesicTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func gaussians() throws -> (String, String) {
    (
      try folder.write(
        "a.json", #"{"gaussian": {"mean": [0, 0], "covariance": [[1, 0], [0, 4]]}}"#),
      try folder.write("b.json", #"{"gaussian": {"mean": [3, 4], "covariance": [[9, 0], [0, 1]]}}"#)
    )
  }

  private func rows(_ run: RecordedRun) throws -> [[String: Any]] {
    try #require(try run.json["times"] as? [[String: Any]])
  }

  @Test("between Gaussians the path is the closed form, at constant speed")
  func gaussian() throws {
    let (a, b) = try gaussians()
    let run = RecordedRun(
      "geodesic", a, b, "--times", "3", "--path", folder.file("p.npz"), "--json")
    #expect(run.status == 0, "\(run.error)")
    // |m|^2 + (1 - 3)^2 + (2 - 1)^2.
    #expect(abs(try run.number("value") - 30) < 1e-13)
    #expect(try run.number("speedDefect") < 1e-14)
    #expect(try run.json["constantSpeed"] as? Bool == true)
    #expect(try rows(run).map { $0["time"] as? Double } == [0, 0.5, 1])
    let archive = try NPZArchive(path: folder.file("p.npz"))
    let (mean, covariance) = (
      try archive.requiredArray("mean").values, try archive.requiredArray("covariance").values
    )
    #expect(mean[2] == 1.5 && mean[3] == 2)
    // Deviations move linearly: 1 to 3 and 2 to 1.
    #expect(abs(covariance[4] - 4) < 1e-14 && abs(covariance[7] - 2.25) < 1e-14)
  }

  @Test("between points each goes straight, and distances are solved anew")
  func plan() throws {
    let (source, target) = try folder.triangle()
    let run = RecordedRun(
      "geodesic", source, target, "--times", "5", "--path", folder.file("p.npz"), "--json")
    #expect(run.status == 0, "\(run.error)")
    #expect(try run.number("value") == 0.5)
    for row in try rows(run).dropFirst() {
      let (time, distance) = (row["time"] as! Double, row["distance"] as! Double)
      #expect(abs(distance - time * 0.5.squareRoot()) < 1e-15)
    }
    let archive = try NPZArchive(path: folder.file("p.npz"))
    #expect(try archive.requiredArray("weights").values.reduce(0, +) == 1)
    let table = RecordedRun("geodesic", source, target, "--times", "5")
    #expect(table.output.contains("certified: relative gap 0, and the speed is constant"))
  }

  @Test("between grids the masses are kept, and the bounds hold the distance on the line")
  func map() throws {
    let paths = try [0.5, -0.4].enumerated().map { k, height in
      let values = (0..<480).map { 1.2 + cos(.pi * Double($0 / 20) / 24) * height }
      let path = folder.file("\(k).npz")
      try MeasureFile.save(GridDensity(shape: [24, 20], values: values).normalized(), to: path)
      return path
    }
    let run = RecordedRun("geodesic", paths[0], paths[1], "--times", "3", "--json")
    #expect(run.status == 0, "\(run.error)")
    for row in try rows(run) { #expect(abs((row["mass"] as! Double) - 1) < 1e-12) }
    let lines = try [0.5, -0.4].map { height in
      try GridDensity(
        shape: [24], values: (0..<24).map { 1.2 + cos(.pi * Double($0) / 24) * height }
      ).normalized()
    }
    // The densities depend on x alone.
    let exact = try QuantileMap(source: lines[0], target: lines[1]).cost().value
    #expect(try run.number("lowerBound") <= exact && exact <= run.number("upperBound"))
    #expect(try run.number("speedDefect") < 0.05)
  }

  @Test("laws and mixtures on the line move by quantiles; mixtures in the plane by components")
  func mixtures() throws {
    let (a, b) = (
      try folder.write("l.json", #"{"law": {"density": [1, 1], "support": [0, 1]}}"#),
      try folder.write("m.json", #"{"law": {"cdf": [0, 1], "support": [2, 5]}}"#)
    )
    let run = RecordedRun("geodesic", a, b, "--times", "2", "--json")
    #expect(run.status == 0, "\(run.error)")
    #expect(try run.json["method"] as? String == "quantile")
    // Between uniform laws: (2 + 2u)^2 has the mean 28/3.
    #expect(abs(try run.number("value") - 28.0 / 3) < 1e-9)
    let mixture = try folder.write(
      "x.json",
      #"{"mixture": [{"mean": [0, 0], "covariance": [[1, 0], [0, 1]]}, {"mean": [5, 0], "covariance": [[1, 0], [0, 1]]}]}"#
    )
    let (gaussian, _) = try gaussians()
    let found = RecordedRun("geodesic", gaussian, mixture, "--times", "2", "--json")
    #expect(found.status == 0, "\(found.error)")
    #expect(try found.json["method"] as? String == "mixture")
    #expect((try found.json["note"] as? String)?.contains("MW2") == true)
  }

  @Test("pictures and films are written for points, grids, laws and Gaussians")
  func pictures() throws {
    let (a, b) = try gaussians()
    let (source, target) = try folder.triangle()
    for (k, pair) in [(a, b), (source, target)].enumerated() {
      let run = RecordedRun(
        "geodesic", pair.0, pair.1, "--times", "3", "--grid", "12", "--plot",
        folder.file("\(k).svg"), "--animate", folder.file("\(k).gif"), "--quiet")
      #expect(run.status == 0 && run.output.isEmpty, "\(run.error)")
      #expect(folder.exists("\(k).svg") && folder.exists("\(k).gif"))
    }
  }

  @Test("what does not fit is refused before any work")
  func refusals() throws {
    let (source, target) = try folder.triangle()
    for words in [
      ["--times", "1"], ["--atoms", "0"], ["--grid", "0"], ["--method", "map"],
      ["--method", "gaussian"], ["--method", "mixture"], ["--method", "dynamic"],
      ["--animate", "x.png"], ["--path", "x.txt"], ["--plot", "x.gif"], ["--method", "teleport"],
    ] {
      let run = RecordedRun(["geodesic", source, target] + words)
      #expect(run.status == 64, "\(words): \(run.error)")
    }
    #expect(RecordedRun("geodesic", source, folder.file("none.csv")).status == 74)
    let run = RecordedRun("geodesic", source, target, "--path", source)
    #expect(run.status == 64 || run.status == 74)
  }
}
