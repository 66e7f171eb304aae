/// Where a run of a flow was cut: all that the rest of it depends on, and all that it has to tell.
///
/// It is a value; write its ``data`` aside and rename it, so that a kill leaves the old file or the
/// new one. The start is not in it: what steps do not change (a box, masses) comes from there.
public struct FlowCheckpoint: Sendable, Equatable {
  /// A state that the run keeps.
  struct Frame: Sendable, Equatable {
    let index: Int
    let time: Double
    let numbers: [Double]
  }

  /// A hash of the start, its energy, and how the run steps: a run resumes from its own alone.
  public let fingerprint: UInt64
  /// Steps taken.
  public let index: Int
  /// The time reached.
  public let time: Double
  let control: StepControl
  /// One record a step.
  public let steps: [ProximalStep]
  let localErrors: [Double]
  let localErrorTimes: [Double]
  /// The state's numbers.
  public let numbers: [Double]
  /// Those of the state before, for the second order; none otherwise.
  let previous: [Double]
  let frames: [Frame]
}
