/// Takes the steps of a ``GridFlow`` from one start.
public struct GridStepper: FlowStepper {
  let flow: GridFlow
  let problem: GridFlowProblem

  public func energy(of state: GridDensity) throws(TransportError) -> Double {
    let energy = problem.energy(state.values)
    guard energy.isFinite else { throw .nonFinite(argument: "energy", index: 0, value: energy) }
    return energy
  }

  public func step(
    from state: GridDensity, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: GridDensity, record: ProximalStep) {
    // The mass of the state itself: a run that resumes knows no other.
    var problem = problem
    problem.mass = state.mass
    var step = GridStep(problem, from: state.values, timeStep: timeStep)
    let termination = step.run(
      tolerance: flow.tolerance, iterationLimit: flow.iterationLimit)
    let next = try state.replacing(numbers: step.density)
    let record = ProximalStep(
      time: time + timeStep, energy: try energy(of: next), distance: step.distance,
      slope: problem.slope(next.values), gap: step.gap(parts: flow.refinement),
      iterations: step.iterations, termination: termination)
    return (next, record)
  }
}
