/// Takes the steps of a ``GridFlow`` from one start.
public struct GridStepper: FlowStepper {
  let flow: GridFlow
  let problem: GridFlowProblem

  /// F, U * rho of the cells included.
  ///
  /// - Throws: `nonFinite` where F has no finite value.
  public func energy(of state: GridDensity) throws(TransportError) -> Double {
    let energy = problem.energy(state.values)
    guard energy.isFinite else { throw .nonFinite(argument: "energy", index: 0, value: energy) }
    return energy
  }

  /// One step; time and index do not matter.
  ///
  /// - Throws: `nonFinite` where F of the new density has no finite value.
  public func step(
    from state: GridDensity, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: GridDensity, record: ProximalStep) {
    // The mass of the state itself: a run that resumes knows no other.
    var problem = problem
    problem.mass = state.mass
    return problem.cells.hasFronts && problem.cells.cap == .infinity
      ? try take(FrontStep(problem, from: state.values, timeStep: timeStep), from: state, time)
      : try take(GridStep(problem, from: state.values, timeStep: timeStep), from: state, time)
  }

  private func take(
    _ start: some DualGridStep, from state: GridDensity, _ time: Double
  ) throws(TransportError) -> (state: GridDensity, record: ProximalStep) {
    var step = start
    let termination = step.run(tolerance: flow.tolerance, iterationLimit: flow.iterationLimit)
    let next = try state.replacing(numbers: step.result)
    let record = ProximalStep(
      time: time + step.timeStep, energy: try energy(of: next), distance: step.distance,
      slope: step.problem.slope(next.values), gap: step.gap(parts: flow.refinement),
      iterations: step.iterations, termination: named(termination, from: state, to: next))
    return (next, record)
  }

  private func named(
    _ termination: Termination, from before: GridDensity, to after: GridDensity
  ) -> Termination {
    flow.energy.mayGather && after.hasGathered(from: before) ? .blowUp : termination
  }
}
