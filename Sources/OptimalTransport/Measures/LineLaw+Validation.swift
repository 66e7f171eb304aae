extension LineLaw {
  /// Checks the support and the mass.
  static func check(lower: Double, upper: Double, mass: Double) throws(TransportError) {
    guard lower < upper, lower < .infinity, upper > -.infinity,
      !(lower.isFinite && upper.isFinite) || (upper - lower).isFinite
    else {
      throw .outOfRange(
        argument: "support upper end", value: upper, expected: "more than the lower end \(lower)")
    }
    guard mass > 0, mass.isFinite else { throw .degenerateMass(argument: "mass", mass: mass) }
  }

  /// Checks a distribution function at a few hundred points: finite, in [0, 1] and nondecreasing.
  static func check(
    cumulative: (Double) -> Double, lower: Double, upper: Double
  ) throws(TransportError) {
    var previous = 0.0
    for x in probes(lower: lower, upper: upper) {
      let value = cumulative(x)
      let argument = "cumulative at x = \(x)"
      guard value.isFinite else { throw .nonFinite(argument: argument, index: 0, value: value) }
      guard value >= previous - slack, value <= 1 + slack else {
        throw .outOfRange(
          argument: argument, value: value, expected: "from \(previous) to 1, and nondecreasing")
      }
      previous = max(previous, value)
    }
    guard !upper.isFinite || previous >= 1 - slack else {
      throw .outOfRange(
        argument: "cumulative at the upper end \(upper)", value: previous, expected: "1")
    }
  }

  /// Checks a quantile function at a few hundred levels: finite and nondecreasing.
  static func check(quantile: (Double) -> Double) throws(TransportError) {
    var previous = -Double.infinity
    for k in 0..<257 {
      let u = (Double(k) + 0.5) / 257
      let value = quantile(u)
      guard value.isFinite else {
        throw .nonFinite(argument: "quantile at u = \(u)", index: 0, value: value)
      }
      guard value >= previous - slack * abs(previous) else {
        throw .outOfRange(
          argument: "quantile at u = \(u)", value: value, expected: "at least \(previous)")
      }
      previous = max(previous, value)
    }
  }

  /// What rounding may do to a probability.
  private static let slack = 1e-9

  /// Increasing points of the support, with the ends that are finite.
  private static func probes(lower: Double, upper: Double) -> [Double] {
    (0...256).map { k in
      let t = Double(k) / 256
      if k == 0, lower.isFinite { return lower }
      if k == 256, upper.isFinite { return upper }
      let s = min(max(t, 0x1p-20), 1 - 0x1p-20)
      switch (lower.isFinite, upper.isFinite) {
      case (true, true): return lower + t * (upper - lower)
      case (true, false): return lower + s / (1 - s)
      case (false, true): return upper - (1 - s) / s
      case (false, false): return (2 * s - 1) / (s * (1 - s))
      }
    }
  }
}
