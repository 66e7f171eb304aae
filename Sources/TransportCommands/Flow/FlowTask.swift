import OptimalTransport
import TransportIO

/// A flow from a file, and how it is run.
struct FlowTask {
  let file: FlowFile
  var checkpoints: FlowCheckpoints?
  var progress: ProgressHandler?

  /// Runs the flow on the space that its file names.
  func run() throws(TransportError) -> FlowResult {
    let schedule = file.schedule
    switch file.space {
    case .line(let cells, let walls):
      let flow = try QuantileFlow(
        file.energy, timeStep: schedule.timeStep,
        walls: walls ?? -Double.infinity...Double.infinity)
      return try run(flow, from: try QuantileProfile(start: file.start, cells: cells)) {
        FlowStates(.line($0), method: "quantiles, by Newton's method")
      }
    case .grid(let grid):
      let flow = try GridFlow(file.energy, timeStep: schedule.timeStep)
      return try run(flow, from: try GridDensity(start: file.start, on: grid)) {
        FlowStates(.grid($0), method: "a grid, by the dual")
      }
    }
  }

  private func run<Flow: ProximalFlow>(
    _ flow: Flow, from start: Flow.Stepper.State,
    as states: ([Flow.Stepper.State]) -> FlowStates
  ) throws(TransportError) -> FlowResult {
    let (schedule, clock) = (file.schedule, ContinuousClock.now)
    let run = try FlowRun(
      flow, duration: schedule.duration, stepping: try schedule.stepping,
      frames: .evenly(schedule.frames, duration: schedule.duration), label: file.fingerprint)
    let history = try perform(run, from: start)
    let found = states(history.frames.map(\.state))
    return FlowResult(
      file: file, method: found.method,
      frames: try FlowFrames(times: history.frames.map(\.time), states: found.states),
      frameIndices: history.frames.map(\.index),
      history: EnergyHistory(initialEnergy: history.initialEnergy, steps: history.steps),
      walls: found.walls, localErrorSum: history.localErrors.isEmpty ? nil : history.localErrorSum,
      termination: history.termination, seconds: (ContinuousClock.now - clock) / .seconds(1))
  }

  /// Runs from the start, or from where a run was cut.
  private func perform<Flow: ProximalFlow>(
    _ run: FlowRun<Flow>, from start: Flow.Stepper.State
  ) throws(TransportError) -> FlowHistory<Flow.Stepper.State> {
    guard let checkpoints else { return try run.run(from: start, progress: progress) }
    do {
      if let cut = try checkpoints.load() {
        return try run.run(
          from: start, resuming: cut, checkpointEvery: checkpoints.interval,
          save: checkpoints.save, progress: progress)
      }
      return try run.run(
        from: start, checkpointEvery: checkpoints.interval, save: checkpoints.save,
        progress: progress)
    } catch { throw error.about(checkpoint: checkpoints.path) }
  }
}

/// The states of a run as they are written and drawn.
struct FlowStates {
  let states: FlowFrames.States
  /// On what they live, and how a step was found.
  let method: String
  /// Whether a cell is wall; empty for none.
  var walls: [Bool] = []

  init(_ states: FlowFrames.States, method: String) {
    (self.states, self.method) = (states, method)
  }
}

extension FlowSchedule {
  /// How the steps are chosen.
  fileprivate var stepping: FlowStepping {
    get throws(TransportError) {
      if let adaptive { return .adaptive(try AdaptiveStep(errorTarget: adaptive)) }
      return isSecondOrder ? .secondOrder : .fixed
    }
  }
}
