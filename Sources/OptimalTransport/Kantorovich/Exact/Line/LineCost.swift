import Foundation

/// A convex cost on the line, c(x, y) = h(x - y), as a type so that the loops over it specialise.
protocol LineCost {
  /// h(u).
  func callAsFunction(_ u: Double) -> Double

  /// h(v) - h(u), given `step` = v - u, to a few ulp of |h(v) - h(u)| + h(step).
  ///
  /// Potentials are sums of such differences. Subtracting two rounded costs would lose an ulp of the
  /// cost each time, and n ulp after n atoms; this error sums to a few ulp of the total variation of
  /// the potential, whatever n.
  func increment(from u: Double, to v: Double, step: Double) -> Double

  /// A bound k for the errors of both, for arguments rounded once: k eps h(u) for a cost, and
  /// k eps (|h(v) - h(u)| + h(step)) for an increment, eps = 2^-53. Infinite where nothing is
  /// gained by knowing.
  var roundings: Double { get }
}

/// h(u) = u^2.
struct SquaredLineCost: LineCost {
  @inline(__always)
  func callAsFunction(_ u: Double) -> Double { u * u }

  @inline(__always)
  func increment(from u: Double, to v: Double, step: Double) -> Double { step * (u + v) }

  /// Three for u^2. Step, u and v, the sum and the product round by
  /// eps step (3 |u + v| + |u| + |v|), and |u| + |v| is |u + v| or, for opposite signs, |step|.
  var roundings: Double { 5 }
}

/// h(u) = |u|.
struct AbsoluteLineCost: LineCost {
  @inline(__always)
  func callAsFunction(_ u: Double) -> Double { abs(u) }

  @inline(__always)
  func increment(from u: Double, to v: Double, step: Double) -> Double {
    if u >= 0, v >= 0 { return step }
    if u <= 0, v <= 0 { return -step }
    return abs(v) - abs(u)
  }

  /// A potential of slope +-1 is parallel to the cost over long stretches, not only near a minimum.
  var roundings: Double { .infinity }
}

/// h(u) = |u|^p, p >= 1.
struct PowerLineCost: LineCost {
  let exponent: Double

  func callAsFunction(_ u: Double) -> Double { pow(abs(u), exponent) }

  /// |u|^p ((1 + t)^p - 1) with t = (|v| - |u|) / |u| where the difference would cancel.
  func increment(from u: Double, to v: Double, step: Double) -> Double {
    let change = u > 0 ? step : -step
    guard u * v.sign.unit > 0, abs(step) < abs(u) / 2 else { return self(v) - self(u) }
    return self(u) * expm1(exponent * log1p(change / abs(u)))
  }

  /// p + 2 for a cost. An increment costs as much again for log1p and expm1, of bounded condition
  /// for |t| < 1/2, and 2^p times that where |u| <= 2 |step| lets costs be subtracted.
  var roundings: Double { 8 * (exponent + 2) * exp2(exponent) }
}

extension FloatingPointSign {
  fileprivate var unit: Double { self == .plus ? 1 : -1 }
}
