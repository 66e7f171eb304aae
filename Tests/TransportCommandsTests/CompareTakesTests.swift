import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot compare: every take on two densities")
struct CompareTakesTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// Two densities on n x n cells of the unit square, written to files.
  private func grids(
    _ n: Int, _ source: @escaping (Double, Double) -> Double,
    _ target: @escaping (Double, Double) -> Double
  ) throws -> [String] {
    try [source, target].enumerated().map { k, density in
      let grid = try GridDensity(
        shape: [n, n],
        values: (0..<n * n).map {
          density((Double($0 / n) + 0.5) / Double(n), (Double($0 % n) + 0.5) / Double(n))
        }
      ).normalized()
      let path = folder.file("\(k).npz")
      try MeasureFile.save(grid, to: path)
      return path
    }
  }

  /// 1 + cos(pi r^2 / 0.09) within 0.3 of a point.
  private static func bump(_ x: Double, _ y: Double, at c: Double) -> Double {
    let square = (x - c) * (x - c) + (y - c) * (y - c)
    return square < 0.09 ? 1 + cos(.pi * square / 0.09) : 0
  }

  /// Blots of four Gaussians, the positions and widths those of a seed: a picture of no symmetry.
  private static func picture(_ seed: UInt64) -> (Double, Double) -> Double {
    var generator = SeededGenerator(seed: seed)
    let blots = (0..<4).map { _ in
      (generator.uniform(), generator.uniform(), 0.05 + 0.15 * generator.uniform())
    }
    return { x, y in
      blots.reduce(0.02) { sum, blot in
        sum
          + exp(
            -((x - blot.0) * (x - blot.0) + (y - blot.1) * (y - blot.1)) / (2 * blot.2 * blot.2))
      }
    }
  }

  /// The takes by name, after a check that all agree and hold `exact`.
  private func takes(
    _ words: [String], holding exact: ClosedRange<Double>? = nil
  ) throws -> [String: [String: Any]] {
    let run = RecordedRun(["compare"] + words + ["--json"])
    #expect(run.status == 0, "\(run.error)\(RecordedRun(["compare"] + words).output)")
    #expect(try run.json["consistent"] as? Bool == true)
    let rows = try #require(try run.json["densities"] as? [[String: Any]])
    if let exact {
      for row in rows {
        let (low, high) = (row["lowerBound"] as! Double, row["upperBound"] as! Double)
        #expect(low <= exact.upperBound && exact.lowerBound <= high, "\(row)")
      }
    }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["take"] as! String, $0) })
  }

  private static let always = ["linear program", "back-and-forth", "benamou-brenier"]

  @Test("a translated bump: every bracket holds the square of the way")
  func translation() throws {
    // From (0.3, 0.3) by eight of twenty cells along both axes, exactly: 2 (2/5)^2.
    let files = try grids(20, { Self.bump($0, $1, at: 0.3) }, { Self.bump($0, $1, at: 0.7) })
    let found = try takes(files, holding: 0.32 - 1e-12...0.32 + 1e-12)
    #expect(Set(found.keys) == Set(Self.always))
  }

  @Test("compression to a half: the cell means of the closed form's densities")
  func compression() throws {
    let n = 16
    func density(_ x: Double, _ s: Double) -> Double {
      let z = (x - 0.5) / s
      return abs(z) < 0.5 ? (1 + cos(2 * .pi * z)) / s : 0
    }
    let files = try grids(
      n, { x, y in density(x, 1) * density(y, 1) }, { x, y in density(x, 0.5) * density(y, 1) })
    let found = try takes(files)
    // |1 - s|^2 (pi^2 - 6) / (12 pi^2), within what cells of 1/16 change: (2 (0.5 / 16))^2 and the
    // cross term.
    let exact = 0.25 * (.pi * .pi - 6) / (12 * .pi * .pi)
    for name in Self.always {
      let distance = (found[name]!["value"] as! Double).squareRoot()
      #expect(abs(distance - exact.squareRoot()) < 2 * (2.0 / 12).squareRoot() / Double(n))
    }
  }

  @Test("a split: mass at the middle goes to both sides, and a vacuum opens")
  func split() throws {
    let files = try grids(
      20, { x, _ in abs(x - 0.5) < 0.25 ? 1 : 0 }, { x, _ in abs(x - 0.5) > 0.25 ? 1 : 0 })
    // Each half of width 1/4 goes by 1/4.
    let found = try takes(files, holding: 0.0625 - 1e-12...0.0625 + 1e-12)
    #expect(Set(found.keys) == Set(Self.always))
  }

  @Test("two grey pictures: Newton's method joins in where all is above zero")
  func pictures() throws {
    let found = try takes(try grids(20, Self.picture(1), Self.picture(2)))
    #expect(Set(found.keys) == Set(Self.always + ["monge-ampere"]))
  }

  @Test("Gaussians on a grid: the closed form joins in, on the line the quantiles too")
  func gaussians() throws {
    let plane = [
      try folder.write(
        "a.json", #"{"gaussian": {"mean": [0, 0], "covariance": [[1, 0.3], [0.3, 0.5]]}}"#),
      try folder.write(
        "b.json", #"{"gaussian": {"mean": [2, 1], "covariance": [[0.5, -0.2], [-0.2, 1]]}}"#),
    ]
    let found = try takes(plane + ["--grid", "24"])
    #expect(found["closed form"] != nil)
    let line = [
      try folder.write("c.json", #"{"gaussian": {"mean": [0], "covariance": [[1]]}}"#),
      try folder.write("d.json", #"{"gaussian": {"mean": [2], "covariance": [[4]]}}"#),
    ]
    let onTheLine = try takes(line + ["--grid", "96"], holding: 4.9...5.1)
    #expect(onTheLine["closed form"] != nil && onTheLine["quantile"] != nil)
  }

  private func take(_ name: String, _ value: Double, _ bounds: ClosedRange<Double>) -> DensityTake {
    DensityTake(
      name, value: value, lower: bounds.lowerBound, upper: bounds.upperBound, seconds: 0)
  }

  @Test("brackets that do not meet, and values outside of them, are called out")
  func disagreement() {
    let console = Console(output: { _ in }, error: { _ in })
    func compare(_ takes: DensityTake..., error: Double = 0) -> DensityComparison {
      DensityComparison(takes: takes, skipped: [], cellError: error)
    }
    #expect(compare(take("a", 1, 0.9...1.1), take("b", 1, 0.95...1.2)).agrees)
    let apart = compare(take("a", 1, 0.9...1), take("b", 1.1, 1.05...1.2))
    #expect(!apart.agrees)
    #expect(apart.verdict(on: console)[0].contains("b proves more than a allows"))
    let stray = compare(take("a", 1, 0.9...1.1), take("b", 1.44, 0.9...1.1))
    #expect(!stray.agrees && stray.strays.map(\.name) == ["b"])
    // 1.2 is 0.151 above the root of 1.1.
    #expect(compare(take("a", 1, 0.9...1.1), take("b", 1.44, 0.9...1.1), error: 0.152).agrees)
  }

  @Test("the error of a Gaussian's cells falls with their square, and holds the exact distance")
  func gridError() throws {
    let gaussian = try Gaussian(mean: [0], covariance: Matrix([[1]]))
    let errors = try [32, 64].map { n in
      let box = try Box(lower: [-6], upper: [6])
      let grid = try gaussian.discretized(shape: [n], box: box).density
      let exact = try QuantileMap(source: grid, target: gaussian).cost().value.squareRoot()
      let bound = try gaussian.gridError(on: grid)
      #expect(exact <= bound && bound < 10 * exact)
      return bound
    }
    // Cells of 3/8 and 3/16 of a deviation; the tail beyond six adds little.
    #expect(errors[0] / errors[1] > 3)
  }

  @Test("points cannot be put on a grid, and a grid needs cells")
  func refusals() throws {
    let (source, target) = try folder.triangle()
    #expect(RecordedRun("compare", source, target, "--grid", "8").status == 64)
    #expect(RecordedRun("compare", source, target, "--grid", "0").status == 64)
    let run = RecordedRun("compare", source, target, "--json")
    #expect(try run.json["densities"] is NSNull)
  }
}
