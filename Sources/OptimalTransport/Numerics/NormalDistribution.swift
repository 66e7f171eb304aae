import Foundation

/// The standard normal law: its distribution function, interval probabilities and quantiles.
enum NormalDistribution {
  /// P(Z <= x), to a few ulp in the lower tail too.
  static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }

  /// P(a < Z <= b), computed in the nearer tail so that no digits cancel there.
  static func probability(from a: Double, to b: Double) -> Double {
    guard a < b else { return 0 }
    return a > 0 ? cumulative(-a) - cumulative(-b) : cumulative(b) - cumulative(a)
  }

  /// The density exp(-x^2/2) / sqrt(2 pi).
  static func density(_ x: Double) -> Double { exp(-x * x / 2) / (2 * .pi).squareRoot() }

  /// The x with P(Z <= x) = u, to a few ulp; infinite at u = 0 and 1.
  ///
  /// Acklam's rational start (relative error 1.2e-9) and one step of Halley's method.
  static func quantile(_ u: Double) -> Double {
    guard u > 0 else { return -.infinity }
    guard u < 1 else { return .infinity }
    if u > 0.5 { return -lowerQuantile(1 - u) }
    return lowerQuantile(u)
  }

  /// The quantile for 0 < u <= 1/2.
  private static func lowerQuantile(_ u: Double) -> Double {
    let start = u < 0.02425 ? tailStart(u) : centralStart(u)
    let step = (cumulative(start) - u) / density(start)
    guard step.isFinite else { return start }
    return start - step / (1 + start * step / 2)
  }

  private static func tailStart(_ u: Double) -> Double {
    let q = (-2 * log(u)).squareRoot()
    let numerator = polynomial(
      [
        -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
        4.374664141464968, 2.938163982698783,
      ], q)
    let denominator = polynomial(
      [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1], q)
    return numerator / denominator
  }

  private static func centralStart(_ u: Double) -> Double {
    let q = u - 0.5
    let r = q * q
    let numerator = polynomial(
      [
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
        1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239,
      ], r)
    let denominator = polynomial(
      [
        -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
        6.680131188771972e+01, -1.328068155288572e+01, 1,
      ], r)
    return q * numerator / denominator
  }

  /// Horner's rule, leading coefficient first.
  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }
}
