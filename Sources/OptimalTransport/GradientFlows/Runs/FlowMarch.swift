/// Where a run of a flow stands between two steps, and how it takes the next.
struct FlowMarch<Flow: ProximalFlow> {
  typealias State = Flow.Stepper.State

  private let run: FlowRun<Flow>
  private let stepper: Flow.Stepper
  private let fingerprint: UInt64
  private let initialEnergy: Double
  private var state: State
  /// The state before the last step, for the second order.
  private var previous: State?
  private var control: StepControl
  private var steps: [ProximalStep] = []
  /// Whether the last step gathered the mass in a point.
  var hasBlownUp: Bool { steps.last?.termination == .blowUp }
  private var frames: [FlowHistory<State>.Frame]
  private var localErrors: [Double] = []
  private var localErrorTimes: [Double] = []
  /// Steps taken.
  private(set) var index = 0
  private var time = 0.0

  init(_ run: FlowRun<Flow>, from start: State) throws(TransportError) {
    self.run = run
    stepper = try run.flow.stepper(for: start)
    initialEnergy = try stepper.energy(of: start)
    fingerprint = run.fingerprint(of: start, energy: initialEnergy)
    state = start
    frames = [.init(index: 0, time: 0, state: start)]
    control = StepControl(run.stepping, timeStep: run.flow.timeStep, duration: run.duration)
  }

  var isDone: Bool {
    if case .adaptive = run.stepping { return time >= run.duration }
    return index >= run.stepCount
  }

  var progress: SolverProgress {
    let last = steps[steps.count - 1]
    return SolverProgress(
      stage: "flow, F = \(last.energy), gap \(last.gap)", fraction: time / run.duration,
      iterations: last.iterations)
  }

  /// Takes a step; whether it was not cancelled midway.
  mutating func advance() throws(TransportError) -> Bool {
    let isTaken =
      switch run.stepping {
      case .fixed, .secondOrder: try advanceEqually()
      case .adaptive: try advanceAdaptively()
      }
    guard isTaken else { return false }
    if isDone || isKept { frames.append(.init(index: index, time: time, state: state)) }
    return true
  }

  private var isKept: Bool {
    if case .adaptive = run.stepping, case .times(let times) = run.frames {
      return times.contains(time)
    }
    return run.frames.keeps(step: index, timeStep: run.duration / Double(run.stepCount))
  }

  private mutating func advanceEqually() throws(TransportError) -> Bool {
    let timeStep = run.duration / Double(run.stepCount)
    let (next, record) =
      if run.stepping == .secondOrder, let previous {
        try stepper.step(
          from: state, after: previous, index: index, time: time, timeStep: timeStep)
      } else {
        try stepper.step(from: state, index: index, time: time, timeStep: timeStep)
      }
    guard record.termination != .cancelled else { return false }
    if run.stepping == .secondOrder { previous = state }
    try take([(next, record)])
    time = index == run.stepCount ? run.duration : Double(index) * timeStep
    return true
  }

  private mutating func advanceAdaptively() throws(TransportError) -> Bool {
    while true {
      let stop = min(run.frames.next(after: time), run.duration)
      let timeStep = control.length(before: stop - time)
      let whole = try step(from: state, time: time, timeStep)
      let first = try step(from: state, time: time, timeStep / 2)
      let second = try step(from: first.state, time: time + timeStep / 2, timeStep / 2)
      guard ![whole, first, second].contains(where: { $0.record.termination == .cancelled }) else {
        return false
      }
      let error = whole.state.distance(to: second.state)
      try checkFinite([error], argument: "error of the step at time \(time)")
      guard control.accepts(error: error, of: timeStep) else { continue }
      try take([first, second])
      time = timeStep >= stop - time ? stop : time + timeStep
      localErrors.append(error)
      localErrorTimes.append(time)
      return true
    }
  }

  private func step(
    from state: State, time: Double, _ timeStep: Double
  ) throws(TransportError) -> (state: State, record: ProximalStep) {
    try stepper.step(from: state, index: index, time: time, timeStep: timeStep)
  }

  private mutating func take(
    _ taken: [(state: State, record: ProximalStep)]
  ) throws(TransportError) {
    for (next, record) in taken {
      try checkFinite(next.numbers, argument: "state after step \(index + 1)")
      state = next
      steps.append(record)
      index += 1
    }
  }
}

// Histories and checkpoints.
extension FlowMarch {
  func history(_ termination: Termination) -> FlowHistory<State> {
    var kept = frames
    if kept[kept.count - 1].index != index {
      kept.append(.init(index: index, time: time, state: state))
    }
    return FlowHistory(
      initialEnergy: initialEnergy, steps: steps, frames: kept, localErrors: localErrors,
      localErrorTimes: localErrorTimes, termination: termination, checkpoint: checkpoint)
  }

  var checkpoint: FlowCheckpoint {
    FlowCheckpoint(
      fingerprint: fingerprint, index: index, time: time, control: control, steps: steps,
      localErrors: localErrors, localErrorTimes: localErrorTimes, numbers: state.numbers,
      previous: previous?.numbers ?? [],
      frames: frames.dropFirst().map {
        .init(index: $0.index, time: $0.time, numbers: $0.state.numbers)
      })
  }

  /// - Throws: `malformedFile` for a checkpoint of another run.
  init(
    _ run: FlowRun<Flow>, from start: State, resuming checkpoint: FlowCheckpoint
  ) throws(TransportError) {
    try self.init(run, from: start)
    guard checkpoint.fingerprint == fingerprint else {
      throw .malformedFile(
        path: "checkpoint", reason: "it was written by another flow, start, duration or stepping",
        remedy: "Resume with what wrote it, or start anew.")
    }
    state = try start.replacing(numbers: checkpoint.numbers)
    previous =
      checkpoint.previous.isEmpty ? nil : try start.replacing(numbers: checkpoint.previous)
    for frame in checkpoint.frames {
      frames.append(
        .init(
          index: frame.index, time: frame.time, state: try start.replacing(numbers: frame.numbers)))
    }
    (index, time, control) = (checkpoint.index, checkpoint.time, checkpoint.control)
    steps = checkpoint.steps
    (localErrors, localErrorTimes) = (checkpoint.localErrors, checkpoint.localErrorTimes)
  }
}
