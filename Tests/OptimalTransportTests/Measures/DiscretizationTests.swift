import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct DiscretizationTests {
  @Test func `Atoms of a uniform law are midpoints under both rules`() throws {
    let law = try LineLaw(density: { _ in 1 }, from: 0, to: 1, mass: 2)
    for rule in AtomRule.allCases {
      let cloud = try law.discretized(count: 4, rule: rule)
      for (x, exact) in zip(cloud.points.elements, [0.125, 0.375, 0.625, 0.875]) {
        #expect(abs(x - exact) < 1e-13)
      }
      #expect(cloud.weights == [0.5, 0.5, 0.5, 0.5])
    }
    #expect(throws: TransportError.self) { try law.discretized(count: 0) }
  }

  @Test func `Cell means preserve the mean of an unbounded law`() throws {
    let law = try LineLaw(quantile: { -log(1 - $0) })
    let cloud = try law.discretized(count: 50, rule: .cellMeans)
    #expect(abs(cloud.mean[0] - 1) < 1e-10)
  }

  @Test func `Any measure becomes atoms, on the line without randomness`() throws {
    let gaussian = try Gaussian(mean: 1, variance: 4)
    let atoms = try gaussian.discretized(count: 3, seed: 1)
    #expect(atoms == (try gaussian.discretized(count: 3, seed: 2)))
    #expect(abs(atoms.points[1, 0] - 1) < 1e-15)
    let plane = try Gaussian(mean: [0, 0], covariance: .identity(2), mass: 2)
    #expect(try plane.discretized(count: 5, seed: 1).count == 5)
  }

  @Test func `Squared distances of triangle quantiles converge to the oracle`() throws {
    let w = 0.2
    let narrow = try LineLaw(
      density: Oracles.triangle(center: 0, halfWidth: w), from: -w, to: w)
    let wide = try LineLaw(
      density: Oracles.triangle(center: 0, halfWidth: 2 * w), from: -2 * w, to: 2 * w)
    let n = 2000
    let x = try narrow.discretized(count: n).points.elements
    let y = try wide.discretized(count: n).points.elements
    let value = zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(n)
    // The midpoint rule on w^2 (1 - sqrt(2s))^2 near s = 0 has error O(w^2 n^-3/2) = 5e-7 at most.
    #expect(abs(value - Oracles.triangleDoublingDistanceSquared(halfWidth: w)) < 5e-7)
  }

  @Test func `A Gaussian on a line grid has exact cell masses and reports what lies outside`()
    throws
  {
    let gaussian = try Gaussian(mean: 0, variance: 1, mass: 2)
    let box = try Box(lower: [-2], upper: [1])
    let result = try gaussian.discretized(shape: [3], box: box)
    let outside = NormalDistribution.cumulative(-2) + NormalDistribution.cumulative(-1)
    #expect(abs(result.fractionOutside - outside) < 1e-16)
    let cell = NormalDistribution.probability(from: -1, to: 0) / (1 - outside) * 2
    #expect(abs(result.density.cellMasses[1] - cell) < 1e-15)
    #expect(abs(result.density.mass - 2) < 1e-15)
    let law = try LineLaw(gaussian).discretized(shape: [3], box: box)
    for (a, b) in zip(law.density.values, result.density.values) { #expect(abs(a - b) < 1e-15) }
    #expect(abs(law.fractionOutside - outside) < 1e-15)
  }

  @Test func `A correlated Gaussian on a coarse grid has the mass of a fine one`() throws {
    let gaussian = try Gaussian(
      mean: [0.1, -0.2, 0],
      covariance: Matrix([[1, 0.6, 0.1], [0.6, 1, -0.3], [0.1, -0.3, 0.7]]))
    let box = try Box(lower: [-3, -3, -3], upper: [3, 3, 3])
    let coarse = try gaussian.discretized(shape: [6, 6, 6], box: box)
    let fine = try gaussian.discretized(shape: [24, 24, 24], box: box)
    let summed = try fine.density.coarsened(by: [4, 4, 4])
    let scale = coarse.density.values.max()!
    for (a, b) in zip(coarse.density.values, summed.values) { #expect(abs(a - b) < 1e-8 * scale) }
    #expect(abs(coarse.fractionOutside - fine.fractionOutside) < 1e-8)
  }

  @Test func `An independent Gaussian on a plane grid is the product of its axes`() throws {
    let box = try Box(lower: [-2, -1], upper: [1, 3])
    let plane = try Gaussian(mean: [0, 0], covariance: Matrix([[1, 0], [0, 4]]))
      .discretized(shape: [4, 5], box: box)
    let x = try Gaussian(mean: 0, variance: 1)
      .discretized(shape: [4], box: Box(lower: [-2], upper: [1]))
    let y = try Gaussian(mean: 0, variance: 4)
      .discretized(shape: [5], box: Box(lower: [-1], upper: [3]))
    for i in 0..<4 {
      for j in 0..<5 {
        let exact = x.density.values[i] * y.density.values[j]
        #expect(abs(plane.density.values[i * 5 + j] - exact) < 1e-8)
      }
    }
  }

  @Test func `A grid too coarse for a Gaussian is refused`() throws {
    let thin = try Gaussian(mean: [0.5, 0.5], covariance: Matrix([[1e-6, 0], [0, 1]]))
    #expect(throws: TransportError.self) { try thin.discretized(shape: [8, 8], box: .unit(2)) }
    #expect(throws: TransportError.self) { try thin.discretized(shape: [8], box: .unit(1)) }
    #expect(throws: TransportError.self) {
      try thin.discretized(shape: [1 << 40, 8], box: .unit(2))
    }
    let far = try Gaussian(mean: 1e6, variance: 1)
    #expect(throws: TransportError.self) { try far.discretized(shape: [8], box: .unit(1)) }
  }

  @Test func `A mixture on a grid is the sum of its parts`() throws {
    let parts = [try Gaussian(mean: 0.3, variance: 0.01), try Gaussian(mean: 0.7, variance: 0.01)]
    let mixture = try GaussianMixture(weights: [1, 2], components: parts)
    let result = try mixture.discretized(shape: [10], box: .unit(1))
    let sum = result.density.cellMasses
    #expect(abs(result.density.mass - 3) < 1e-14)
    // The reflection x -> 1 - x exchanges the parts.
    let exchanged = try GaussianMixture(weights: [2, 1], components: parts)
      .discretized(shape: [10], box: .unit(1)).density.cellMasses
    for (a, b) in zip(sum, exchanged.reversed()) { #expect(abs(a - b) < 1e-14) }
  }

  @Test func `Histograms conserve mass and keep the upper face`() throws {
    let cloud = try PointCloud(
      points: Matrix([[0, 0], [0.5, 0.5], [1, 1], [0.2, 0.9]]), weights: [1, 2, 4, 0])
    let grid = try cloud.discretized(shape: [2, 2], box: .unit(2))
    #expect(grid.cellMasses == [1, 0, 0, 6])
    #expect(grid.mass == cloud.mass)
  }

  @Test func `A point outside the box is named`() throws {
    let cloud = try PointCloud(points: Matrix([[0, 0], [0.5, 1.5]]))
    #expect(
      throws: TransportError.outOfRange(
        argument: "points[1, 1]", value: 1.5,
        expected: "a coordinate inside the box, from 0.0 to 1.0")
    ) { try cloud.discretized(shape: [2, 2], box: .unit(2)) }
  }

  @Test func `Coarsening sums blocks and conserves mass`() throws {
    let grid = try GridDensity(shape: [2, 4], values: [1, 2, 3, 4, 5, 6, 7, 8])
    let coarse = try grid.coarsened(by: [2, 2])
    #expect(coarse.shape == [1, 2])
    #expect(coarse.values == [3.5, 5.5])
    #expect(coarse.mass == grid.mass)
    #expect(throws: TransportError.self) { try grid.coarsened(by: [2, 3]) }
    #expect(throws: TransportError.self) { try grid.coarsened(by: [2]) }
    #expect(throws: TransportError.self) { try grid.coarsened(by: [0, 1]) }
  }
}
