import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct MixtureTransportTests {
  let solver = MixtureTransport()

  @Test func `Mixtures of one component are at the distance of Gaussians`() throws {
    let a = try Gaussian(mean: [0, 1], covariance: Matrix([[2, 0.5], [0.5, 1]]))
    let b = try Gaussian(mean: [3, -1], covariance: Matrix([[1, -0.3], [-0.3, 4]]), mass: 7)
    let solution = try solver.solve(
      source: GaussianMixture(weights: [3], components: [a]),
      target: GaussianMixture(weights: [3], components: [b]))
    let unit = try Gaussian(mean: b.mean, covariance: b.covariance)
    let exact = 3 * Oracles.gaussianDistanceSquared(a, unit)
    #expect(abs(solution.value - exact) < 1e-13 * exact)
    #expect(solution.certificate.relativeGap < 1e-13)
    // Gelbrich's bound is then the value itself.
    #expect(solution.transportBounds.relativeGap < 1e-12)
    let map = Oracles.gaussianMap(a, b)
    let image = try solution.barycentricProjection([1, 1])
    for k in 0..<2 { #expect(abs(image[k] - (b.mean[k] + map[k, 0])) < 1e-13) }
  }

  @Test func `The value is the cost of the best coupling of components`() throws {
    var instances = RandomInstances(seed: 5)
    for _ in 0..<10 {
      let (source, target) = (try mixture(&instances, 3), try mixture(&instances, 4))
      let solution = try solver.solve(source: source, target: target)
      var costs = Matrix(repeating: 0, rows: 3, columns: 4)
      for k in 0..<3 {
        for l in 0..<4 {
          costs[k, l] = Oracles.gaussianDistanceSquared(source.components[k], target.components[l])
        }
      }
      let exact = ReferenceTransport.optimum(costs, source.weights, target.weights)
      #expect(abs(solution.value - exact) < 1e-11 * exact)
      #expect(solution.certificate.holds(to: 1e-11))
      #expect(solution.certificate.lowerBound <= exact * (1 + 1e-13))
    }
  }

  @Test func `On the line W2 lies within its bounds, and MW2 within the paper's`() throws {
    var instances = RandomInstances(seed: 9)
    for _ in 0..<10 {
      let (source, target) = (
        try mixture(&instances, 2, dimension: 1), try mixture(&instances, 3, dimension: 1)
      )
      let solution = try solver.solve(source: source, target: target)
      let exact = try QuantileMap(source: source, target: target).cost()
      let slack = exact.error + solution.transportBounds.resolution
      #expect(solution.transportBounds.lowerBound <= exact.value + slack)
      #expect(solution.transportBounds.upperBound >= exact.value - slack)
      let traces = [source, target].map { mixture in
        zip(mixture.weights, mixture.components).reduce(0) {
          $0 + $1.0 / mixture.mass * $1.1.covariance.trace
        }.squareRoot()
      }
      let limit = exact.distance + 2.0.squareRoot() * (traces[0] + traces[1])
      #expect(solution.value.squareRoot() <= limit + 1e-9)
    }
  }

  @Test func `Many narrow components look like one wide one to W2, but not to MW2`() throws {
    let wide = try GaussianMixture(weights: [1], components: [Gaussian(mean: 0, variance: 1)])
    let centers = (0..<40).map { NormalDistribution.quantile((Double($0) + 0.5) / 40) }
    let narrow = try GaussianMixture(
      weights: [Double](repeating: 1 / 40, count: 40),
      components: centers.map { try Gaussian(mean: $0, variance: 1e-4) })
    let solution = try solver.solve(source: narrow, target: wide)
    // All costs are m_k^2 + (1 - 0.01)^2: no coupling can use the nearness.
    let exact = centers.reduce(0) { $0 + $1 * $1 / 40 } + 0.99 * 0.99
    #expect(abs(solution.value - exact) < 1e-13)
    let distance = try QuantileMap(source: narrow, target: wide).cost()
    #expect(distance.value < 0.02)
    #expect(solution.transportBounds.lowerBound <= distance.value + distance.error)
  }

  @Test func `Narrow components make the bounds meet the discrete value`() throws {
    let source = try GaussianMixture(
      weights: [0.5, 0.5],
      components: [Gaussian(mean: 0, variance: 1e-16), Gaussian(mean: 1, variance: 1e-16)])
    let target = try GaussianMixture(
      weights: [0.25, 0.75],
      components: [Gaussian(mean: 0, variance: 1e-16), Gaussian(mean: 2, variance: 1e-16)])
    let solution = try solver.solve(source: source, target: target)
    // 1/4 from 0 to 2 and 1/2 from 1 to 2.
    #expect(abs(solution.value - 1.5) < 1e-14)
    // Two deviations of 1e-8 about a distance of 1.22.
    #expect(solution.transportBounds.gap < 8e-8)
  }

  @Test func `The projection separates distant components, and mixes where they overlap`() throws {
    let source = try GaussianMixture(
      weights: [0.5, 0.5],
      components: [Gaussian(mean: -100, variance: 1), Gaussian(mean: 100, variance: 4)])
    let target = try GaussianMixture(
      weights: [0.5, 0.5],
      components: [Gaussian(mean: -90, variance: 9), Gaussian(mean: 120, variance: 1)])
    let solution = try solver.solve(source: source, target: target)
    #expect(abs(try solution.barycentricProjection([-101])[0] + 93) < 1e-13)
    #expect(abs(try solution.barycentricProjection([102])[0] - 121) < 1e-13)
    let far = try solution.barycentricProjection([1e6])[0]
    #expect(abs(far - (120 + (1e6 - 100) / 2)) < 1e-6)
  }

  @Test func `Components without mass do not matter, and denormal ones do no harm`() throws {
    let (a, b) = (try Gaussian(mean: 0, variance: 1), try Gaussian(mean: 5, variance: 2))
    let plain = try solver.solve(
      source: GaussianMixture(weights: [1], components: [a]),
      target: GaussianMixture(weights: [1], components: [b]))
    for small in [0, 1e-300] {
      let padded = try solver.solve(
        source: GaussianMixture(weights: [1, small], components: [a, b]),
        target: GaussianMixture(weights: [small, 1], components: [a, b]))
      #expect(abs(padded.value - plain.value) < 1e-14 * plain.value)
      #expect(
        abs(try padded.barycentricProjection([0.5])[0] - (5 + 0.5 * 2.0.squareRoot())) < 1e-14)
    }
  }

  @Test func `Different dimensions and masses are refused`() throws {
    let line = try GaussianMixture(weights: [1], components: [Gaussian(mean: 0, variance: 1)])
    let plane = try GaussianMixture(
      weights: [1], components: [Gaussian(mean: [0, 0], covariance: .identity(2))])
    let heavy = try GaussianMixture(weights: [2], components: line.components)
    #expect(throws: TransportError.self) { try solver.solve(source: line, target: plane) }
    #expect(throws: TransportError.self) { try solver.solve(source: line, target: heavy) }
    let solution = try solver.solve(source: line, target: line)
    #expect(throws: TransportError.self) { try solution.barycentricProjection([0, 0]) }
  }

  private func mixture(
    _ instances: inout RandomInstances, _ count: Int, dimension: Int = 2
  ) throws -> GaussianMixture {
    var components: [Gaussian] = []
    for _ in 0..<count {
      let mean = (0..<dimension).map { _ in 6 * instances.uniform() }
      let seed = UInt64(instances.integer(1...1_000_000))
      var covariance = try randomCovariance(dimension: dimension, rank: dimension, seed: seed)
      for k in 0..<dimension { covariance[k, k] += 0.1 }
      components.append(try Gaussian(mean: mean, covariance: covariance))
    }
    let weights = (0..<count).map { _ in 0.1 + instances.uniform() }
    let sum = weights.reduce(0, +)
    return try GaussianMixture(weights: weights.map { $0 / sum }, components: components)
  }
}
