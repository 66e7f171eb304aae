/// Takes the steps of an ``EntropicGridFlow`` on the grid of one start.
public struct EntropicGridStepper: FlowStepper {
  let flow: EntropicGridFlow
  let problem: EntropicProblem

  /// F; a cap counts as kept.
  ///
  /// - Throws: `nonFinite` where F overflows.
  public func energy(of state: GridDensity) throws(TransportError) -> Double {
    let energy = problem.energy(state.values)
    guard energy.isFinite else { throw .nonFinite(argument: "energy", index: 0, value: energy) }
    return energy
  }

  /// - Throws: as ``detailed(from:time:timeStep:)``.
  public func step(
    from state: GridDensity, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: GridDensity, record: ProximalStep) {
    let step = try detailed(from: state, time: time, timeStep: timeStep)
    return (step.density, step.record)
  }

  /// One step with all that is known about it. A mass below 1e-250 stays where it is.
  ///
  /// - Throws: `infeasible` for mass in walls or above the room that a cap leaves; `nonFinite`
  ///   where F overflows; `degenerateMass` when all mass has left.
  public func detailed(
    from state: GridDensity, time: Double = 0, timeStep: Double? = nil
  ) throws(TransportError) -> EntropicGridStep {
    let timeStep = timeStep ?? flow.timeStep
    if state.mass < Self.leastMass { return try rest(state, time: time + timeStep) }
    try problem.checkRoom(for: state.values)
    var step = ScalingStep(problem, from: state.values, timeStep: timeStep)
    let termination = step.run(tolerance: flow.tolerance, iterationLimit: flow.iterationLimit)
    let plan = step.repairedPlan()
    let bounds = step.bounds(plan)
    let arrived = step.density
    let stayed = arrived.indices.map { problem.isExit($0) ? 0 : arrived[$0] }
    let next = try state.replacing(numbers: stayed)
    let record = ProximalStep(
      time: time + timeStep, energy: try energy(of: next), distance: plan.cost.squareRoot(),
      slope: step.slope(), gap: max(0, bounds.upper - bounds.lower), iterations: step.iterations,
      termination: flow.energy.mayGather && next.hasGathered(from: state)
        ? .blowUp : termination)
    return EntropicGridStep(
      density: next, departed: arrived.indices.map { problem.isExit($0) ? arrived[$0] : 0 },
      cellVolume: problem.cellVolume, record: record, marginalError: step.error,
      solved: (step, plan))
  }

  /// When exits have left less than this, nothing moves any more: its parts would be denormal.
  private static let leastMass = 1e-250

  private func rest(
    _ state: GridDensity, time: Double
  ) throws(TransportError) -> EntropicGridStep {
    let record = ProximalStep(
      time: time, energy: try energy(of: state), distance: 0, slope: 0, gap: 0, iterations: 0,
      termination: .converged)
    return EntropicGridStep(
      density: state, departed: state.values.map { _ in 0 }, cellVolume: problem.cellVolume,
      record: record, marginalError: 0, solved: nil)
  }
}

/// One step of an ``EntropicGridFlow``.
public struct EntropicGridStep: Sendable {
  /// rho after the step, without what has left.
  public let density: GridDensity
  /// The density that left through each cell, zero but in exits.
  public let departed: [Double]
  let cellVolume: Double
  /// What the step did; its energy is F of ``density``, its gap and slope those of rho before any
  /// of it left.
  public let record: ProximalStep
  /// The part of the mass that the plan had out of place, before it was repaired for the bounds.
  public let marginalError: Double
  let solved: (step: ScalingStep, plan: ScalingStep.RepairedPlan)?

  /// rho is at most this far above the least value of W2^2(rho, mu) / 2 + tau F(rho), without the
  /// regularisation, over densities on the cells; some eps of the mass at best, as the plan is
  /// blurred.
  ///
  /// Infinite where no bound is known: for several powers without an entropy. Around walls W2 is
  /// that of ways within reach. Complexity: two c-transforms and 40 sums over cells.
  public var transportGap: Double {
    guard let solved else { return 0 }
    let bounds = solved.step.transportBounds(solved.plan)
    return max(0, bounds.upper - bounds.lower)
  }

  /// The mass that left.
  public var departedMass: Double { departed.compensatedSum() * cellVolume }
}

extension EntropicProblem {
  func isExit(_ cell: Int) -> Bool { !exits.isEmpty && exits[cell] }
}
