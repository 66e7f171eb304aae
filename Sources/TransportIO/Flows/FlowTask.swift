public import OptimalTransport

/// A flow from a file, and how it is run.
public struct FlowTask {
  /// What flows, and for how long.
  public let file: FlowFile
  /// Where the run can be cut; nil for nowhere.
  public var checkpoints: FlowCheckpoints?
  /// Told the part of the duration that is done.
  public var progress: ProgressHandler?

  /// Collects the three.
  public init(
    file: FlowFile, checkpoints: FlowCheckpoints? = nil, progress: ProgressHandler? = nil
  ) {
    (self.file, self.checkpoints, self.progress) = (file, checkpoints, progress)
  }

  /// Runs the flow on the space that its file names.
  ///
  /// - Throws: as the initialisers of the flow and of its start, and as ``FlowRun``.
  public func run() throws(TransportError) -> FlowResult {
    let ready =
      switch file.content {
      case .ready(let flow): FlowSetting(flow.setting, equation: flow.equation)
      case .written(let energy, let space, let start):
        try FlowSetting(energy, space, start: start, schedule: file.schedule)
      }
    let equation = ready.equation
    switch ready.setting {
    case .line(let flow, let start):
      return try run(flow, equation, from: start) { .init(.line($0), "quantiles on the line") }
    case .grid(let flow, let start):
      return try run(flow, equation, from: start) { .init(.grid($0), "a grid, by the dual") }
    case .mixed(let flow, let start):
      return try run(flow, equation, from: start) { .init(.grid($0), "a grid, by splitting") }
    case .entropic(let flow, let start):
      return try run(flow, equation, from: start) {
        .init(.grid($0), "a grid, by entropic steps", walls: flow.domain.walls?.isBlocked ?? [])
      }
    case .particles(let flow, let start):
      return try run(flow, equation, from: start) { .init(.clouds($0.map(\.cloud)), "particles") }
    case .network(let flow, let start):
      return try run(flow, equation, from: start) {
        .init(.clouds($0.map { try! PointCloud(points: $0.neurons) }), "the neurons of a network")
      }
    case .phase(let flow, let start):
      return try run(flow, equation, from: start) {
        .init(.grid($0.map(\.grid)), bath: flow.equation, "a grid in position and velocity")
      }
    case .phaseParticles(let flow, let start):
      return try run(flow, equation, from: start) {
        .init(.clouds($0.map(\.cloud)), bath: flow.equation, "particles with velocities")
      }
    case .kramers(let flow, let start):
      return try run(flow, equation, from: start) {
        .init(
          .grid($0.map(\.grid)), "a grid in position and momentum, by the kinetic cost",
          slack: "falls but for the kicks", coordinates: ["q", "p"])
      }
    case .linearKramers(let flow, let start):
      return try run(flow, equation, from: start) {
        .init(
          .gaussians($0.map(\.law)), "Gaussians of position and momentum, by the kinetic cost",
          slack: "falls but for the forces", coordinates: ["q", "p"])
      }
    }
  }

  private func run<Flow: ProximalFlow>(
    _ flow: Flow, _ equation: String, from start: Flow.Stepper.State,
    as states: ([Flow.Stepper.State]) -> FlowStates
  ) throws(TransportError) -> FlowResult {
    let (schedule, clock) = (file.schedule, ContinuousClock.now)
    let run = try FlowRun(
      flow, duration: schedule.duration, stepping: try schedule.stepping,
      frames: .evenly(schedule.frames, duration: schedule.duration), label: file.fingerprint)
    let history = try perform(run, from: start)
    let found = states(history.frames.map(\.state))
    return FlowResult(
      file: file, equation: equation, method: found.method,
      frames: try FlowFrames(
        times: history.frames.map(\.time), states: found.states, coordinates: found.coordinates),
      frameIndices: history.frames.map(\.index),
      history: EnergyHistory(initialEnergy: history.initialEnergy, steps: history.steps),
      walls: found.walls, slack: flow.isRandom ? "falls but for the noise" : found.slack,
      keepsEnergy: found.keepsEnergy,
      localErrorSum: history.localErrors.isEmpty ? nil : history.localErrorSum,
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
  let walls: [Bool]
  /// What F does where it may rise beside the gaps; nil where it may not.
  let slack: String?
  /// Whether the equation keeps F.
  var keepsEnergy = false
  /// What the coordinates are called; empty where they are places alone.
  let coordinates: [String]

  init(
    _ states: FlowFrames.States, _ method: String, walls: [Bool] = [], slack: String? = nil,
    coordinates: [String] = []
  ) {
    (self.states, self.method, self.walls, self.slack) = (states, method, walls, slack)
    self.coordinates = coordinates
  }

  /// States of positions and velocities: without friction the equation keeps F.
  init(_ states: FlowFrames.States, bath: VlasovEquation, _ method: String) {
    self.init(
      states, method, slack: bath.friction > 0 ? "falls but for the splitting" : "is kept",
      coordinates: ["x", "v"])
    keepsEnergy = bath.friction == 0
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
