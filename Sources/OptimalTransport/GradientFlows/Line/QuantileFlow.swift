/// A Wasserstein gradient flow on the line, by the Jordan-Kinderlehrer-Otto recursion in quantile
/// space.
///
/// ```
/// rho_k = argmin over rho of W2^2(rho, rho_{k-1}) / 2 + tau F(rho)
/// ```
/// over densities that are uniform between nodes. In the nodes the distance is Euclidean and each
/// step a smooth convex problem where F is displacement convex, solved to rounding by Newton's
/// method; its gap is bounded by |grad J|^2 / (2 (1 + tau lambda)) in the dual norm. So the steps
/// are exact for this space of densities: Gaussian data stay on the discrete Gaussians (the minima
/// of entropy and a quadratic), Barenblatt data on the discrete Barenblatt profiles, and their
/// scales obey the equations of the exact steps to rounding. The space itself is off by O(1/n^2)
/// where rho is smooth.
///
/// Complexity: O(n) a Newton step without interaction, O(n^3) with one, n the number of cells.
/// Sources: Jordan, Kinderlehrer and Otto 1998; Blanchet, Calvez and Carrillo 2008; Matthes and
/// Osberger 2014.
public struct QuantileFlow: Sendable {
  /// F.
  public let energy: FreeEnergy
  /// tau.
  public let timeStep: Double
  /// Nothing leaves this interval (no flux); the whole line when left out.
  public let walls: ClosedRange<Double>
  /// A step counts as converged when its gap is at most this part of W2^2 / 2, or all that a Double
  /// can tell.
  public let tolerance: Double
  /// Newton steps at most, a step.
  public let iterationLimit: Int

  /// - Throws: `outOfRange` unless tau and the tolerance are positive and finite and the walls
  ///   apart.
  public init(
    _ energy: FreeEnergy, timeStep: Double,
    walls: ClosedRange<Double> = -Double.infinity...Double.infinity, tolerance: Double = 1e-10,
    iterationLimit: Int = 500
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(tolerance, argument: "tolerance")
    guard walls.lowerBound < walls.upperBound else {
      throw .outOfRange(
        argument: "walls", value: walls.upperBound, expected: "above \(walls.lowerBound)")
    }
    self.energy = energy
    self.timeStep = timeStep
    self.walls = walls
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// One step.
  ///
  /// - Throws: `infeasible` when a cap leaves no room between the walls; `nonFinite` when V or U is
  ///   not finite where the mass goes.
  public func step(
    from profile: QuantileProfile, time: Double = 0
  ) throws(TransportError) -> (profile: QuantileProfile, record: ProximalStep) {
    let discrete = QuantileEnergy(energy, masses: profile.masses)
    var search = try QuantileSearch(discrete, from: profile, timeStep: timeStep, walls: walls)
    let isAtRest = search.run(iterationLimit: iterationLimit)
    let value = discrete.value(search.nodes)
    try checkFinite([value] + search.nodes, argument: "free energy after a step")
    let convexity = energy.displacementConvexity(dimension: 1, mass: profile.mass)
    let (gap, distance) = (search.gap(convexity: convexity), search.distance)
    let resolution = 1e-14 * (profile.squaredNorm(search.nodes) + timeStep * abs(value))
    let isProven = gap <= max(tolerance * distance * distance / 2, resolution)
    let record = ProximalStep(
      time: time + timeStep, energy: value, distance: distance, slope: search.slope, gap: gap,
      iterations: search.iterations,
      termination: isAtRest && (isProven || gap == .infinity) ? .converged : .stalled)
    return (QuantileProfile(uncheckedNodes: search.nodes, masses: profile.masses), record)
  }

  /// Steps one after the other; it stops early when the task is cancelled.
  ///
  /// - Throws: as ``step(from:time:)``.
  public func run(
    from start: QuantileProfile, steps: Int, progress: ProgressHandler? = nil
  ) throws(TransportError) -> QuantileFlowSolution {
    var solution = QuantileFlowSolution(
      initialEnergy: QuantileEnergy(energy, masses: start.masses).value(start.nodes),
      profiles: [start], steps: [])
    for k in 0..<max(0, steps) {
      if Task.isCancelled { break }
      let (profile, record) = try step(
        from: solution.profiles[k], time: Double(k) * timeStep)
      solution.profiles.append(profile)
      solution.steps.append(record)
      progress?(
        SolverProgress(
          stage: "flow", fraction: Double(k + 1) / Double(steps), iterations: record.iterations))
    }
    return solution
  }
}

/// The states of a flow on the line and what each step did.
public struct QuantileFlowSolution: Sendable {
  /// F of the start; infinite for atoms under diffusion.
  public let initialEnergy: Double
  /// The start and the states after each step.
  public internal(set) var profiles: [QuantileProfile]
  /// One record a step.
  public internal(set) var steps: [ProximalStep]
}
