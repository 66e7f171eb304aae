/// A flow over a span of time, on any discretisation: how it steps, what it keeps, and where it
/// can be cut and go on.
///
/// ```
/// let run = try FlowRun(flow, duration: 5, frames: .evenly(20, duration: 5))
/// let history = try run.run(from: start)
/// ```
/// A run that was cut ends with the same bytes when it resumes from its ``FlowCheckpoint``: all
/// that a step depends on is in there, and random numbers come from a seed and the step's index.
///
/// Memory: the states kept, and one record a step.
public struct FlowRun<Flow: ProximalFlow>: Sendable {
  /// What moves, and how a step is taken.
  public let flow: Flow
  /// The time that the run covers, from 0.
  public let duration: Double
  /// How long steps are.
  public let stepping: FlowStepping
  /// Which states are kept.
  public let frames: FrameSchedule
  /// What tells this flow from others whose starts have the same numbers and the same energy; a
  /// checkpoint resumes a run of the same label only.
  public let label: String

  /// - Throws: `outOfRange` for a duration that is not positive and finite and for frames outside
  ///   of it; `notApplicable` for adaptive steps of a random flow and for the second order where
  ///   the flow is not flat.
  public init(
    _ flow: Flow, duration: Double, stepping: FlowStepping = .fixed,
    frames: FrameSchedule = .every(1), label: String = ""
  ) throws(TransportError) {
    try checkPositive(duration, argument: "duration")
    try frames.check(duration: duration)
    try Self.check(stepping, of: flow)
    self.flow = flow
    self.duration = duration
    self.stepping = stepping
    self.frames = frames
    self.label = label
  }

  private static func check(_ stepping: FlowStepping, of flow: Flow) throws(TransportError) {
    switch stepping {
    case .adaptive where flow.isRandom:
      throw .notApplicable(
        method: "adaptive stepping",
        reason: "the flow's steps are random, so two ways of stepping differ by their noise",
        remedy: "Take fixed steps, and halve them to see what changes.")
    case .secondOrder where !flow.isFlat:
      throw .notApplicable(
        method: "second-order stepping",
        reason: "it is proven for flows on the line and in R^d, not on this discretisation",
        remedy: "Take steps of first order, fixed or adaptive.")
    default: break
    }
  }

  /// The number of fixed steps.
  public var stepCount: Int {
    max(1, Int((duration / flow.timeStep * (1 - 1e-12)).rounded(.up)))
  }

  /// Runs from a start.
  ///
  /// - Parameters:
  ///   - start: the state at time 0.
  ///   - interval: steps between checkpoints.
  ///   - save: stores a checkpoint; what it throws ends the run.
  ///   - progress: is told the part of the duration that is done, and F.
  /// - Throws: as the flow's steps; `nonFinite` for a state that is not finite.
  public func run(
    from start: Flow.Stepper.State, checkpointEvery interval: Int = .max,
    save: ((FlowCheckpoint) throws(TransportError) -> Void)? = nil,
    progress: ProgressHandler? = nil
  ) throws(TransportError) -> FlowHistory<Flow.Stepper.State> {
    try finish(FlowMarch(self, from: start), interval, save, progress)
  }

  /// Goes on from where a run was cut.
  ///
  /// - Parameters:
  ///   - start: the start of the run that was cut, which carries what steps do not change.
  ///   - checkpoint: where it was cut.
  ///   - interval: steps between checkpoints.
  ///   - save: stores a checkpoint; what it throws ends the run.
  ///   - progress: is told the part of the duration that is done, and F.
  /// - Throws: as ``run(from:checkpointEvery:save:progress:)``; `malformedFile` for a checkpoint of
  ///   another run.
  public func run(
    from start: Flow.Stepper.State, resuming checkpoint: FlowCheckpoint,
    checkpointEvery interval: Int = .max,
    save: ((FlowCheckpoint) throws(TransportError) -> Void)? = nil,
    progress: ProgressHandler? = nil
  ) throws(TransportError) -> FlowHistory<Flow.Stepper.State> {
    try finish(FlowMarch(self, from: start, resuming: checkpoint), interval, save, progress)
  }

  private func finish(
    _ beginning: FlowMarch<Flow>, _ interval: Int,
    _ save: ((FlowCheckpoint) throws(TransportError) -> Void)?, _ progress: ProgressHandler?
  ) throws(TransportError) -> FlowHistory<Flow.Stepper.State> {
    var march = beginning
    while !march.isDone {
      if march.hasBlownUp { return march.history(.blowUp) }
      guard !Task.isCancelled, try march.advance() else { return march.history(.cancelled) }
      if march.index.isMultiple(of: max(1, interval)) { try save?(march.checkpoint) }
      progress?(march.progress)
    }
    return march.history(.converged)
  }
}
