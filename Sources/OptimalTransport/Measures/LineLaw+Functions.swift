extension LineLaw {
  /// The dimension, 1.
  public var dimension: Int { 1 }

  /// The density at x, per unit length; it integrates to `mass`. Zero outside the support.
  public func density(at x: Double) -> Double {
    x < lower || x > upper ? 0 : mass * functions.density(x)
  }

  /// F(x) = P(X <= x), between 0 and 1.
  public func cumulative(_ x: Double) -> Double {
    if x < lower { return 0 }
    return x >= upper ? 1 : functions.cumulative(x)
  }

  /// Q(u) = min {x : F(x) >= u}; u is moved into [2^-1074, 1 - 2^-53] first, so the answer is
  /// finite.
  public func quantile(_ u: Double) -> Double { functions.quantile(insideUnitInterval(u)) }

  /// Independent draws Q(U), U uniform.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public func sample(count: Int, seed: UInt64) throws(TransportError) -> PointCloud {
    try checkSampleCount(count)
    var generator = SeededGenerator(seed: seed)
    let levels = (0..<count).map { _ in generator.uniform() }
    let points = ParallelLoop.map(count: count, grain: 256) { quantile(levels[$0]) }
    return try PointCloud(line: points, weights: equalWeights(mass, count))
  }
}

/// The nearest number to u in the open interval (0, 1); a NaN becomes the least.
func insideUnitInterval(_ u: Double) -> Double {
  u > .leastNonzeroMagnitude ? min(u, 1 - 0x1p-53) : .leastNonzeroMagnitude
}

/// min {x : F(x) >= u} for a nondecreasing F, by widening a bracket and narrowing it again.
func generalizedInverse(
  of cumulative: (Double) -> Double, at u: Double, lower: Double, upper: Double
) -> Double {
  let u = insideUnitInterval(u)
  let origin = lower.isFinite ? lower : upper.isFinite ? upper : 0
  if lower.isFinite, cumulative(lower) >= u { return lower }
  var below = lower
  var above = upper
  if !lower.isFinite { below = widen(from: origin, by: -1) { cumulative($0) < u } }
  if !upper.isFinite { above = widen(from: origin, by: 1) { cumulative($0) >= u } }
  let bracket = RootFinding.bracket(from: below, to: above) { cumulative($0) - u }
  return bracket?.nonNegative ?? above
}

/// The first of origin + step, origin + 2 step, origin + 4 step, ... that passes the test.
private func widen(from origin: Double, by step: Double, until test: (Double) -> Bool) -> Double {
  var reach = step
  while abs(reach) < 0x1p1000 {
    if test(origin + reach) { return origin + reach }
    reach *= 2
  }
  return origin + reach
}

/// sup {u : Q(u) <= x} for a nondecreasing Q.
func probability(below x: Double, quantile: (Double) -> Double) -> Double {
  let (least, greatest) = (insideUnitInterval(0), insideUnitInterval(1))
  if quantile(least) > x { return 0 }
  if quantile(greatest) <= x { return 1 }
  let bracket = RootFinding.bracket(from: least, to: greatest) { quantile($0) > x ? 1 : -1 }
  return bracket?.negative ?? 0
}

/// A fourth-order central difference of F, not below zero.
func differenceQuotient(
  of cumulative: @escaping @Sendable (Double) -> Double, step h: Double
) -> @Sendable (Double) -> Double {
  { x in
    let inner = cumulative(x + h) - cumulative(x - h)
    let outer = cumulative(x + 2 * h) - cumulative(x - 2 * h)
    return max(0, (8 * inner - outer) / (12 * h))
  }
}
