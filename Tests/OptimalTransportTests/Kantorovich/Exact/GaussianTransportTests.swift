import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GaussianTransportTests {
  let solver = GaussianTransport()

  @Test func `On the line the value is the squared differences of means and deviations`() throws {
    let solution = try solver.solve(
      source: Gaussian(mean: 1, variance: 4, mass: 3),
      target: Gaussian(mean: -2, variance: 25, mass: 3))
    #expect(abs(solution.value - 3 * 18) < 1e-13)
    #expect(abs(solution.matrix[0, 0] - 2.5) < 1e-15)
    #expect(abs(solution.offset[0] + 4.5) < 1e-15)
    #expect(solution.certificate.relativeGap < 1e-15)
    #expect(solution.termination == .converged)
  }

  @Test(arguments: [2, 5, 12]) func `Value and map agree with the oracle`(d: Int) throws {
    let source = try Gaussian(
      mean: [Double](repeating: 1, count: d),
      covariance: Samples.positiveDefinite(spectrum: (0..<d).map { 0.5 + Double($0) }, seed: 1))
    let target = try Gaussian(
      mean: [Double](repeating: -1, count: d),
      covariance: Samples.positiveDefinite(spectrum: (0..<d).map { 3 / (1 + Double($0)) }, seed: 2))
    let solution = try solver.solve(source: source, target: target)
    let exact = Oracles.gaussianDistanceSquared(source, target)
    // Condition numbers below 30 times d^2 operations of size ulp.
    #expect(abs(solution.value - exact) < 1e-12 * exact)
    let difference = solution.matrix - Oracles.gaussianMap(source, target)
    #expect(difference.largestMagnitude < 1e-12)
    #expect(solution.certificate.relativeGap < 1e-13)
    #expect(solution.certificate.marginalError < 1e-13)
  }

  @Test func `Potentials are feasible, tight on the map, and integrate to the lower bound`() throws
  {
    let source = try Gaussian(mean: [0, 1], covariance: Matrix([[2, 0.5], [0.5, 1]]))
    let target = try Gaussian(mean: [3, -1], covariance: Matrix([[1, -0.3], [-0.3, 4]]))
    let solution = try solver.solve(source: source, target: target)
    let x = try source.sample(count: 40, seed: 5).points
    let y = try target.sample(count: 40, seed: 6).points
    for i in 0..<40 {
      let image = try solution.map(x.row(i))
      let alpha = try solution.alpha(x.row(i))
      let tight = try alpha + solution.beta(image)
      #expect(abs(tight - GroundCost.squaredEuclidean(x.row(i), image)) < 1e-12)
      for j in 0..<40 {
        let beta = try solution.beta(y.row(j))
        #expect(alpha + beta <= GroundCost.squaredEuclidean(x.row(i), y.row(j)) + 1e-12)
      }
    }
  }

  @Test func `Equal Gaussians are at distance zero to the square of rounding`() throws {
    for d in [1, 3, 100] {
      let gaussian = try Gaussian(
        mean: [Double](repeating: 2, count: d),
        covariance: Samples.positiveDefinite(spectrum: (0..<d).map { 1 + Double($0) }, seed: 3))
      let solution = try solver.solve(source: gaussian, target: gaussian)
      #expect(solution.value >= 0 && solution.value < 1e-24)
      #expect(solution.certificate.gap >= 0 && solution.certificate.gap < 1e-24)
    }
  }

  @Test func `Nearly equal Gaussians keep their digits`() throws {
    let solution = try solver.solve(
      source: Gaussian(mean: [0, 0], covariance: Matrix([[1, 0.5], [0.5, 1]])),
      target: Gaussian(mean: [1e-8, 0], covariance: Matrix([[1, 0.5], [0.5, 1]])))
    // |d|^2 = 1e-16; the covariance part is below 1e-30.
    #expect(abs(solution.value - 1e-16) < 1e-28)
    #expect(solution.certificate.relativeGap < 1e-9)
  }

  @Test func `A hundred dimensions close their gap`() throws {
    let d = 100
    let source = try Gaussian(
      mean: [Double](repeating: 0, count: d),
      covariance: Samples.positiveDefinite(spectrum: (0..<d).map { exp(0.1 * Double($0)) }, seed: 4)
    )
    let target = try Gaussian(
      mean: [Double](repeating: 1, count: d),
      covariance: Samples.positiveDefinite(
        spectrum: (0..<d).map { exp(-0.1 * Double($0)) }, seed: 5))
    let solution = try solver.solve(source: source, target: target)
    #expect(solution.certificate.relativeGap < 1e-10)
    #expect(solution.termination == .converged)
  }

  @Test func `Diagonal covariances from 1e-12 to 1e12 lose nothing`() throws {
    let source = try Gaussian(
      mean: [0, 0, 0], covariance: Matrix([[1e-12, 0, 0], [0, 1, 0], [0, 0, 1e12]]))
    let target = try Gaussian(
      mean: [0, 0, 0], covariance: Matrix([[1e12, 0, 0], [0, 1, 0], [0, 0, 1e-12]]))
    let solution = try solver.solve(source: source, target: target)
    let exact = 2 * (1e6 - 1e-6) * (1e6 - 1e-6)
    #expect(abs(solution.value - exact) < 1e-14 * exact)
    #expect(solution.certificate.relativeGap < 1e-14)
    #expect(abs(solution.matrix[0, 0] / 1e12 - 1) < 1e-14)
    #expect(abs(solution.matrix[2, 2] * 1e12 - 1) < 1e-14)
  }

  @Test func `Rotated ill-conditioned covariances are bracketed`() throws {
    let spectrum = (0..<10).map { pow(10, Double($0) - 6) }
    let source = try Gaussian(
      mean: [Double](repeating: 0, count: 10),
      covariance: Samples.positiveDefinite(spectrum: spectrum, seed: 6))
    let target = try Gaussian(
      mean: [Double](repeating: 0, count: 10),
      covariance: Samples.positiveDefinite(spectrum: spectrum.reversed(), seed: 7))
    let solution = try solver.solve(source: source, target: target)
    // Rounding of S at 1e3 moves W2^2 by sqrt(1e3 ulp 1e3) in a direction of vanishing variance.
    #expect(solution.certificate.relativeGap < 1e-6)
    #expect(solution.certificate.upperBound >= (1 - 1e-12) * solution.certificate.lowerBound)
  }

  @Test func `Extreme units neither overflow nor underflow`() throws {
    for variance in [1e-290, 1e290] {
      let solution = try solver.solve(
        source: Gaussian(mean: 0, variance: variance),
        target: Gaussian(mean: 0, variance: 4 * variance))
      #expect(abs(solution.value / variance - 1) < 1e-14)
      #expect(solution.certificate.relativeGap < 1e-14)
    }
    #expect(throws: TransportError.self) {
      try solver.solve(
        source: Gaussian(mean: 0, variance: 1), target: Gaussian(mean: 1e200, variance: 1))
    }
  }

  @Test func `Different dimensions and masses are refused`() throws {
    let line = try Gaussian(mean: 0, variance: 1)
    #expect(throws: TransportError.self) {
      try solver.solve(source: line, target: Gaussian(mean: [0, 0], covariance: .identity(2)))
    }
    #expect(throws: TransportError.massMismatch(source: 1, target: 2)) {
      try solver.solve(source: line, target: Gaussian(mean: 0, variance: 1, mass: 2))
    }
  }
}
