/// A gradient flow on one discretisation: an energy, a time step and a way to take proximal steps.
///
/// Quantiles on the line, grids, particles and phase space all step by one recursion, so that runs,
/// checkpoints, adaptive steps and films are written once. Give a start to get a ``FlowStepper``.
public protocol ProximalFlow: Sendable {
  /// Checks a start and prepares what all steps share.
  associatedtype Stepper: FlowStepper
  /// tau, in units of time.
  var timeStep: Double { get }
  /// Whether steps draw random numbers, so that the difference of two says nothing of their error.
  var isRandom: Bool { get }
  /// Whether steps can be of second order (BDF2): proven where states form a convex set of a
  /// Hilbert space.
  var isFlat: Bool { get }
  /// What all steps from a start share.
  ///
  /// - Throws: a ``TransportError`` when the energy or the start is none that the method can take.
  func stepper(for start: Stepper.State) throws(TransportError) -> Stepper
}

/// What takes the steps of a flow.
public protocol FlowStepper: Sendable {
  /// What moves.
  associatedtype State: FlowState
  /// F.
  ///
  /// - Throws: `nonFinite` where F has no finite value.
  func energy(of state: State) throws(TransportError) -> Double
  /// One proximal step.
  ///
  /// It depends on its arguments alone: random numbers are drawn from a seed and `index`, so that a
  /// run that resumes ends with the same bytes.
  /// - Parameters:
  ///   - state: where the step begins.
  ///   - index: the steps taken before this one.
  ///   - time: the time there.
  ///   - timeStep: how long it is.
  /// - Throws: `nonFinite` when V or U is not finite where the mass goes.
  func step(
    from state: State, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: State, record: ProximalStep)
  /// One step of the second-order formula BDF2, where the flow is flat:
  /// ```
  /// argmin over x of |x - (4 state - previous) / 3|^2 / 2 + (2 timeStep / 3) F(x),
  /// ```
  /// both steps of the same length. Source: Matthes and Plazotta 2019.
  ///
  /// - Throws: `notApplicable` where the flow is not flat, and as
  ///   ``step(from:index:time:timeStep:)``.
  func step(
    from state: State, after previous: State, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: State, record: ProximalStep)
}

extension ProximalFlow {
  /// Steps are determined by their arguments unless a flow says otherwise.
  public var isRandom: Bool { false }
  /// Steps are of first order unless a flow says otherwise.
  public var isFlat: Bool { false }
}

extension FlowStepper {
  /// No step of second order, as the space is not flat.
  public func step(
    from state: State, after previous: State, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: State, record: ProximalStep) {
    throw .notApplicable(
      method: "second-order stepping", reason: "it is proven for flows on the line and in R^d",
      remedy: "Take steps of first order, fixed or adaptive.")
  }
}

/// One state of a flow: the numbers that steps change, and a distance.
public protocol FlowState: Sendable {
  /// All that steps change, in a fixed order; what stays (a box, masses) is not among it.
  var numbers: [Double] { get }
  /// The same state with other numbers, as many.
  ///
  /// - Throws: when these are no state's numbers.
  func replacing(numbers: [Double]) throws(TransportError) -> Self
  /// A distance between states of one run, which says how far two ways of stepping part.
  func distance(to other: Self) -> Double
}

/// The states of a flow and what each step did.
public struct FlowSolution<State: FlowState>: Sendable {
  /// F of the start; infinite for atoms under diffusion.
  public let initialEnergy: Double
  /// The start and the states after each step.
  public internal(set) var states: [State]
  /// One record a step.
  public internal(set) var steps: [ProximalStep]
}

extension ProximalFlow {
  /// Steps one after the other; it stops early when the task is cancelled or the flow blows up.
  ///
  /// - Throws: as ``stepper(for:)`` and its steps.
  public func run(
    from start: Stepper.State, steps: Int, progress: ProgressHandler? = nil
  ) throws(TransportError) -> FlowSolution<Stepper.State> {
    let stepper = try stepper(for: start)
    var solution = FlowSolution(
      initialEnergy: try stepper.energy(of: start), states: [start], steps: [])
    for k in 0..<max(0, steps) {
      if Task.isCancelled { break }
      let (state, record) = try stepper.step(
        from: solution.states[k], index: k, time: Double(k) * timeStep, timeStep: timeStep)
      solution.states.append(state)
      solution.steps.append(record)
      if record.termination == .blowUp { break }
      progress?(
        SolverProgress(
          stage: "flow", fraction: Double(k + 1) / Double(steps), iterations: record.iterations))
    }
    return solution
  }
}
