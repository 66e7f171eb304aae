import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct DensityBracketTests {
  /// Rounding of sums of terms of size 1.
  private static let rounding = 1e-13

  private static func bracket(
    _ source: GridDensity, _ target: GridDensity, refinement: Int
  ) throws -> DensityBracket {
    let solution = try BackAndForth(iterationLimit: 40).solve(source: source, target: target)
    return try DensityBracket(
      source: source, target: target, potential: solution.brenierPotential,
      refinement: refinement)
  }

  private static func expect(_ bracket: DensityBracket, holds exact: Double) {
    #expect(bracket.lower <= exact + rounding)
    #expect(bracket.upper >= exact - rounding)
  }

  /// Positive random numbers, every third of them zero or denormal.
  private static func gappy(_ n: Int, seed: UInt64) -> [Double] {
    Samples.uniform(n, seed: seed).enumerated().map { i, value in
      i % 6 == 2 ? 0 : i % 6 == 5 ? 5e-324 : value * value + 0.1
    }
  }

  @Test(
    "on the line it holds the exact value, whatever the cells, vacuum and denormal masses included",
    arguments: [(1, 1), (1, 7), (12, 5), (40, 40)])
  func line(m: Int, n: Int) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let source = try GridDensity(
        shape: [m], box: Box(lower: [-1], upper: [0.5]), values: Self.gappy(m, seed: seed)
      ).normalized()
      let target = try GridDensity(
        shape: [n], box: Box(lower: [0.2], upper: [2.2]), values: Self.gappy(n, seed: seed + 50)
      ).normalized()
      let exact = PiecewiseConstantLine.distanceSquared(source, target)
      for refinement in [1, 3, 8] {
        Self.expect(try Self.bracket(source, target, refinement: refinement), holds: exact)
      }
    }
  }

  @Test("compression on the line: the gap is below a thousandth of the value: oracle 4")
  func compression() throws {
    let source = try Samples.density([128]) { 1 + cos(2 * .pi * ($0[0] - 0.5)) }
    let target = try Samples.density([128]) {
      abs($0[0] - 0.5) < 0.25 ? 1 + cos(4 * .pi * ($0[0] - 0.5)) : 0
    }
    let exact = PiecewiseConstantLine.distanceSquared(source, target)
    let bracket = try Self.bracket(source, target, refinement: 8)
    Self.expect(bracket, holds: exact)
    #expect(bracket.gap < 1e-3 * exact)
    // Cell means are the density to second order: W2^2 differs by O(h^2), here 1/128^2.
    #expect(abs(exact - 0.25 * (.pi * .pi - 6) / (12 * .pi * .pi)) < 1.0 / 128 / 128)
  }

  @Test("W2^2 of products adds up", arguments: [[16, 12], [7, 9]])
  func products(counts: [Int]) throws {
    func factor(_ n: Int, _ seed: UInt64) throws -> GridDensity {
      try GridDensity(shape: [n], values: Self.gappy(n, seed: seed)).normalized()
    }
    let (a, b) = (try factor(counts[0], 1), try factor(counts[1], 2))
    let (c, d) = (try factor(counts[1], 3), try factor(counts[0], 4))
    func product(_ p: GridDensity, _ q: GridDensity) throws -> GridDensity {
      try GridDensity(
        shape: [p.count, q.count], values: p.values.flatMap { p in q.values.map { p * $0 } })
    }
    let exact =
      PiecewiseConstantLine.distanceSquared(a, c) + PiecewiseConstantLine.distanceSquared(b, d)
    for refinement in [1, 2, 4] {
      let bracket = try Self.bracket(product(a, b), product(c, d), refinement: refinement)
      Self.expect(bracket, holds: exact)
    }
  }

  /// psi = |x|^2/2 + c.x on the nodes has the conjugate |y - c|^2/2 there; the interpolants are
  /// above by h^2/12 an axis in the mean, each. Atoms go to atoms.
  @Test(
    "a translation by whole cells loses d h^2/3 below and nothing above", arguments: [1, 2, 3])
  func translation(dimension d: Int) throws {
    let n = 8
    let axes = [GridAxis](repeating: GridAxis(lower: 0, upper: 1, count: n), count: d)
    let points = Samples.points(axes.map(\.centers))
    let box = Box.unit(d)
    let noise = Self.gappy(points.count, seed: 3)
    func density(_ range: Range<Int>) throws -> GridDensity {
      let inside = points.map { $0.allSatisfy { range.contains(Int($0 * Double(n))) } }
      var next = noise.makeIterator()
      let values = inside.map { $0 ? next.next()! : 0 }
      return try GridDensity(shape: axes.map(\.count), box: box, values: values).normalized()
    }
    let move = 3.0 / Double(n)
    let potential = try BrenierPotential(
      shape: axes.map(\.count), box: box,
      values: points.map { $0.reduce(0) { $0 + $1 * $1 / 2 + move * $1 } })
    let exact = Double(d) * move * move
    for r in [1, 2, 4] {
      let bracket = try DensityBracket(
        source: density(1..<4), target: density(4..<7), potential: potential, refinement: r)
      let side = 1 / Double(n * r)
      #expect(abs(bracket.lower - (exact - Double(d) * side * side / 3)) < Self.rounding)
      #expect(abs(bracket.upper - exact) < Self.rounding)
    }
  }

  @Test("the gap is of second order in the side of a part")
  func order() throws {
    let source = try Samples.density([32, 32]) { 1 + 0.5 * cos(3 * $0[0]) * $0[1] }
    let target = try Samples.density([32, 32]) { 1 + 0.8 * $0[0] * $0[0] }
    let gaps = try [1, 2, 4].map { try Self.bracket(source, target, refinement: $0).gap }
    // 4 but for what the potential's error, 1e-3 of W2 at most, does: 1e-6 of W2^2 = 0.013.
    #expect(abs(gaps[0] / gaps[1] - 4) < 0.1)
    #expect(abs(gaps[1] / gaps[2] - 4) < 0.1)
  }

  @Test("any potential gives bounds that hold", arguments: [0, 1, 1e3, 1e120])
  func wrongPotentials(size: Double) throws {
    let source = try GridDensity(shape: [30], values: Self.gappy(30, seed: 8)).normalized()
    let target = try GridDensity(shape: [20], values: Self.gappy(20, seed: 9)).normalized()
    let exact = PiecewiseConstantLine.distanceSquared(source, target)
    for seed in 1...5 as ClosedRange<UInt64> {
      let potential = try BrenierPotential(
        shape: [30], box: source.box,
        values: Samples.uniform(30, seed: seed).map { size * $0 })
      let bracket = try DensityBracket(source: source, target: target, potential: potential)
      Self.expect(bracket, holds: exact)
      #expect(bracket.lower >= 0 && bracket.upper.isFinite)
    }
  }

  @Test(
    "one cell onto another is a dilation: (c - c')^2 + (h - h')^2/12 an axis", arguments: [1, 4])
  func oneCell(refinement: Int) throws {
    let source = try GridDensity(
      shape: [1, 1], box: Box(lower: [0, 0], upper: [1, 2]), values: [1]
    ).normalized()
    let target = try GridDensity(
      shape: [1, 1], box: Box(lower: [3, -1], upper: [3.5, 2]), values: [1]
    ).normalized()
    let bracket = try Self.bracket(source, target, refinement: refinement)
    let exact = 2.75 * 2.75 + 0.5 * 0.5 / 12 + 0.5 * 0.5 + 1.0 / 12
    #expect(abs(bracket.upper - exact) < 1e-12)
    // Interpolants are above s h^2/12 and its conjugate's h'^2/(12 s) with s = h'/h: h h'/3 in all.
    let loss = (1 * 0.5 + 2 * 3) / 3.0 / Double(refinement * refinement)
    #expect(abs(bracket.lower - (exact - loss)) < 1e-12)
  }

  @Test("units that are powers of two scale the bounds bit by bit", arguments: [-300, 5])
  func units(exponent: Int) throws {
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    func bracket(_ scale: Double, _ mass: Double) throws -> DensityBracket {
      let box = try Box(lower: [0, 0], upper: [scale, scale])
      func density(_ seed: UInt64) throws -> GridDensity {
        try GridDensity(
          shape: [6, 5], box: box,
          values: Self.gappy(30, seed: seed).map { max($0, 0.05) * mass / scale / scale })
      }
      let target = try density(2)
      let source = try density(1)
      let balance = target.mass / source.mass
      let balanced = try GridDensity(
        shape: [6, 5], box: box, values: source.values.map { $0 * balance })
      return try Self.bracket(balanced, target, refinement: 2)
    }
    let (plain, scaled) = (try bracket(1, 1), try bracket(scale, 4))
    #expect(scaled.lower == 4 * scale * scale * plain.lower)
    #expect(scaled.upper == 4 * scale * scale * plain.upper)
  }

  @Test("the default takes eight parts, fewer on large grids, at least one")
  func refinement() {
    #expect(DensityBracket.refinement([64, 64], [64, 64]) == 8)
    // 2 (32 r + 1)^3 <= 4 10^6.
    #expect(DensityBracket.refinement([32, 32, 32], [32, 32, 32]) == 3)
    #expect(DensityBracket.refinement([4096, 4096], [1, 1]) == 1)
  }

  @Test("bad input is a named error")
  func refusals() throws {
    let line = try GridDensity(shape: [4], values: [1, 2, 3, 4])
    let heavy = try GridDensity(shape: [4], values: [1, 2, 3, 5])
    let plane = try GridDensity(shape: [2, 2], values: [1, 2, 3, 4])
    let good = try BrenierPotential(shape: [4], box: line.box, values: [0, 0, 0, 0])
    let short = try BrenierPotential(shape: [3], box: line.box, values: [0, 0, 0])
    #expect(throws: TransportError.self) {
      try DensityBracket(source: line, target: plane, potential: good)
    }
    #expect(throws: TransportError.self) {
      try DensityBracket(source: line, target: line, potential: short)
    }
    #expect(throws: TransportError.massMismatch(source: line.mass, target: heavy.mass)) {
      try DensityBracket(source: line, target: heavy, potential: good)
    }
    #expect(
      throws: TransportError.outOfRange(argument: "refinement", value: 0, expected: "at least 1")
    ) {
      try DensityBracket(source: line, target: line, potential: good, refinement: 0)
    }
  }
}
