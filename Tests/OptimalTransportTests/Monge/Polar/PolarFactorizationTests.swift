import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Polar factorisation of sampled fields")
struct PolarFactorizationTests {
  private func indices(_ factors: PolarFactorization) throws -> [Int] {
    guard case .permutation(let indices) = factors.rearrangement else {
      Issue.record("sigma is no permutation")
      return []
    }
    return indices
  }

  private func randomField(_ n: Int, _ d: Int, weights: [Double]? = nil, seed: UInt64) throws
    -> SampledField
  {
    var generator = SeededGenerator(seed: seed)
    func matrix() -> Matrix {
      Matrix(
        uncheckedRows: n, columns: d,
        elements: (0..<n * d).map { _ in Double.random(in: -1...1, using: &generator) })
    }
    return try SampledField(
      base: PointCloud(points: matrix(), weights: weights), values: matrix())
  }

  /// psi(x_k) >= psi(x_j) + grad psi(x_j) . (x_k - x_j) for all pairs, which is cyclical
  /// monotonicity (Rockafellar 1966).
  private func expectConvex(
    _ factors: PolarFactorization, tolerance: Double, location: SourceLocation = #_sourceLocation
  ) {
    let (x, g, psi) = (factors.field.base.points, factors.gradient, factors.potential)
    var worst = 0.0
    for j in 0..<x.rows {
      for k in 0..<x.rows {
        var step = 0.0
        for c in 0..<x.columns { step += g[j, c] * (x[k, c] - x[j, c]) }
        worst = max(worst, psi[j] + step - psi[k])
      }
    }
    #expect(worst <= tolerance, sourceLocation: location)
  }

  @Test("sin(pi x): the distance, the increasing factor and the folding map in closed form")
  func sine() throws {
    let n = 4000
    let x = (0..<n).map { (Double($0) + 0.5) / Double(n) }
    let field = try SampledField(line: x, values: x.map { sin(.pi * $0) })
    let factors = try PolarFactorizer().factor(field)
    #expect(factors.method == .quantile && factors.termination == .converged)
    // Midpoint sums of functions with a kink: O(1/n^2), and O(1/n) where sigma takes turns.
    #expect(abs(factors.value - (5 / 6 - 8 / (.pi * .pi))) < 1e-6)
    #expect(factors.certificate.holds(to: 1e-12))
    for i in 0..<n {
      // Two x share each value of h, and their images are neighbours.
      #expect(abs(factors.gradient[i, 0] - sin(.pi * x[i] / 2)) < 1e-3)
      #expect(abs(factors.sigma[i, 0] - (1 - abs(1 - 2 * x[i]))) < 1.01 / Double(n))
    }
    #expect(abs(factors.squaredDistanceToSigma - factors.value) < 1e-15)
  }

  @Test("the factors of a permutation multiply back exactly", arguments: [1, 2, 3])
  func product(d: Int) throws {
    let field = try randomField(300, d, seed: UInt64(d))
    let factors = try PolarFactorizer().factor(field)
    let sigma = try indices(factors)
    #expect(sigma.sorted() == Array(0..<300))
    #expect(factors.gradient.selecting(sigma) == field.values)
    #expect(factors.sigma == field.base.points.selecting(sigma))
    #expect(factors.spread == 0)
    #expect(abs(factors.squaredDistanceToSigma - factors.value) < 1e-14)
    // Distances up to 2 sqrt d, squared, with some ulp each.
    expectConvex(factors, tolerance: 1e-13)
    #expect(factors.certificate.holds(to: 1e-12))
  }

  @Test("no permutation of few points is nearer than sigma")
  func bruteForce() throws {
    for seed in 0..<10 {
      let field = try randomField(6, 2, seed: UInt64(70 + seed))
      var least = Double.infinity
      forEachPermutation(6) { order in
        var sum = 0.0
        for i in 0..<6 {
          sum += GroundCost.squaredEuclidean(field.values.row(i), field.base.points.row(order[i]))
        }
        least = min(least, sum / 6)
      }
      #expect(try abs(PolarFactorizer().factor(field).value - least) < 1e-14)
    }
  }

  private func forEachPermutation(_ n: Int, _ body: ([Int]) -> Void) {
    func extend(_ prefix: [Int]) {
      if prefix.count == n { return body(prefix) }
      for k in 0..<n where !prefix.contains(k) { extend(prefix + [k]) }
    }
    extend([])
  }

  @Test("sorting and the simplex method find the same factors on the line")
  func lineBySimplex() throws {
    let field = try randomField(200, 1, seed: 9)
    let sorted = try PolarFactorizer(method: .quantile).factor(field)
    let simplex = try PolarFactorizer(method: .simplex).factor(field)
    #expect(sorted.gradient == simplex.gradient && sorted.sigma == simplex.sigma)
    #expect(abs(sorted.value - simplex.value) < 1e-15)
    expectConvex(sorted, tolerance: 1e-14)
    expectConvex(simplex, tolerance: 1e-14)
  }

  /// Points that a rotation by 60 degrees permutes.
  private func hexagonalCloud(_ count: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<count).flatMap { _ in
      let (radius, angle) = (
        (-2 * log(generator.uniform())).squareRoot(), 2 * .pi * generator.uniform()
      )
      return (0..<6).flatMap { k -> [Double] in
        let turned = angle + Double(k) * .pi / 3
        return [radius * cos(turned), radius * sin(turned)]
      }
    }
    return Matrix(uncheckedRows: 6 * count, columns: 2, elements: elements)
  }

  @Test("a linear field on points that its rotation permutes has the factors of its matrix")
  func linearField() throws {
    let p = try Matrix([[2, 0.5], [0.5, 0.7]])
    let q = try Matrix([[cos(.pi / 3), -sin(.pi / 3)], [sin(.pi / 3), cos(.pi / 3)]])
    let m = p * q
    let points = hexagonalCloud(50, seed: 3)
    let field = try SampledField(
      base: PointCloud(points: points), values: points.mapRows { m * $0 })
    let factors = try PolarFactorizer().factor(field)
    let polar = try MatrixPolar(m)
    // A strictly convex psi joins each point to one value, so the plan is unique.
    #expect((factors.gradient - points.mapRows { polar.left * $0 }).largestMagnitude < 1e-13)
    #expect((factors.sigma - points.mapRows { polar.isometry * $0 }).largestMagnitude < 1e-13)
  }

  @Test("a linear field on a Gaussian sample has nearly those of its matrix")
  func gaussianSample() throws {
    let sample = try Gaussian(mean: [0, 0], covariance: .identity(2)).sample(count: 2000, seed: 8)
    let m = try Matrix([[1, -1.5], [0.8, 0.2]])
    let field = try SampledField(base: sample, values: sample.points.mapRows { m * $0 })
    let factors = try PolarFactorizer().factor(field)
    // Gelbrich's bound: the value of Gaussians with the moments of the sample is at most W2^2.
    let image = try PointCloud(points: field.values)
    let bound = Oracles.gaussianDistanceSquared(
      try Gaussian(mean: sample.mean, covariance: sample.covariance),
      try Gaussian(mean: image.mean, covariance: image.covariance))
    #expect(factors.value >= bound - 1e-12)
    // The least squares fit of grad psi by a matrix: sampling errors are n^-1/2 log n in the plane.
    let x = sample.points
    let normal = Oracles.spectral(x.transposed * x) { 1 / $0 }
    let fit = (normal * (x.transposed * factors.gradient)).transposed
    #expect(try (fit - MatrixPolar(m).left).largestMagnitude < 0.1)
    #expect(factors.value < bound + 0.1)
  }

  @Test("a gradient field is its own factor, a rearrangement of the points has the identity")
  func fixedPoints() throws {
    let points = try randomField(100, 2, seed: 12).base.points
    let base = try PointCloud(points: points)
    let monotone = try SampledField(base: base, values: points.mapRows { [$0[0], 3 * $0[1]] })
    #expect(try PolarFactorizer().factor(monotone).sigma == points)
    let order = (0..<100).map { ($0 * 37 + 5) % 100 }
    let shuffled = try SampledField(base: base, values: points.selecting(order))
    let factors = try PolarFactorizer().factor(shuffled)
    #expect(factors.gradient == points && factors.sigma == shuffled.values && factors.value == 0)
    #expect(try indices(factors) == order)
  }

  @Test("a constant field on one point, and on many")
  func constants() throws {
    let one = try PolarFactorizer().factor(SampledField(line: [2], values: [5]))
    #expect(one.value == 9 && one.sigma[0, 0] == 2 && one.gradient[0, 0] == 5)
    let points = try randomField(20, 2, seed: 13).base
    let constant = try SampledField(
      base: points, values: Matrix(repeating: 1, rows: 20, columns: 2))
    let factors = try PolarFactorizer().factor(constant)
    #expect(factors.gradient == constant.values)
    #expect(try indices(factors).sorted() == Array(0..<20))
  }

  @Test("a field on a grid is sampled at the cell centres")
  func grid() throws {
    let field = try VectorField(shape: [8, 6]) { [$0[1], -$0[0]] }
    let factors = try PolarFactorizer().factor(SampledField(field))
    let centers = try GridDensity(
      shape: [8, 6], values: [Double](repeating: 1, count: 48)
    ).centers
    #expect(field.centers == centers && factors.field.base.points == centers)
    expectConvex(factors, tolerance: 1e-14)
  }

  @Test("bad fields are refused")
  func refusals() throws {
    let points = try randomField(4, 2, seed: 14).base
    #expect(throws: TransportError.self) {
      try SampledField(base: points, values: Matrix(repeating: 0, rows: 3, columns: 2))
    }
    #expect(throws: TransportError.self) {
      try SampledField(base: points, values: Matrix(repeating: .nan, rows: 4, columns: 2))
    }
    #expect(throws: TransportError.self) {
      try PolarFactorizer(method: .quantile).factor(
        SampledField(base: points, values: points.points))
    }
    #expect(throws: TransportError.self) {
      try PolarFactorizer().factor(
        SampledField(base: points, values: Matrix(repeating: 1e200, rows: 4, columns: 2)))
    }
  }
}
