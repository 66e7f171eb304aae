import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot dynamic: walls, caps and growth")
struct DynamicConstraintTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// 12 x 12 cells with two columns of wall and a gap of two cells, and a block on each side.
  private func wall() throws -> (String, String, String) {
    let n = 12
    func save(_ name: String, _ level: (Int, Int) -> Double) throws -> String {
      let path = folder.file(name)
      try MeasureFile.save(
        GridDensity(shape: [n, n], values: (0..<n * n).map { level($0 / n, $0 % n) }).normalized(),
        to: path)
      return path
    }
    let mask = folder.file("wall.png")
    try ImageFile.save(
      GreyImage(
        width: n, height: n,
        levels: (0..<n * n).map { i in
          let (x, y) = (i % n, n - 1 - i / n)
          return (x == 5 || x == 6) && y != 8 && y != 9 ? 1 : 0
        }), to: mask)
    return (
      try save("left.npz") { x, y in x < 4 && y < 4 ? 1 : 0 },
      try save("right.npz") { x, y in x > 7 && y < 4 ? 1 : 0 }, mask
    )
  }

  @Test("a wall with a gap: nothing is ever inside it, and the way round is dearer")
  func obstacle() throws {
    let (a, b, mask) = try wall()
    let words = ["dynamic", a, b, "--steps", "8", "--tolerance", "0.1"]
    let free = RecordedRun(words + ["--json"])
    let run = RecordedRun(
      words + [
        "--obstacles", mask, "--path", folder.file("p.npz"), "--plot", folder.file("p.svg"),
        "--json",
      ])
    #expect(run.status == 0, "\(run.error)")
    #expect(try run.number("lowerBound") > free.number("upperBound"))
    #expect(try run.json["obstacleCells"] as? Int == 20)
    #expect(try run.json["densityLower"] is NSNull)
    let density = try NPZArchive(path: folder.file("p.npz")).requiredArray("density").values
    for k in 0..<9 {
      for cell in 0..<144 where (60..<84).contains(cell) && ![8, 9].contains(cell % 12) {
        #expect(density[k * 144 + cell] == 0)
      }
    }
    #expect(folder.exists("p.svg"))
    // An end inside the wall is bad data.
    let inside = RecordedRun("dynamic", a, b, "--obstacles", try block())
    #expect(inside.status == 65)
  }

  /// A mask over a corner that holds mass.
  private func block() throws -> String {
    let path = folder.file("block.npy")
    let marks = (0..<144).map { $0 < 12 ? 1.0 : 0 }
    _ = try NPYFile.save(NumericArray(shape: [12, 12], values: marks), to: path)
    return path
  }

  @Test("masses may differ where mass may grow: the roots' difference of a uniform density")
  func growth() throws {
    let files = try [1.0, 4.0].enumerated().map { k, mass in
      let path = folder.file("m\(k).npz")
      try MeasureFile.save(
        GridDensity(shape: [4], values: [Double](repeating: mass, count: 4)), to: path)
      return path
    }
    #expect(RecordedRun("dynamic", files[0], files[1]).status == 65)
    let run = RecordedRun(
      "dynamic", files[0], files[1], "--growth", "0.5", "--steps", "32", "--json")
    #expect(run.status == 0, "\(run.error)")
    // The action is 2 delta^2 (2 - 1)^2 = 1/2, up to the time step's error.
    #expect(abs(try run.number("action") - 0.5) < 0.005)
    #expect(try run.number("massTarget") == 4)
  }

  @Test("a cap is kept on the way")
  func cap() throws {
    let (a, b, mask) = try wall()
    let run = RecordedRun(
      "dynamic", a, b, "--obstacles", mask, "--cap", "10", "--steps", "8", "--tolerance", "0.2",
      "--path", folder.file("p.npz"), "--json")
    #expect(run.status == 0, "\(run.error)")
    let density = try NPZArchive(path: folder.file("p.npz")).requiredArray("density").values
    #expect(density.max()! <= 10 * (1 + 1e-12))
    #expect(RecordedRun("dynamic", a, b, "--cap", "1").status == 65)
  }
}
