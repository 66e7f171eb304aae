/// A derivative from differences of values, with an estimate of its error.
///
/// Central differences at steps that shrink by 1.6 are extrapolated to step zero (Ridders 1982);
/// the entry of the table with the least change is taken. For smooth f of size and scale 1 the
/// error is some 1e-12; at a kink the estimate of the error is of the size of the jump of f'.
public struct DerivativeEstimate: Sendable, Equatable {
  /// f'(x).
  public let value: Double
  /// How far it may be off.
  public let error: Double

  private static let shrinkage = 1.6
  private static let rows = 12

  /// Estimates f'(x) from values within `step` of x.
  public init(of f: (Double) -> Double, at x: Double, step: Double) {
    var best = (value: Double.nan, error: Double.infinity)
    var previous: [Double] = []
    var h = step
    for _ in 0..<Self.rows {
      // The step as it is, not as it was meant: x + h is rounded.
      let (left, right) = (x - h, x + h)
      let (below, above) = (f(left), f(right))
      h /= Self.shrinkage
      let slope = (above - below) / (right - left)
      guard slope.isFinite else { continue }
      let noise = 2 * max(abs(above).ulp, abs(below).ulp) / (right - left)
      previous = Self.extrapolate(slope, previous, noise: noise, best: &best)
    }
    self.init(value: best.value, error: best.error)
  }

  /// A derivative that is known.
  init(exactly value: Double) { self.init(value: value, error: 0) }

  private init(value: Double, error: Double) {
    self.value = value
    self.error = error
  }

  /// The next row of the table; keeps the best entry seen.
  private static func extrapolate(
    _ slope: Double, _ previous: [Double], noise: Double, best: inout (value: Double, error: Double)
  ) -> [Double] {
    var row = [slope]
    var factor = shrinkage * shrinkage
    for (k, older) in previous.enumerated() {
      let next = (factor * row[k] - older) / (factor - 1)
      factor *= shrinkage * shrinkage
      let error = max(abs(next - row[k]), abs(next - older)) + noise
      if error < best.error { best = (next, error) }
      row.append(next)
    }
    return row
  }
}
