import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct ConvexCostTests {
  /// The exact value must lie in the bracket widened by the declared error.
  private func expectBracket(_ solution: ConvexCostSolution, holds exact: Double) {
    let certificate = solution.certificate
    #expect(certificate.lowerBound <= certificate.upperBound)
    #expect(exact >= certificate.lowerBound - solution.discretizationError)
    #expect(exact <= certificate.upperBound + solution.discretizationError)
  }

  @Test("p = 2 agrees with the quadratic solver", arguments: [[256], [48, 64]])
  func quadratic(shape: [Int]) throws {
    let source = try Samples.density(shape) { 1 + 0.6 * cos(3 * $0[0]) * $0.last! }
    let target = try Samples.density(shape) { x in 0.3 + x.reduce(0) { $0 + $1 * $1 } }
    let solution = try ConvexCostBackAndForth(exponent: 2).solve(source: source, target: target)
    let reference = try BackAndForth().solve(source: source, target: target)
    #expect(solution.certificate.lowerBound <= reference.certificate.upperBound)
    #expect(reference.certificate.lowerBound <= solution.certificate.upperBound)
    let squares = zip(solution.map.images.elements, reference.map.images.elements).enumerated().map
    { source.cellMasses[$0.offset / shape.count] * pow($0.element.0 - $0.element.1, 2) }
    // Both push to the target but for 1e-3 W2 in H^-1. The densities are above 0.3, so the maps
    // differ by at most about 4e-3 W2.
    #expect(squares.reduce(0, +).squareRoot() <= 4e-3 * reference.value.squareRoot())
  }

  @Test("on the line the map is that of the quantiles, and so is the cost", arguments: [1.5, 3])
  func quantiles(p: Double) throws {
    for n in [63, 256, 2048] {
      let source = try Samples.density([n]) { 1 + 0.8 * cos(2 * .pi * $0[0]) }
      let target = try Samples.density([n]) { 0.2 + $0[0] * $0[0] }
      let solution = try ConvexCostBackAndForth(exponent: p).solve(source: source, target: target)
      let map = try QuantileMap(source: source, target: target)
      expectBracket(solution, holds: try map.cost(exponent: p).value)
      let displacement = try map.cost(exponent: 2).value.squareRoot()
      let error = BackAndForthTests.relativeError(solution.map, source) { [map($0[0])] }
      // Half a cell.
      #expect(error * displacement < 0.5 / Double(n))
      let inverse = try map.inverse()
      let back = BackAndForthTests.relativeError(solution.inverse, target) { [inverse($0[0])] }
      #expect(back * displacement < 0.5 / Double(n))
    }
  }

  @Test(
    "a translated bump keeps its shape, to half a cell, whatever the power",
    arguments: [1.3, 1.5, 2, 3, 4])
  func translation(p: Double) throws {
    let n = 64
    let source = try Samples.density([n, n]) { BackAndForthTests.bump($0, at: 0.3) }
    let target = try Samples.density([n, n]) { BackAndForthTests.bump($0, at: 0.7) }
    let solution = try ConvexCostBackAndForth(exponent: p).solve(source: source, target: target)
    expectBracket(solution, holds: pow(0.32, p / 2))
    let error = BackAndForthTests.relativeError(solution.map, source) { $0.map { $0 + 0.4 } }
    #expect(error * 0.32.squareRoot() < 0.5 / Double(n))
  }

  @Test(
    "the bracket holds the optimum of the discrete problem, found by the simplex method",
    arguments: [1.2, 1.5, 3, 6])
  func discreteOptimum(p: Double) throws {
    let box = try Box(lower: [0.2, -1], upper: [1.5, -0.1])
    for (seed, shapes) in zip(
      1...4 as ClosedRange<UInt64>,
      [([12, 9], [12, 9]), ([12, 9], [10, 14]), ([1, 20], [7, 20]), ([8, 5], [16, 5])])
    {
      let (n, m) = (shapes.0.reduce(1, *), shapes.1.reduce(1, *))
      let masses = Samples.uniform(n, seed: seed).map {
        max($0, 0) + ($0 > 0.5 ? 0 : $0 > 0 ? 1e-300 : 0)
      }
      let source = try GridDensity(shape: shapes.0, box: box, values: masses).normalized()
      let target = try GridDensity(
        shape: shapes.1, box: box,
        values: Samples.uniform(m, seed: seed + 9).map { $0 < 0 ? 5e-324 : $0 }
      ).normalized()
      let solution = try ConvexCostBackAndForth(exponent: p, iterationLimit: 20).solve(
        source: source, target: target)
      let problem = try TransportProblem(
        source: source.pointCloud, target: target.pointCloud, cost: .power(p))
      let exact = try NetworkSimplex().solve(problem)
      #expect(solution.certificate.lowerBound <= exact.value * (1 + 1e-12))
      #expect(solution.certificate.upperBound >= exact.value * (1 - 1e-12))
      // The potentials are feasible to rounding of numbers below 1.6^6 = 17.
      let (alpha, beta) = (solution.potentials.alpha, solution.potentials.beta)
      let costs = problem.geometry.matrix
      let excess = alpha.indices.flatMap { i in
        beta.indices.map { alpha[i] + beta[$0] - costs[i, $0] }
      }
      #expect(excess.max()! <= 64 * 17 * .ulpOfOne)
      let dual =
        zip(alpha, source.cellMasses).map(*).compensatedSum()
        + zip(beta, target.cellMasses).map(*).compensatedSum()
      #expect(abs(dual - solution.certificate.lowerBound) <= 1e-12)
    }
  }

  @Test(
    "a density is moved onto itself by the identity, to rounding",
    arguments: [[1], [40], [1, 1], [1, 6], [20, 30]])
  func identity(shape: [Int]) throws {
    let values = Samples.uniform(shape.reduce(1, *), seed: 6).map { $0 + 1 }
    let density = try GridDensity(shape: shape, values: values)
    for p in [1.5, 2, 3] {
      let solution = try ConvexCostBackAndForth(exponent: p).solve(
        source: density, target: density)
      #expect(solution.termination == .converged)
      #expect(abs(solution.value) < 1e-20)
      #expect(solution.certificate.upperBound < 1e-12)
    }
  }

  @Test(
    "units that are powers of two scale the map and the value bit by bit",
    arguments: [-100, 3, 100])
  func units(exponent: Int) throws {
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    let box = try Box(lower: [4 * scale, -scale], upper: [5 * scale, 0])
    func scaled(_ density: GridDensity) throws -> GridDensity {
      try GridDensity(
        shape: density.shape, box: box, values: density.values.map { $0 * 8 / scale / scale })
    }
    let plain = try Samples.density([24, 16]) { 1 + 0.5 * cos(3 * $0[0]) * $0[1] }
    let other = try Samples.density([24, 16]) { 1 + 0.8 * $0[0] * $0[0] }
    let solver = ConvexCostBackAndForth(exponent: 3)
    let reference = try solver.solve(source: plain, target: other)
    let solution = try solver.solve(source: scaled(plain), target: scaled(other))
    let unit = 8 * scale * scale * scale
    #expect(solution.value == unit * reference.value)
    #expect(solution.certificate.lowerBound == unit * reference.certificate.lowerBound)
    for i in 0..<plain.count {
      #expect(solution.map.images[i, 0] == 4 * scale + scale * reference.map.images[i, 0])
      #expect(solution.map.images[i, 1] == scale * reference.map.images[i, 1] - scale)
    }
  }

  @Test("bad input is a named error")
  func badInput() throws {
    let density = try GridDensity(shape: [4, 4], values: [Double](repeating: 1, count: 16))
    let heavy = try GridDensity(shape: [4, 4], values: [Double](repeating: 2, count: 16))
    let cube = try GridDensity(shape: [2, 2, 2], values: [Double](repeating: 1, count: 8))
    let far = try GridDensity(
      shape: [4, 4], box: Box(lower: [1, 0], upper: [2, 1]),
      values: [Double](repeating: 1, count: 16))
    let vast = try GridDensity(
      shape: [4], box: Box(lower: [0], upper: [1e200]), values: [1, 1, 1, 1])
    func error(
      _ solver: ConvexCostBackAndForth, _ source: GridDensity, _ target: GridDensity
    ) -> String? {
      do {
        _ = try solver.solve(source: source, target: target)
        return nil
      } catch { return String(describing: error).components(separatedBy: " ").first }
    }
    let solver = ConvexCostBackAndForth(exponent: 1.5)
    #expect(throws: TransportError.massMismatch(source: 1, target: 2)) {
      try solver.solve(source: density, target: heavy)
    }
    for p in [1, 0.5, -2, .infinity, .nan] {
      #expect(error(ConvexCostBackAndForth(exponent: p), density, density) == "exponent")
    }
    #expect(error(solver, cube, cube) == "method")
    #expect(error(solver, density, far) == "target")
    #expect(error(solver, density, vast) == "target")
    #expect(error(ConvexCostBackAndForth(exponent: 3), vast, vast) == "box")
    #expect(
      error(ConvexCostBackAndForth(exponent: 3, tolerance: 0), density, density) == "tolerance")
    #expect(
      error(ConvexCostBackAndForth(exponent: 3, iterationLimit: -1), density, density)
        == "iterationLimit")
  }
}
