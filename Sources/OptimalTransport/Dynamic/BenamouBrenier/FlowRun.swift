/// The splitting on one grid, with the best bounds so far.
struct FlowRun {
  let problem: FlowProblem
  private let splitting: ProximalSplitting
  private let correction: FlowCorrection
  private let positive: StaggeredFlow
  private(set) var flow: FeasibleFlow?
  private(set) var potential: FeasiblePotential?
  private(set) var iterations = 0
  private(set) var trace: [DynamicSolution.TracePoint] = []
  private var share: Double?

  /// The step size of the splitting, in the frame. Greater ones favour the flow, lesser ones the
  /// potential; between 0.5 and 5 the gap falls about equally fast.
  static let stepSize = 2.5

  init(_ problem: FlowProblem, start: FlowState) {
    self.problem = problem
    splitting = ProximalSplitting(
      grid: problem.grid, gamma: Self.stepSize, start: problem.flowStart(start))
    correction = FlowCorrection(problem.grid)
    positive = correction.positiveFlow(source: problem.start, target: problem.end)
  }

  mutating func iterate() {
    splitting.iterate()
    iterations += 1
  }

  /// Makes the iterate feasible on both sides and keeps the better bounds.
  mutating func measure() {
    let grid = problem.grid
    let candidate = FeasiblePotential(
      splitting.potential, grid: grid, source: problem.start, target: problem.end)
    if candidate.value > (potential?.value ?? -.infinity) { potential = candidate }
    let clipped = correction.clipped(
      StaggeredFlow(density: splitting.density, momentum: splitting.projectedMomentum),
      mass: problem.cellSum)
    let feasible = FeasibleFlow(clipped, positive: positive, grid: grid, guess: share)
    if feasible.share > 0 { share = feasible.share }
    if feasible.action < (flow?.action ?? .infinity) || flow == nil { flow = feasible }
    trace.append(
      DynamicSolution.TracePoint(
        iteration: iterations, upperBound: certificate.upperBound,
        lowerBound: certificate.lowerBound))
  }

  /// Bounds of twice the least action, in the problem's units.
  var certificate: Certificate {
    let unit = 2 * problem.actionUnit
    guard let flow, let potential else {
      return Certificate(
        upperBound: .infinity, lowerBound: 0, marginalError: 0, dualInfeasibility: .infinity)
    }
    return Certificate(
      upperBound: flow.action * unit, lowerBound: potential.value * unit, marginalError: 0,
      dualInfeasibility: potential.violation * problem.frame.potential,
      resolution: 4 * .ulpOfOne * potential.magnitude * unit)
  }

  /// What a finer grid starts from.
  var state: FlowState {
    let frame = problem.frame
    return FlowState(
      shape: problem.grid.shape, timeSteps: problem.grid.timeSteps,
      density: splitting.density.array(0..<splitting.density.count).map { $0 * frame.density },
      potential: splitting.potential.array(0..<problem.grid.centreCount).map {
        $0 * frame.potential
      })
  }
}
