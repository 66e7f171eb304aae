import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct BackAndForthTests {
  /// sqrt(sum of mass |T - exact|^2) over the displacement's own.
  static func relativeError(
    _ map: GridMap, _ source: GridDensity, _ exact: ([Double]) -> [Double]
  ) -> Double {
    let axes = GridAxis.all(shape: source.shape, box: source.box)
    var (error, size) = (0.0, 0.0)
    for (i, x) in Samples.points(axes.map(\.centers)).enumerated() {
      let goal = exact(x)
      for k in x.indices {
        error += source.values[i] * pow(map.images[i, k] - goal[k], 2)
        size += source.values[i] * pow(x[k] - goal[k], 2)
      }
    }
    return (error / size).squareRoot()
  }

  /// The exact value must lie in the bracket widened by the declared error.
  static func expectBracket(_ solution: GridMapSolution, holds exact: Double) {
    let certificate = solution.certificate
    #expect(certificate.lowerBound <= certificate.upperBound)
    #expect(exact >= certificate.lowerBound - solution.discretizationError)
    #expect(exact <= certificate.upperBound + solution.discretizationError)
  }

  static func bump(_ x: [Double], at center: Double) -> Double {
    let square = x.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    return square < 0.09 ? 1 + cos(.pi * square / 0.09) : 0
  }

  @Test("a translated bump keeps its shape, to half a cell: oracle 5", arguments: [32, 64, 128])
  func translation(n: Int) throws {
    let source = try Samples.density([n, n]) { Self.bump($0, at: 0.3) }
    let target = try Samples.density([n, n]) { Self.bump($0, at: 0.7) }
    let solution = try BackAndForth().solve(source: source, target: target)
    Self.expectBracket(solution, holds: 0.32)
    let error = Self.relativeError(solution.map, source) { $0.map { $0 + 0.4 } }
    #expect(error * 0.32.squareRoot() < 0.5 / Double(n))
  }

  @Test("compression about the centre: oracle 4", arguments: [1, 2])
  func compression(dimension: Int) throws {
    let s = 0.5
    let n = 128
    let source = try Samples.density([Int](repeating: n, count: dimension)) { x in
      x.reduce(1) { $0 * (1 + cos(2 * .pi * ($1 - 0.5))) }
    }
    let target = try Samples.density([Int](repeating: n, count: dimension)) { x in
      x.reduce(1) { product, x in
        let z = (x - 0.5) / s
        return product * (abs(z) < 0.5 ? 1 + cos(2 * .pi * z) : 0)
      }
    }
    let solution = try BackAndForth().solve(source: source, target: target)
    let exact = Double(dimension) * (1 - s) * (1 - s) * (.pi * .pi - 6) / (12 * .pi * .pi)
    Self.expectBracket(solution, holds: exact)
    // Half a cell, of the displacement's root mean square, W2.
    let limit = 0.5 / Double(n) / exact.squareRoot()
    #expect(Self.relativeError(solution.map, source) { $0.map { 0.5 + s * ($0 - 0.5) } } < limit)
    #expect(
      Self.relativeError(solution.inverse, target) { $0.map { 0.5 + ($0 - 0.5) / s } } < limit)
  }

  @Test(
    "a density is moved onto itself by the identity, to rounding",
    arguments: [[40], [20, 30], [8, 6, 7]])
  func identity(shape: [Int]) throws {
    let values = Samples.uniform(shape.reduce(1, *), seed: 6).map { $0 + 1 }
    let density = try GridDensity(shape: shape, values: values)
    let solution = try BackAndForth().solve(source: density, target: density)
    #expect(solution.termination == .converged)
    #expect(abs(solution.value) < 1e-20)
    #expect(solution.certificate.upperBound < 1e-12)
  }

  @Test(
    "units that are powers of two scale the map and the value bit by bit",
    arguments: [-400, 3, 400])
  func units(exponent: Int) throws {
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    let plain = try Samples.density([24, 16]) { 1 + 0.5 * cos(3 * $0[0]) * $0[1] }
    let other = try Samples.density([24, 16]) { 1 + 0.8 * $0[0] * $0[0] }
    let reference = try BackAndForth().solve(source: plain, target: other)
    let box = try Box(lower: [4 * scale, -scale], upper: [5 * scale, 0])
    func scaled(_ density: GridDensity) throws -> GridDensity {
      try GridDensity(
        shape: density.shape, box: box,
        values: density.values.map { $0 * 8 / scale / scale })
    }
    let solution = try BackAndForth().solve(source: scaled(plain), target: scaled(other))
    #expect(solution.value == 8 * scale * scale * reference.value)
    #expect(solution.certificate.lowerBound == 8 * scale * scale * reference.certificate.lowerBound)
    for i in 0..<plain.count {
      #expect(solution.map.images[i, 0] == 4 * scale + scale * reference.map.images[i, 0])
      #expect(solution.map.images[i, 1] == scale * reference.map.images[i, 1] - scale)
    }
  }

  @Test("the bracket holds the optimum of the discrete problem, found by the simplex method")
  func discreteOptimum() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let (n, m) = ([12, 9], [10, 14])
      let box = try Box(lower: [0.2, -1], upper: [1.5, 0.3])
      let source = try GridDensity(
        shape: n,
        values: Samples.uniform(108, seed: seed).map {
          max($0, 0) + ($0 > 0 ? 1e-300 : 0)
        }
      ).normalized()
      let target = try GridDensity(
        shape: m, box: box,
        values: Samples.uniform(140, seed: seed + 9).map { max($0, 0) }
      ).normalized()
      let solution = try BackAndForth(iterationLimit: 30).solve(source: source, target: target)
      let exact = try NetworkSimplex().solve(
        TransportProblem(
          source: source.pointCloud, target: target.pointCloud, cost: .squaredEuclidean))
      #expect(solution.certificate.lowerBound <= exact.value * (1 + 1e-12))
      #expect(solution.certificate.upperBound >= exact.value * (1 - 1e-12))
    }
  }

  @Test("the error of the push-forward is that of the map returned, iterated or not")
  func pushforwardError() throws {
    let source = try Samples.density([24, 24]) { 1 + 0.5 * cos(.pi * $0[0]) }
    let target = try Samples.density([24, 24]) { 1 + 0.5 * cos(.pi * $0[1]) }
    let found = try BackAndForth().solve(source: source, target: target)
    let again = try BackAndForth(iterationLimit: 0).solve(
      source: source, target: target, start: found.brenierPotential)
    // One more pair of conjugates lies between the two.
    #expect(again.errorTrace.isEmpty && again.pushforwardError.isFinite)
    #expect(abs(again.pushforwardError - found.pushforwardError) < 1e-2 * found.value.squareRoot())
    let identity = try BackAndForth(iterationLimit: 0, startsCoarse: false).solve(
      source: source, target: target)
    #expect(identity.pushforwardError > 10 * found.pushforwardError)
  }

  @Test("bad input is a named error")
  func badInput() throws {
    let density = try GridDensity(shape: [4, 4], values: [Double](repeating: 1, count: 16))
    let heavy = try GridDensity(shape: [4, 4], values: [Double](repeating: 2, count: 16))
    let line = try GridDensity(shape: [4], values: [1, 1, 1, 1])
    #expect(throws: TransportError.massMismatch(source: 1, target: 2)) {
      try BackAndForth().solve(source: density, target: heavy)
    }
    #expect(throws: TransportError.self) {
      try BackAndForth().solve(source: density, target: line)
    }
    #expect(throws: TransportError.self) {
      try BackAndForth(tolerance: 0).solve(source: density, target: density)
    }
  }
}
