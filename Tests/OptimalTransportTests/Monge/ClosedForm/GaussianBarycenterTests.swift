import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GaussianBarycenterTests {
  let solver = GaussianBarycenter()

  @Test func `On the line deviations average`() throws {
    let family = [
      try Gaussian(mean: 1, variance: 4), try Gaussian(mean: -2, variance: 25, mass: 9),
      try Gaussian(mean: 7, variance: 1),
    ]
    let solution = try solver.solve(family, weights: [1, 2, 1])
    // m = 1 (1 - 4 + 7) / 4; s = (2 + 10 + 1) / 4.
    #expect(abs(solution.gaussian.mean[0] - 1) < 1e-15)
    #expect(abs(solution.gaussian.covariance[0, 0] - 3.25 * 3.25) < 1e-13)
    // Variances of the means and of the deviations: (0 + 18 + 36) / 4 + (1.25^2 + 2 1.75^2 +
    // 2.25^2) / 4.
    #expect(abs(solution.value - (13.5 + 3.1875)) < 1e-13)
    #expect(solution.certificate.gap <= solution.certificate.resolution)
    #expect(solution.iterations <= 1)
  }

  @Test func `Commuting covariances are solved by the start`() throws {
    let turn = try Matrix([[0.6, -0.8], [0.8, 0.6]])
    func turned(_ a: Double, _ b: Double) throws -> Gaussian {
      let middle = try Matrix([[a, 0], [0, b]])
      return try Gaussian(
        mean: [0, 0], covariance: (turn * middle * turn.transposed).symmetricPart)
    }
    let solution = try solver.solve([turned(1, 16), turned(9, 4)])
    let exact = try turned(4, 9).covariance
    #expect((solution.gaussian.covariance - exact).largestMagnitude < 1e-13)
    #expect(solution.termination == .converged && solution.iterations <= 1)
  }

  @Test(arguments: [2, 3, 10]) func `General families close the gap between primal and dual`(
    d: Int
  ) throws {
    let family = try (1...5).map { k in
      var covariance = try randomCovariance(dimension: d, rank: d, seed: UInt64(k))
      for i in 0..<d { covariance[i, i] += 0.01 }
      return try Gaussian(mean: [Double](repeating: Double(k), count: d), covariance: covariance)
    }
    let weights = [0.1, 0.3, 0, 0.2, 0.4]
    let solution = try solver.solve(family, weights: weights)
    #expect(solution.termination == .converged)
    #expect(solution.fixedPointResidual <= 1e-12)
    #expect(solution.certificate.gap <= solution.certificate.resolution)
    // The functional by the oracle, and larger at a neighbour.
    func functional(_ center: Gaussian) -> Double {
      zip(weights, family).reduce(0) { $0 + $1.0 * Oracles.gaussianDistanceSquared($1.1, center) }
    }
    let value = functional(solution.gaussian)
    #expect(abs(value - solution.value) < 1e-9 * value)
    var nearby = solution.gaussian.covariance
    nearby[0, 0] *= 1.05
    let perturbed = try Gaussian(mean: solution.gaussian.mean, covariance: nearby)
    #expect(functional(perturbed) > solution.certificate.lowerBound + 1e-7)
  }

  @Test func `The barycenter of two lies on the geodesic`() throws {
    let source = try Gaussian(mean: [1, 2], covariance: Matrix([[2, 0.5], [0.5, 1]]))
    let target = try Gaussian(mean: [-1, 0], covariance: Matrix([[1, -0.2], [-0.2, 3]]))
    let t = 0.3
    let solution = try solver.solve([source, target], weights: [1 - t, t])
    var step = Oracles.gaussianMap(source, target).scaled(by: t)
    for k in 0..<2 { step[k, k] += 1 - t }
    let exact = step * source.covariance * step
    #expect((solution.gaussian.covariance - exact).largestMagnitude < 1e-11)
    let distance = Oracles.gaussianDistanceSquared(source, target)
    #expect(abs(solution.value - t * (1 - t) * distance) < 1e-12)
  }

  @Test func `A stopped iteration still brackets the optimum`() throws {
    let family = try (1...3).map { k in
      try Gaussian(
        mean: [0, 0, 0], covariance: randomCovariance(dimension: 3, rank: 3, seed: UInt64(k)))
    }
    let exact = try solver.solve(family).value
    let stopped = try GaussianBarycenter(tolerance: 0, iterationLimit: 1).solve(family)
    #expect(stopped.termination == .iterationLimit)
    #expect(stopped.certificate.lowerBound < exact && exact < stopped.certificate.upperBound)
    #expect(try GaussianBarycenter(tolerance: 0).solve(family).termination == .stalled)
  }

  @Test func `One Gaussian is its own barycenter, and zero weights drop out`() throws {
    let one = try Gaussian(mean: [1, 2], covariance: Matrix([[2, 0.5], [0.5, 1]]))
    let other = try Gaussian(mean: [9, 9], covariance: .identity(2))
    for solution in [
      try solver.solve([one]), try solver.solve([one, other], weights: [1e-300, 0]),
    ] {
      #expect((solution.gaussian.covariance - one.covariance).largestMagnitude < 1e-14)
      #expect(solution.value < 1e-28)
      #expect(solution.certificate.lowerBound >= 0)
    }
  }

  @Test func `Bad weights, families and options are refused`() throws {
    let line = try Gaussian(mean: 0, variance: 1)
    let plane = try Gaussian(mean: [0, 0], covariance: .identity(2))
    #expect(throws: TransportError.self) { try solver.solve([]) }
    #expect(throws: TransportError.self) { try solver.solve([line, plane]) }
    #expect(throws: TransportError.self) { try solver.solve([line], weights: [1, 2]) }
    #expect(throws: TransportError.self) { try solver.solve([line], weights: [0]) }
    #expect(throws: TransportError.negativeMass(argument: "weights", index: 1, value: -1)) {
      try solver.solve([line, line], weights: [2, -1])
    }
    #expect(throws: TransportError.self) { try GaussianBarycenter(tolerance: .nan).solve([line]) }
    #expect(throws: TransportError.self) { try GaussianBarycenter(iterationLimit: 0).solve([line]) }
  }
}
