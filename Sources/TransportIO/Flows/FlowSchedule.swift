/// How the time of a flow goes.
public struct FlowSchedule: Sendable, Equatable {
  /// tau; of adaptive steps the first.
  public var timeStep: Double
  /// When the flow ends.
  public var duration: Double
  /// How many states are kept beside the start, as evenly in time as the steps allow.
  public var frames: Int
  /// The error target of adaptive steps; nil for steps of one length.
  public var adaptive: Double?
  /// Whether the second-order recursion is asked for.
  public var isSecondOrder: Bool
}
