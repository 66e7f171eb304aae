/// What one step of a proximal recursion did, in R^d or among measures.
///
/// With J(y) = d(y, x)^2 / 2 + h F(y) the step from x takes the minimiser y. Exact steps satisfy
/// F(y) + d(x, y)^2 / (2 h) <= F(x), and d(x, y) / h is the slope |grad F| at y.
public struct ProximalStep: Sendable, Equatable {
  /// The time after the step: the sum of the steps' h.
  public let time: Double
  /// F after the step.
  public let energy: Double
  /// d(x, y), the distance moved: Euclidean, or W2.
  public let distance: Double
  /// |grad F| after the step, from F itself: the square root of minus dF/dt along the flow.
  public let slope: Double
  /// J(y) - min J is at most this; infinite when no convexity is known that would prove it.
  public let gap: Double
  /// Inner iterations.
  public let iterations: Int
  /// Why the inner iteration stopped.
  public let termination: Termination
}
