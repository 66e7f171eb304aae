import Foundation

extension ClosedRange<Double> {
  /// Bounds of a function of one argument over the interval.
  func image(under function: Expression.Function, isContinuous: Bool) -> Interval? {
    switch function {
    case .exp, .sinh, .atan: return rising(function, slack: 4)
    // Their values stay within [-1, 1].
    case .tanh: return rising(function, slack: 4)?.clamped(to: -1...1)
    case .log, .log10: return lowerBound > 0 ? rising(function, slack: 4) : nil
    case .sqrt: return lowerBound >= 0 ? rising(function, slack: 1) : nil
    case .asin: return isCosine ? rising(function, slack: 4) : nil
    case .acos: return isCosine ? .widened(acos(upperBound), acos(lowerBound), slack: 4) : nil
    case .cosh:
      return .widened(
        contains(0) ? 1 : Swift.min(cosh(lowerBound), cosh(upperBound)),
        Swift.max(cosh(lowerBound), cosh(upperBound)), slack: 4)
    case .abs:
      let ends = (Swift.abs(lowerBound), Swift.abs(upperBound))
      return (contains(0) ? 0 : Swift.min(ends.0, ends.1))...Swift.max(ends.0, ends.1)
    case .sign: return step(function, isContinuous)
    case .floor: return step(function, isContinuous)
    case .cos: return cosine(shift: 0, cos)
    case .sin: return cosine(shift: -0.5, sin)
    case .tan:
      return hasWhole(in: lowerBound / .pi - 0.5, upperBound / .pi - 0.5)
        ? nil : rising(function, slack: 4)
    case .min, .max, .atan2, .hypot, .pow, .less: return nil
    }
  }

  private var isCosine: Bool { lowerBound >= -1 && upperBound <= 1 }

  private func rising(_ function: Expression.Function, slack: Double) -> Interval? {
    .widened(function(lowerBound), function(upperBound), slack: slack)
  }

  private func step(_ function: Expression.Function, _ isContinuous: Bool) -> Interval? {
    let ends = (function(lowerBound), function(upperBound))
    return isContinuous && ends.0 != ends.1 ? nil : ends.0...ends.1
  }

  /// Whether a whole number lies in an interval, taken a little wider than it is.
  private func hasWhole(in low: Double, _ high: Double) -> Bool {
    // Each end is off by the rounding of a division by pi and a difference.
    let slack = 8 * Double.ulpOfOne * Swift.max(1, Swift.abs(low), Swift.abs(high))
    return (low - slack).rounded(.up) <= high + slack
  }

  /// cos(pi (t - shift)) has its maxima at even and its minima at odd t = x / pi + shift.
  private func cosine(shift: Double, _ function: (Double) -> Double) -> Interval? {
    let (a, b) = (lowerBound / .pi + shift, upperBound / .pi + shift)
    let ends = (function(lowerBound), function(upperBound))
    let isHigh = hasWhole(in: a / 2, b / 2)
    let isLow = hasWhole(in: (a - 1) / 2, (b - 1) / 2)
    guard
      let widened = Interval.widened(
        Swift.min(ends.0, ends.1), Swift.max(ends.0, ends.1), slack: 4)
    else { return nil }
    return Swift.max(
      -1, isLow ? -1 : widened.lowerBound)...Swift.min(
        1, isHigh ? 1 : widened.upperBound)
  }

  /// Bounds of a function of several arguments.
  static func image(
    of u: [Interval], under function: Expression.Function, isContinuous: Bool
  ) -> Interval? {
    switch function {
    case .min:
      return Swift.min(
        u[0].lowerBound, u[1].lowerBound)...Swift.min(
          u[0].upperBound, u[1].upperBound)
    case .max:
      return Swift.max(
        u[0].lowerBound, u[1].lowerBound)...Swift.max(
          u[0].upperBound, u[1].upperBound)
    case .hypot:
      guard let a = u[0].image(under: .abs, isContinuous: false),
        let b = u[1].image(under: .abs, isContinuous: false)
      else { return nil }
      return widened(
        Foundation.hypot(a.lowerBound, b.lowerBound), Foundation.hypot(a.upperBound, b.upperBound),
        slack: 4)
    case .atan2: return angle(y: u[0], x: u[1], isContinuous)
    case .less:
      if u[0].upperBound < u[1].lowerBound { return u[2] }
      if u[0].lowerBound > u[1].upperBound { return u[3] }
      return isContinuous
        ? nil
        : Swift.min(
          u[2].lowerBound, u[3].lowerBound)...Swift.max(
            u[2].upperBound, u[3].upperBound)
    default: return nil
    }
  }

  /// The angle of a box off the negative x-axis, where it is monotone in x and in y; elsewhere the
  /// full circle, which has a cut.
  private static func angle(y: Interval, x: Interval, _ isContinuous: Bool) -> Interval? {
    guard x.lowerBound > 0 || y.lowerBound > 0 || y.upperBound < 0 else {
      return isContinuous ? nil : -Double.pi...Double.pi
    }
    let corners = [y.lowerBound, y.upperBound].flatMap { y in
      [x.lowerBound, x.upperBound].map { atan2(y, $0) }
    }
    return widened(corners.min()!, corners.max()!, slack: 4)
  }

  /// An interval moved outward by `slack` ulp; nil when it is not bounded.
  private static func widened(_ low: Double, _ high: Double, slack: Double) -> Interval? {
    let (down, up) = (low - slack * low.ulp, high + slack * high.ulp)
    guard down.isFinite, up.isFinite, down <= up else { return nil }
    return down...up
  }
}
