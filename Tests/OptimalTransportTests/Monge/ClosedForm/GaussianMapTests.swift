import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GaussianMapTests {
  @Test func `A regular pair gives the oracle's map and value`() throws {
    let source = try Gaussian(mean: [1, 2], covariance: Matrix([[2, 0.5], [0.5, 1]]))
    let target = try Gaussian(mean: [-1, 0], covariance: Matrix([[1, -0.2], [-0.2, 3]]))
    let exact = Oracles.gaussianMap(source, target)
    let value = Oracles.gaussianDistanceSquared(source, target)
    let maps = [
      try GaussianMap(source: source, target: target),
      try GaussianMap(
        sourceMean: source.mean, source: Covariance(source.covariance), targetMean: target.mean,
        target: Covariance(target.covariance)),
    ]
    for map in maps {
      // Condition numbers below 4: some hundred operations of an ulp.
      #expect((map.matrix - exact).largestMagnitude < 1e-14)
      #expect(abs(map.certificate.upperBound - value) < 1e-13)
      #expect(map.certificate.gap <= max(map.certificate.resolution, 1e-14))
      #expect(map.isGradient)
      #expect(zip(try map(source.mean), target.mean).allSatisfy { $0 == $1 })
    }
  }

  @Test func `A regular source maps onto a plane by a symmetric projection-like matrix`() throws {
    let source = try Covariance(randomCovariance(dimension: 4, rank: 4, seed: 11))
    let target = try Covariance(randomCovariance(dimension: 4, rank: 2, seed: 12))
    let map = try GaussianMap(
      sourceMean: [0, 0, 0, 0], source: source, targetMean: [0, 0, 0, 0], target: target)
    #expect(map.isGradient)
    #expect((map.matrix - map.matrix.transposed).largestMagnitude == 0)
    #expect(SymmetricEigendecomposition(map.matrix)!.values[0] > -1e-13)
    // Covariances have condition numbers of some hundred on their ranges.
    #expect(map.certificate.marginalError < 1e-12)
    #expect(map.certificate.gap <= map.certificate.resolution)
    // The formula A = S1^1/2 ((S1^1/2 S0 S1^1/2)^1/2)^+ S1^1/2 by the oracle's spectral calculus.
    let root = Oracles.squareRoot(target.matrix)
    let middle = Oracles.product(Oracles.product(root, source.matrix), root)
    let inverse = Oracles.spectral(middle) { $0 > 1e-9 ? 1 / $0.squareRoot() : 0 }
    let exact = Oracles.product(Oracles.product(root, inverse), root)
    // The oracle's root of target eigenvalues that should vanish is off by 1e-8.
    #expect((map.matrix - exact).largestMagnitude < 1e-6)
  }

  @Test func `The cost of the pairs is the value, on samples of a singular source`() throws {
    let source = try Covariance(randomCovariance(dimension: 3, rank: 2, seed: 21))
    let target = try Covariance(randomCovariance(dimension: 3, rank: 2, seed: 22))
    let map = try GaussianMap(
      sourceMean: [1, 0, 0], source: source, targetMean: [0, 2, 0], target: target)
    // E |x - T x|^2 = |d|^2 + |(I - A) L0|^2, exactly.
    let moved = (source.factor - map.matrix * source.factor).squaredFrobeniusNorm + 5
    #expect(abs(moved - map.certificate.upperBound) < 1e-12 * moved)
    #expect(map.certificate.marginalError < 1e-12)
  }

  @Test func `A source that cannot see the target takes any of its directions`() throws {
    // ker S0 holds ran S1: every coupling is optimal, x1 -> (0, 2 x1) is a map among them.
    let source = try Covariance(Matrix([[1, 0], [0, 0]]))
    let target = try Covariance(Matrix([[0, 0], [0, 4]]))
    let map = try GaussianMap(
      sourceMean: [0, 0], source: source, targetMean: [0, 0], target: target)
    #expect(!map.isGradient)
    #expect(map.certificate.marginalError < 1e-15)
    #expect(abs(map.certificate.upperBound - 5) < 1e-14)
    #expect(map.certificate.gap <= map.certificate.resolution)
    #expect(abs(abs(try map([1, 0])[1]) - 2) < 1e-15)
  }

  @Test func `Half of the target hidden still leaves an optimal map`() throws {
    let source = try Covariance(Matrix([[1, 0, 0], [0, 9, 0], [0, 0, 0]]))
    let target = try Covariance(Matrix([[4, 0, 0], [0, 0, 0], [0, 0, 1]]))
    let map = try GaussianMap(
      sourceMean: [0, 0, 0], source: source, targetMean: [0, 0, 0], target: target)
    // The first axis stretches, the second is spent on the third: 1 + 9 + 1.
    #expect(abs(map.certificate.upperBound - 11) < 1e-13)
    #expect(map.certificate.gap <= map.certificate.resolution)
    #expect(map.certificate.marginalError < 1e-15)
    #expect(!map.isGradient)
  }

  @Test func `A target of higher rank is refused, and the message names both ranks`() throws {
    let line = try Covariance(Matrix([[1, 0], [0, 0]]))
    let plane = try Covariance(Matrix.identity(2))
    let error = #expect(throws: TransportError.self) {
      try GaussianMap(sourceMean: [0, 0], source: line, targetMean: [0, 0], target: plane)
    }
    #expect(error?.description.contains("rank 1 and the target rank 2") == true)
    #expect(error?.description.contains("plan") == true)
    // The value is still known: the second axis is made from nothing.
    #expect(abs(try line.squaredBuresDistance(to: plane).upperBound - 1) < 1e-15)
  }

  @Test func `Everything maps onto a point, and a point only onto a point`() throws {
    let point = try Covariance(Matrix(repeating: 0, rows: 2, columns: 2))
    let plane = try Covariance(Matrix([[2, 1], [1, 2]]))
    let map = try GaussianMap(
      sourceMean: [1, 1], source: plane, targetMean: [3, 4], target: point)
    #expect(try map([17, -5]) == [3, 4])
    #expect(abs(map.certificate.upperBound - 17) < 1e-14)
    #expect(map.certificate.marginalError == 0)
    #expect(
      try GaussianMap(sourceMean: [1, 1], source: point, targetMean: [3, 4], target: point)(
        [1, 1]) == [3, 4])
    #expect(throws: TransportError.self) {
      try GaussianMap(sourceMean: [1, 1], source: point, targetMean: [3, 4], target: plane)
    }
  }

  @Test func `Badly scaled singular covariances keep the rank and the map`() throws {
    // Rank 1 in the last two of three axes, whose units differ by 1e12.
    let source = try Covariance(Matrix([[1, 0, 0], [0, 1e-12, 1], [0, 1, 1e12]]))
    let target = try Covariance(Matrix([[4, 0, 0], [0, 4e-12, 4], [0, 4, 4e12]]))
    let map = try GaussianMap(
      sourceMean: [0, 0, 0], source: source, targetMean: [0, 0, 0], target: target)
    #expect(source.rank == 2)
    // x -> 2 x on the range.
    let image = try map([1, 1e-6, 1e6])
    #expect(abs(image[2] / 2e6 - 1) < 1e-12)
    #expect(abs(image[0] / 2 - 1) < 1e-9)
  }

  @Test func `A point of the wrong dimension is refused`() throws {
    let map = try GaussianMap(
      source: Gaussian(mean: 0, variance: 1), target: Gaussian(mean: 1, variance: 4))
    #expect(try map([1]) == [3])
    #expect(throws: TransportError.self) { try map([1, 2]) }
    #expect(throws: TransportError.self) { try map([.infinity]) }
    #expect(throws: TransportError.self) {
      try GaussianMap(
        sourceMean: [0], source: Covariance(Matrix.identity(2)), targetMean: [0, 0],
        target: Covariance(Matrix.identity(2)))
    }
  }
}
