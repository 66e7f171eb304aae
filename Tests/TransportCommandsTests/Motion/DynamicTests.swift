import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot dynamic")
struct DynamicTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// A bump on `count` cells of the unit interval that moves by `shift` of them.
  private func bumps(_ count: Int, shift: Int) throws -> (String, String) {
    let paths = try [0, shift].enumerated().map { k, move in
      let values = (0..<count).map { i -> Double in
        let x = (Double(i - move) + 0.5) / Double(count) - 0.3
        return abs(x) < 0.15 ? 1 + cos(.pi * x / 0.15) : 0
      }
      let path = folder.file("\(k).npz")
      try MeasureFile.save(GridDensity(shape: [count], values: values).normalized(), to: path)
      return path
    }
    return (paths[0], paths[1])
  }

  @Test("a translation by whole cells costs its square, and twice the action is the value")
  func translation() throws {
    let (a, b) = try bumps(32, shift: 8)
    let run = RecordedRun("dynamic", a, b, "--steps", "16", "--json")
    #expect(run.status == 0, "\(run.error)")
    let (value, action) = (try run.number("value"), try run.number("action"))
    #expect(value == 2 * action)
    // The linear interpolation in time errs at second order in the cells.
    #expect(abs(value - 1 / 16) < 0.03 / 16)
    #expect(try run.number("relativeGap") <= 1e-3)
    #expect(try run.number("continuityResidual") <= 1e-12)
    // The bracket of the densities holds the exact value.
    #expect(
      try run.number("densityLower") <= 1 / 16 && 1 / 16 <= run.number("densityUpper") + 1e-12)
  }

  @Test("the file of the path holds the density, and what moves it")
  func path() throws {
    let (a, b) = try bumps(16, shift: 4)
    let run = RecordedRun(
      "dynamic", a, b, "--steps", "4", "--tolerance", "0.05", "--path", folder.file("p.npz"),
      "--quiet")
    #expect(run.status == 0 && run.output.isEmpty, "\(run.error)")
    let archive = try NPZArchive(path: folder.file("p.npz"))
    #expect(
      archive.keys
        == ["times", "density", "box", "centerTimes", "momentum", "velocity", "potential"])
    let density = try archive.requiredArray("density").values
    #expect(try archive.requiredArray("momentum").shape == [4, 16, 1])
    #expect(try archive.requiredArray("potential").shape == [4, 16])
    #expect(try archive.requiredArray("centerTimes").values == [0.125, 0.375, 0.625, 0.875])
    for k in 0..<5 {
      #expect(abs(mean(density, k) - 1) < 1e-12)
    }
    // Continuity: the momentum of a step is what the mean moves in it, in all four a quarter.
    let momentum = try archive.requiredArray("momentum").values
    var means: [Double] = []
    for k in 0..<5 {
      let parts: [Double] = (0..<16).map { i in
        let place = (Double(i) + 0.5) / 16
        return place * density[k * 16 + i]
      }
      means.append(mean(parts, 0))
    }
    for k in 0..<4 {
      let way = 4 * (means[k + 1] - means[k])
      #expect(abs(mean(momentum, k) - way) < 1e-12)
    }
    #expect(abs(means[4] - means[0] - 0.25) < 1e-14)
  }

  /// The mean of 16 numbers from `slab` on.
  private func mean(_ values: [Double], _ slab: Int) -> Double {
    let part: [Double] = Array(values[slab * 16..<(slab + 1) * 16])
    return part.reduce(0, +) / 16
  }

  @Test("periodic sides let mass go the short way round")
  func periodic() throws {
    let (a, b) = try bumps(16, shift: 0)
    let values = (0..<16).map { i -> Double in i == 15 || i == 0 ? 1 : 0 }
    let seam = folder.file("seam.npz")
    try MeasureFile.save(GridDensity(shape: [16], values: values).normalized(), to: seam)
    let closed = RecordedRun("dynamic", a, seam, "--steps", "8", "--tolerance", "0.02", "--json")
    let open = RecordedRun(
      "dynamic", a, seam, "--steps", "8", "--tolerance", "0.02", "--periodic", "--json")
    #expect(try open.number("value") < 0.8 * closed.number("value"))
    #expect(try open.json["densityLower"] is NSNull)
    #expect(b.hasSuffix("1.npz"))
  }

  @Test("Gaussians are put on a grid; pictures and a film are drawn")
  func gaussians() throws {
    let (a, b) = (
      try folder.write(
        "a.json", #"{"gaussian": {"mean": [0, 0], "covariance": [[1, 0], [0, 1]]}}"#),
      try folder.write("b.json", #"{"gaussian": {"mean": [2, 0], "covariance": [[1, 0], [0, 1]]}}"#)
    )
    let run = RecordedRun(
      "dynamic", a, b, "--grid", "12", "--steps", "4", "--tolerance", "0.05", "--plot",
      folder.file("d.svg"), "--animate", folder.file("d.gif"))
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("12 x 12 cells, 4 steps of time"))
    #expect(run.output.contains("note: What had no cells was put on 12 x 12 of them."))
    #expect(folder.exists("d.svg") && folder.exists("d.gif"))
  }

  @Test("stopping short is status 2, and the result is written")
  func short() throws {
    let (a, b) = try bumps(16, shift: 6)
    let run = RecordedRun(
      "dynamic", a, b, "--steps", "4", "--tolerance", "1e-9", "--iteration-limit", "2", "--path",
      folder.file("p.npz"))
    #expect(run.status == 2 && run.output.contains("NOT certified"), "\(run.error)")
    #expect(folder.exists("p.npz"))
  }

  @Test("ot geodesic takes the same way with --method dynamic")
  func geodesic() throws {
    let (a, b) = try bumps(16, shift: 4)
    let run = RecordedRun("geodesic", a, b, "--method", "dynamic", "--times", "3", "--json")
    #expect(run.status == 0, "\(run.error)")
    #expect(try run.json["constantSpeed"] as? Bool == true)
    #expect(try run.number("lowerBound") <= 1 / 16 && 1 / 16 <= run.number("upperBound") + 1e-12)
  }

  @Test("what does not fit is refused")
  func refusals() throws {
    let (a, b) = try bumps(16, shift: 4)
    for words in [
      ["--steps", "0"], ["--grid", "0"], ["--tolerance", "0"], ["--iteration-limit", "0"],
      ["--path", "p.txt"], ["--cap", "0"], ["--growth", "-1"],
    ] {
      #expect(RecordedRun(["dynamic", a, b] + words).status == 64, "\(words)")
    }
    let (points, _) = try folder.triangle()
    #expect(RecordedRun("dynamic", points, points).status == 64)
    let other = folder.file("other.npz")
    try MeasureFile.save(
      GridDensity(shape: [8], values: [Double](repeating: 1, count: 8)), to: other)
    #expect(RecordedRun("dynamic", a, other).status == 65)
  }
}
