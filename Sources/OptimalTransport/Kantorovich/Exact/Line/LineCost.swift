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
}

/// h(u) = u^2.
struct SquaredLineCost: LineCost {
  @inline(__always)
  func callAsFunction(_ u: Double) -> Double { u * u }

  @inline(__always)
  func increment(from u: Double, to v: Double, step: Double) -> Double { step * (u + v) }
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
}

extension FloatingPointSign {
  fileprivate var unit: Double { self == .plus ? 1 : -1 }
}
