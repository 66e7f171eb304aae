/// Takes the steps of a ``QuantileFlow`` among profiles of the same masses.
public struct QuantileStepper: FlowStepper {
  private let flow: QuantileFlow
  private let energy: QuantileEnergy
  private let convexity: Double?

  /// - Throws: as `PotentialFloor` and ``QuantileEnergy``.
  init(_ flow: QuantileFlow, start: QuantileProfile) throws(TransportError) {
    self.flow = flow
    energy = try QuantileEnergy(flow.energy, masses: start.masses, walls: flow.walls)
    try PotentialFloor(flow.energy).check(
      near: start.nodes, walls: flow.walls, timeStep: flow.timeStep)
    // On the line the field without its background is convex, whatever its sign.
    let others = FreeEnergy(
      terms: flow.energy.terms.filter { if case .electricField = $0 { false } else { true } })
    let stiffness = energy.backgroundStiffness
    convexity = others.displacementConvexity(dimension: 1, mass: start.mass)
      .map { $0 + stiffness }
  }

  /// F; infinite for atoms under diffusion.
  ///
  /// - Throws: `nonFinite` for V or U that is NaN or -infinity where the mass is.
  public func energy(of state: QuantileProfile) throws(TransportError) -> Double {
    let value = energy.value(state.nodes)
    guard value.isFinite || value == .infinity else {
      throw .nonFinite(argument: "free energy", index: 0, value: value)
    }
    return value
  }

  /// One proximal step.
  ///
  /// - Throws: `infeasible` when a cap leaves no room between the walls; `nonFinite` when V or U is
  ///   not finite where the mass goes.
  public func step(
    from state: QuantileProfile, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: QuantileProfile, record: ProximalStep) {
    try proximalStep(from: state, about: state.nodes, weight: timeStep, end: time + timeStep)
  }

  /// argmin over X of |X - center|_M^2 / 2 + weight F(X), starting the search at a profile.
  private func proximalStep(
    from profile: QuantileProfile, about center: [Double], weight: Double, end: Double
  ) throws(TransportError) -> (state: QuantileProfile, record: ProximalStep) {
    var search = try QuantileSearch(
      energy, from: profile, about: center, timeStep: weight, walls: flow.walls)
    let isAtRest = search.run(iterationLimit: flow.iterationLimit)
    let value = energy.value(search.nodes)
    try checkFinite([value] + search.nodes, argument: "free energy after a step")
    let (gap, distance) = (search.gap(convexity: convexity), search.distance)
    let resolution = 1e-14 * (profile.squaredNorm(search.nodes) + weight * abs(value))
    let isProven = gap <= max(flow.tolerance * distance * distance / 2, resolution)
    let record = ProximalStep(
      time: end, energy: value, distance: distance, slope: search.slope, gap: gap,
      iterations: search.iterations,
      termination: isAtRest && (isProven || gap == .infinity) ? .converged : .stalled)
    return (QuantileProfile(uncheckedNodes: search.nodes, masses: profile.masses), record)
  }
}

extension QuantileStepper {
  /// One step of BDF2: the centre of the quadratic may have nodes that cross, the minimiser none.
  public func step(
    from state: QuantileProfile, after previous: QuantileProfile, index: Int, time: Double,
    timeStep: Double
  ) throws(TransportError) -> (state: QuantileProfile, record: ProximalStep) {
    let center = zip(state.nodes, previous.nodes).map { (4 * $0 - $1) / 3 }
    return try proximalStep(
      from: state, about: center, weight: 2 * timeStep / 3, end: time + timeStep)
  }
}
