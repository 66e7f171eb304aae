import Foundation

/// Transport between two discrete measures on a circle, exactly, without a cost matrix.
///
/// The cost is |d|^p, d the geodesic distance on a circle of circumference L, p >= 1. Lifted to the
/// line with period L, the optimal plan is the monotone one for some shift theta of mass:
/// ```
/// value = min over theta of C(theta) = int_0^M |F^-1(u) - G^-1(u + theta)|^p du,
/// ```
/// F and G the distribution functions, G^-1(u + M) = G^-1(u) + L. C is convex, and for discrete
/// measures piecewise linear, so tangents and bisection find the vertex where its slope changes
/// sign. For p = 1 the vertex is the weighted median of F - G. Source: Delon, Salomon and Sobolevski
/// 2010, "Fast transport optimization for Monge costs on the circle"; theta is their alpha.
///
/// The potentials come from the two one-sided slopes at the vertex, and are made feasible for the
/// geodesic cost by c-transforms that use its monotonicity; see `MonotoneCTransform`.
///
/// Complexity: O((m + n) log(m + n)) time and O(m + n) memory, certificate included.
public struct CircleTransport: Sendable {
  /// The length L of the circle; positions are taken modulo L.
  public let circumference: Double
  /// The power p >= 1 of the geodesic distance.
  public let exponent: Double
  /// The most evaluations of C; 110 always reach the resolution of a Double, two a halving.
  public let iterationLimit: Int

  /// Checks the options.
  ///
  /// - Throws: `outOfRange` unless L > 0, p >= 1, (3 L)^p is finite, and the limit at least 1.
  public init(
    circumference: Double = 1, exponent: Double = 2, iterationLimit: Int = 120
  ) throws(TransportError) {
    guard circumference > 0, circumference.isFinite else {
      throw .outOfRange(
        argument: "circumference", value: circumference, expected: "a finite number above 0")
    }
    guard exponent >= 1, pow(3 * circumference, exponent).isFinite else {
      throw .outOfRange(
        argument: "exponent", value: exponent,
        expected: "at least 1, and such that (3 circumference)^exponent is finite")
    }
    guard iterationLimit > 0 else {
      throw .outOfRange(
        argument: "iterationLimit", value: Double(iterationLimit), expected: "at least 1")
    }
    self.circumference = circumference
    self.exponent = exponent
    self.iterationLimit = iterationLimit
  }

  /// The geodesic cost of two positions on the circle, in any winding.
  public func cost(from x: Double, to y: Double) -> Double {
    let metric = CircleMetric(circumference: circumference, exponent: exponent)
    return metric.geodesic(metric.wrap(x), metric.wrap(y))
  }

  /// The geodesic cost for solvers that take any ground cost, of points with one coordinate.
  public var groundCost: GroundCost {
    .custom { x, y in cost(from: x.first ?? .nan, to: y.first ?? .nan) }
  }

  /// Solves; plan and potentials are indexed as the atoms of the two clouds.
  ///
  /// `iterations` counts evaluations of C. Masses that differ by at most 1e-9, relative, are made
  /// equal by scaling the target.
  ///
  /// - Throws: `shapeMismatch` unless both clouds have one coordinate, `massMismatch`.
  public func solve(source: PointCloud, target: PointCloud) throws(TransportError)
    -> TransportSolution
  {
    let start = ContinuousClock.now
    for (name, cloud) in [("source", source), ("target", target)] where cloud.dimension != 1 {
      throw .shapeMismatch(
        argument: name, expected: "points with 1 coordinate", found: "\(cloud.dimension)")
    }
    try checkBalance(source: source.mass, target: target.mass)
    let metric = CircleMetric(circumference: circumference, exponent: exponent)
    let scale = source.mass == target.mass ? 1 : source.mass / target.mass
    let from = CircleMeasure(source, metric: metric, scale: 1)
    let onto = CircleMeasure(target, metric: metric, scale: scale)
    let search = ShiftSearch(
      sweep: CircleSweep(source: from.support, target: onto.support, metric: metric),
      iterationLimit: iterationLimit)
    let proof = CircleDual(search: search, source: from, target: onto, metric: metric)
    let plan = search.plan(source: from, target: onto)
    let upper = plan.rows.indices.map { k in
      plan.mass[k] * metric.geodesic(from.position[plan.rows[k]], onto.position[plan.columns[k]])
    }.compensatedSum()
    return TransportSolution(
      plan: plan, potentials: proof.potentials,
      certificate: Certificate(
        upperBound: upper, lowerBound: proof.value,
        marginalError: plan.marginalError(source: from.weight, target: onto.weight),
        dualInfeasibility: proof.infeasibility,
        resolution: proof.potentials.resolution(source: from.weight, target: onto.weight)),
      termination: search.termination, iterations: search.evaluations,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }
}
