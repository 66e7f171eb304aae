/// The splitting on one grid, with the best bounds so far.
struct DynamicRun {
  let problem: FlowProblem
  private(set) var splitting: ProximalSplitting
  private let correction: FlowCorrection
  private let positive: StaggeredFlow
  private(set) var flow: FeasibleFlow?
  private(set) var potential: FeasiblePotential?
  private(set) var iterations = 0
  private(set) var trace: [DynamicSolution.TracePoint] = []
  private var share: Double?

  /// The step size to begin with, in the frame.
  static let stepSize = 2.5
  private var balance = StepBalance()

  init(_ problem: FlowProblem, start: DynamicState, stepSize: Double = Self.stepSize) {
    self.problem = problem
    let begin = problem.flowStart(start)
    splitting = ProximalSplitting(grid: problem.grid, gamma: stepSize, start: begin)
    correction = FlowCorrection(problem.grid)
    positive = correction.mixture(source: problem.start, target: problem.end, uniform: 1)
    // No motion is optimal between equal densities, and feasible always.
    keep(problem.grid.centreArray())
    keep(
      feasible: correction.mixture(source: problem.start, target: problem.end, uniform: 0))
    keep(begin.potential)
    keep(StaggeredFlow(density: begin.density, momentum: begin.momentum(problem.grid)))
    record()
  }

  mutating func iterate() {
    splitting.iterate()
    iterations += 1
  }

  /// Makes the iterate feasible on both sides and keeps the better bounds.
  mutating func measure() {
    let dual = keep(splitting.potential)
    let action = keep(
      StaggeredFlow(density: splitting.density, momentum: splitting.projectedMomentum))
    record()
    splitting.setStepSize(
      balance.next(
        splitting.gamma, dualLoss: dual.loss, primalLoss: action - dual.value - dual.loss))
  }

  @discardableResult
  private mutating func keep(_ phi: PaddedArray<Double>) -> FeasiblePotential {
    let candidate = FeasiblePotential(
      phi, grid: problem.grid, source: problem.start, target: problem.end)
    if candidate.value > (potential?.value ?? -.infinity) { potential = candidate }
    return candidate
  }

  @discardableResult
  private mutating func keep(_ iterate: StaggeredFlow) -> Double {
    keep(feasible: correction.clipped(iterate, mass: problem.cellSum))
  }

  @discardableResult
  private mutating func keep(feasible flow: StaggeredFlow) -> Double {
    let feasible = FeasibleFlow(flow, positive: positive, grid: problem.grid, guess: share)
    if feasible.share > 0 { share = feasible.share }
    if feasible.action < (self.flow?.action ?? .infinity) || self.flow == nil {
      self.flow = feasible
    }
    return feasible.action
  }

  private mutating func record() {
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
  var state: DynamicState {
    let frame = problem.frame
    return DynamicState(
      shape: problem.grid.shape, timeSteps: problem.grid.timeSteps,
      density: splitting.density.array(0..<splitting.density.count).map { $0 * frame.density },
      potential: splitting.potential.array(0..<problem.grid.centreCount).map {
        $0 * frame.potential
      })
  }
}
