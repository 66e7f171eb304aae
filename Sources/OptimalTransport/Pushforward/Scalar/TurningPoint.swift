/// The point between two others where a map turns.
struct TurningPoint {
  let map: ScalarMap
  let from: Double
  let to: Double
  let isMaximum: Bool

  /// The critical point: to rounding where f' is known; from values to some 1e-11 of the interval
  /// where f is smooth, and to rounding at a kink.
  var position: Double {
    if let derivative = map.derivative, let root = root(of: derivative) { return root }
    let extremum = goldenSection()
    let step = (to - from) / 4
    let root = root { DerivativeEstimate(of: map.value, at: $0, step: step).value }
    guard let root, height(root) >= height(extremum) - 8 * abs(height(extremum)).ulp else {
      return extremum
    }
    return root
  }

  /// f, or -f about a minimum: its greatest value is sought.
  private func height(_ x: Double) -> Double { isMaximum ? map.value(x) : -map.value(x) }

  /// The sign change of a derivative, at whichever end of the bracket f is more extreme.
  private func root(of derivative: (Double) -> Double) -> Double? {
    guard let bracket = RootFinding.bracket(from: from, to: to, derivative) else { return nil }
    let (a, b) = (bracket.negative, bracket.nonNegative)
    return height(a) > height(b) ? a : b
  }

  /// The highest point of a unimodal f, to the square root of rounding where it is smooth
  /// (Kiefer 1953).
  private func goldenSection() -> Double {
    let ratio = 0.6180339887498949
    var (a, b) = (from, to)
    var (left, right) = (b - ratio * (b - a), a + ratio * (b - a))
    var (f, g) = (height(left), height(right))
    while b - a > 4 * max(abs(a), abs(b)).ulp, left < right, a < left, right < b {
      if f >= g {
        (b, right, g) = (right, left, f)
        left = b - ratio * (b - a)
        f = height(left)
      } else {
        (a, left, f) = (left, right, g)
        right = a + ratio * (b - a)
        g = height(right)
      }
    }
    return f >= g ? left : right
  }
}
