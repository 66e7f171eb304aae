/// An unevaluated sum high + low of two Doubles, about 106 bits (Dekker 1971).
///
/// `high` is the nearest Double to the value. Sums keep an absolute error of about 2^-104 of the
/// larger operand, so a balance of a million terms still has every digit of a Double.
struct DoubleDouble: Sendable {
  private(set) var high: Double
  private(set) var low: Double

  @inline(__always)
  init(_ high: Double, low: Double = 0) {
    self.high = high
    self.low = low
  }

  @inline(__always)
  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    a.adding(-b.high, low: -b.low)
  }

  @inline(__always)
  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, low: -a.low) }

  @inline(__always)
  static func + (a: DoubleDouble, term: Double) -> DoubleDouble { a.adding(term, low: 0) }

  @inline(__always)
  static func - (a: DoubleDouble, term: Double) -> DoubleDouble { a.adding(-term, low: 0) }

  /// Knuth's two-sum of the high parts, then a quick renormalisation.
  @inline(__always)
  private func adding(_ term: Double, low termLow: Double) -> DoubleDouble {
    let sum = high + term
    let part = sum - high
    let error = (high - (sum - part)) + (term - part) + (low + termLow)
    let renormalized = sum + error
    return DoubleDouble(renormalized, low: error - (renormalized - sum))
  }
}
