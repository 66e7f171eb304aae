import Foundation
import Testing

@testable import OptimalTransport

@Suite struct GaussianTests {
  @Test func `The density is that of the formula`() throws {
    let gaussian = try Gaussian(mean: [1, -1], covariance: Matrix([[2, 1], [1, 2]]), mass: 3)
    // S^-1 = [[2, -1], [-1, 2]]/3, det S = 3; at z = (1, 0) the exponent is -1/3.
    let exact = 3 / (2 * .pi * 3.0.squareRoot()) * exp(-1 / 3.0)
    #expect(abs(try gaussian.density(at: [2, -1]) - exact) < 1e-15)
  }

  @Test func `Samples have the mean and the covariance`() throws {
    let covariance = try Matrix([[2, 1], [1, 2]])
    let gaussian = try Gaussian(mean: [1, -1], covariance: covariance, mass: 3)
    let cloud = try gaussian.sample(count: 40000, seed: 4)
    // Standard errors are sqrt(2/n) = 0.007 of the mean, 2 sqrt(2/n) = 0.014 of the covariance;
    // five.
    #expect(abs(cloud.mean[0] - 1) < 0.036 && abs(cloud.mean[1] + 1) < 0.036)
    #expect((cloud.covariance - covariance).largestMagnitude < 0.071)
    #expect(abs(cloud.mass - 3) < 1e-12)
    #expect(cloud == (try gaussian.sample(count: 40000, seed: 4)))
  }

  @Test func `What is not symmetric positive definite is refused with its smallest eigenvalue`()
    throws
  {
    #expect(
      throws: TransportError.notPositiveDefinite(argument: "covariance", smallestEigenvalue: -1)
    ) { try Gaussian(mean: [0, 0], covariance: Matrix([[0, 1], [1, 0]])) }
    for rows in [
      [[1.0, 2], [2, 1]], [[1, 1], [1, 1]], [[1, 0.5], [0.4, 1]], [[0, 0], [0, 1]],
    ] {
      #expect(throws: TransportError.self) {
        try Gaussian(mean: [0, 0], covariance: Matrix(rows))
      }
    }
    #expect(throws: TransportError.self) { try Gaussian(mean: 0, variance: -1) }
    #expect(throws: TransportError.self) { try Gaussian(mean: .nan, variance: 1) }
    #expect(throws: TransportError.self) { try Gaussian(mean: [], covariance: Matrix([])) }
    #expect(throws: TransportError.self) { try Gaussian(mean: 0, variance: 1, mass: 0) }
    #expect(throws: TransportError.self) { try Gaussian(mean: 0, variance: 1).density(at: [1, 2]) }
  }

  @Test func `Axes of very different scale are valid`() throws {
    _ = try Gaussian(mean: [0, 0], covariance: Matrix([[1e-12, 0], [0, 1e12]]))
    _ = try Gaussian(mean: [0, 0], covariance: Matrix([[1e-12, 0.5], [0.5, 1e12]]))
  }

  @Test func `A mixture has the moments and the density of its parts`() throws {
    let mixture = try GaussianMixture(
      weights: [1, 3],
      components: [Gaussian(mean: -1, variance: 1), Gaussian(mean: 3, variance: 2, mass: 7)])
    #expect(mixture.mass == 4)
    #expect(mixture.mean == [2])
    // E S + Var m = (1 + 6)/4 + (9 + 3)/4.
    #expect(abs(mixture.covariance[0, 0] - 4.75) < 1e-14)
    let exact =
      NormalDistribution.density(1) + 3 * NormalDistribution.density(3 / 2.0.squareRoot())
      / 2.0.squareRoot()
    #expect(abs(try mixture.density(at: [0]) - exact) < 1e-15)
    let cloud = try mixture.sample(count: 40000, seed: 9)
    // Standard error sqrt(4.75/n) = 0.011, five of them.
    #expect(abs(cloud.mean[0] - 2) < 0.055)
    #expect(throws: TransportError.self) {
      try GaussianMixture(weights: [1], components: [])
    }
  }
}
