/// A map f: R -> R, with what is known of its derivative.
///
/// f may have folds, jumps, poles and flat pieces; where it returns NaN it is undefined.
public struct ScalarMap: Sendable {
  /// f.
  public let value: @Sendable (Double) -> Double
  /// f', where the user gave it.
  public let derivative: (@Sendable (Double) -> Double)?
  /// What is proved of f on an interval.
  let shape: (@Sendable (ClosedRange<Double>) -> Shape)?

  /// What can be proved of a map on an interval.
  public enum Shape: Sendable {
    /// f is continuous and f' does not vanish.
    case monotone
    /// f and f' are continuous and f' is strictly monotone, so that f turns at most once.
    case curved
    /// f is constant.
    case constant
    /// Nothing: smaller intervals must be asked.
    case unknown
  }

  /// A map, its derivative if it is known, and a proof of its shape if there is one.
  ///
  /// Without a derivative, differences take its place, see ``DerivativeEstimate``. Without a proof,
  /// branches rest on samples, and a result says so.
  ///
  /// - Parameters:
  ///   - value: f.
  ///   - derivative: f'.
  ///   - shape: what is certain of f on an interval, e.g. from interval arithmetic.
  public init(
    _ value: @escaping @Sendable (Double) -> Double,
    derivative: (@Sendable (Double) -> Double)? = nil,
    shape: (@Sendable (ClosedRange<Double>) -> Shape)? = nil
  ) {
    self.value = value
    self.derivative = derivative
    self.shape = shape
  }

  /// A differentiable map with |f'(x) - f'(y)| <= L |x - y|, which proves f monotone on an interval
  /// of half-width r where |f'| > L r at its middle.
  public init(
    _ value: @escaping @Sendable (Double) -> Double,
    derivative: @escaping @Sendable (Double) -> Double, lipschitzConstant L: Double
  ) {
    self.init(value, derivative: derivative) { interval in
      let middle = interval.lowerBound / 2 + interval.upperBound / 2
      let radius = max(interval.upperBound - middle, middle - interval.lowerBound)
      return abs(derivative(middle)) > L * radius * (1 + 0x1p-40) ? .monotone : .unknown
    }
  }
}
