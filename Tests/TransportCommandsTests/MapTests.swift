import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot map")
struct MapTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("ot-map-\(UUID().uuidString)")

  /// Two smooth densities on 24 x 20 cells.
  private func grids() throws -> (String, String) {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let paths = ["a.npz", "b.npz"].map { folder.appendingPathComponent($0).path }
    for (k, path) in paths.enumerated() {
      let values = (0..<480).map { 1.2 + cos(.pi * Double($0 / 20) / 24) * (k == 0 ? 0.5 : -0.4) }
      try MeasureFile.save(GridDensity(shape: [24, 20], values: values).normalized(), to: path)
    }
    return (paths[0], paths[1])
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(
    "the methods for grids agree on the value, and each has its bracket",
    arguments: ["back-and-forth", "monge-ampere", "auto"])
  func onGrids(method: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (a, b) = try grids()
    let run = RecordedRun("map", a, b, "--method", method, "--json")
    #expect(run.status == 0, "\(run.error)")
    let found = try object(run.output)
    let value = try #require(found["value"] as? Double)
    let (low, high) = (found["lowerBound"] as! Double, found["upperBound"] as! Double)
    let slack = try #require(found["discretizationError"] as? Double)
    #expect(low - slack <= value && value <= high + slack)
    // The densities depend on x alone, so the map on the line has the same cost.
    let line = try transportMap(
      from: onTheLine(0.5), to: onTheLine(-0.4), method: .quantile)
    // Second order: (1/24)^2 of the displacement's square, with room for the constant.
    #expect(abs(value - line.value) < 0.02 * line.value)
  }

  private func onTheLine(_ height: Double) throws -> GridDensity {
    try GridDensity(
      shape: [24], values: (0..<24).map { 1.2 + cos(.pi * Double($0) / 24) * height }
    ).normalized()
  }

  @Test("the map is written, and ot push carries the source onto the target with it")
  func roundTrip() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (a, b) = try grids()
    let (map, pushed) = (folder.path + "/map.npz", folder.path + "/pushed.npz")
    #expect(RecordedRun("map", a, b, "--map", map, "--quiet").status == 0)
    let archive = try NPZArchive(path: map)
    #expect(try archive.requiredArray("map").shape == [24, 20, 2])
    #expect(try archive.requiredArray("potential").shape == [24, 20])
    let run = RecordedRun(
      "push", a, "--map", map, "--box", "0:1,0:1", "--shape", "24x20", "--output", pushed,
      "--quiet")
    #expect(run.status != 64 && run.status != 65, "\(run.error)")
    let image = try #require(MeasureFile.load(pushed) as? GridDensity)
    let target = try #require(MeasureFile.load(b) as? GridDensity)
    let error = zip(image.cellMasses, target.cellMasses).reduce(0) { $0 + abs($1.0 - $1.1) }
    // Cells are pushed as blocks, which blurs a density that changes by a tenth from cell to cell.
    #expect(error < 0.05)
  }

  @Test("two Gaussians have an affine map, and points a plan's mean")
  func closedForms() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (a, b) = (folder.path + "/a.json", folder.path + "/b.json")
    try #"{"gaussian": {"mean": [0], "covariance": [[1]]}}"#
      .write(toFile: a, atomically: true, encoding: .utf8)
    try #"{"gaussian": {"mean": [2], "covariance": [[4]]}}"#
      .write(toFile: b, atomically: true, encoding: .utf8)
    let run = RecordedRun("map", a, b, "--json")
    #expect(run.status == 0)
    let found = try object(run.output)
    #expect(found["method"] as? String == "gaussian")
    // |0 - 2|^2 + (1 - 2)^2.
    #expect(abs((found["value"] as! Double) - 5) < 1e-14)
    let points = RecordedRun("map", a, b, "--method", "barycentric", "--atoms", "50", "--json")
    #expect(points.status == 0)
    #expect((try object(points.output)["note"] as? String)?.contains("0 of 50 atoms") == true)
  }

  @Test("what does not fit is refused with a way out")
  func refusals() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/a.csv"
    try "x1,x2\n0,0\n1,1\n".write(toFile: path, atomically: true, encoding: .utf8)
    let run = RecordedRun("map", path, path, "--method", "back-and-forth")
    #expect(run.status == 64 && run.error.contains("two densities on grids"))
    #expect(RecordedRun("map", path, path, "--atoms", "0").status == 64)
    #expect(RecordedRun("map", path, path, "--iteration-limit", "-1").status == 64)
    #expect(RecordedRun("map", path, path, "--map", "x.txt").status == 64)
  }
}
