import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

/// Unequal masses, and Sinkhorn's plans: sigma is a mean, and says so.
@Suite("Polar factors that are means of a plan")
struct PolarProjectionTests {
  private func field(_ n: Int, weights: [Double]?, seed: UInt64) throws -> SampledField {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<4 * n).map { _ in Double.random(in: -1...1, using: &generator) }
    return try SampledField(
      base: PointCloud(
        points: Matrix(rows: n, columns: 2, elements: Array(elements[..<(2 * n)])),
        weights: weights),
      values: Matrix(rows: n, columns: 2, elements: Array(elements[(2 * n)...])))
  }

  /// The largest violation of psi(x_k) >= psi(x_j) + grad psi(x_j) . (x_k - x_j).
  private func convexityError(_ factors: PolarFactorization) -> Double {
    let (x, g, psi) = (factors.field.base.points, factors.gradient, factors.potential)
    var worst = 0.0
    for j in 0..<x.rows {
      for k in 0..<x.rows {
        let step = (0..<2).reduce(0) { $0 + g[j, $1] * (x[k, $1] - x[j, $1]) }
        worst = max(worst, psi[j] + step - psi[k])
      }
    }
    return worst
  }

  @Test("masses of any size, zero and 1e-300 too, give a gradient of a convex psi")
  func weights() throws {
    var instances = RandomInstances(seed: 4)
    for seed in 0..<8 {
      let field = try field(60, weights: instances.weights(60), seed: UInt64(seed))
      let factors = try PolarFactorizer().factor(field)
      #expect(factors.certificate.holds(to: 1e-12))
      #expect(convexityError(factors) < 1e-13)
      #expect(factors.sigma.elements.allSatisfy { abs($0) <= 1 })
      // Jensen: the means are nearer to h than the plan is, by their variance.
      #expect(factors.squaredDistanceToSigma <= factors.value + 1e-15)
      #expect(abs(factors.squaredDistanceToSigma + factors.spread - factors.value) < 1e-15)
    }
  }

  @Test("two points of masses 1 and 2 that trade places: the plan splits, by hand")
  func splitting() throws {
    // Values 10 at x = 0 (mass 1) and 0 at x = 1 (mass 2): from 0 and half of 1 to value 0.
    let field = try SampledField(line: [0, 1], values: [10, 0], weights: [1, 2])
    let factors = try PolarFactorizer().factor(field)
    #expect(factors.rearrangement == .planProjection)
    #expect(factors.gradient.elements == [0, 5] && factors.sigma.elements == [1, 0.5])
    #expect(factors.value == 82 && factors.squaredDistanceToSigma == 81.5)
    #expect(factors.spread == 0.5)
  }

  @Test("Sinkhorn's bracket holds the exact value, and its factors are near the exact ones")
  func entropic() throws {
    let points = try VectorField(shape: [20, 20]) { $0 }.centers
    // A rotation by a quarter turn about the centre, and a stretching: h = grad psi o sigma.
    let field = try SampledField(
      base: PointCloud(points: points), values: points.mapRows { [2 * (1 - $0[1]), $0[0]] })
    let exact = try PolarFactorizer().factor(field)
    let factors = try PolarFactorizer(method: .sinkhorn).factor(field)
    #expect(factors.rearrangement == .entropicProjection && factors.termination == .converged)
    #expect(factors.certificate.lowerBound <= exact.value + 1e-12)
    #expect(factors.certificate.upperBound >= exact.value - 1e-12)
    // eps is 0.1% of a median cost below 1, so the blur, sqrt(eps), is below 0.032.
    #expect((factors.gradient - exact.gradient).largestMagnitude < 0.1)
    #expect((factors.sigma - exact.sigma).largestMagnitude < 0.1)
    #expect(factors.spread < 2e-3)
    #expect((exact.sigma - points.mapRows { [1 - $0[1], $0[0]] }).largestMagnitude < 1e-12)
    // The lower bound's psi and the blurred map are subgradients of each other up to eps.
    #expect(convexityError(factors) < 5e-3)
  }
}
