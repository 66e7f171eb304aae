/// A Wasserstein gradient flow on a grid in 1 to 3 dimensions, with no flux through the box, by the
/// Jordan-Kinderlehrer-Otto recursion.
///
/// ```
/// rho_k = argmin over rho of W2^2(rho, rho_{k-1}) / 2 + tau F(rho)
/// ```
/// Each step solves the optimality system of its dual (`GridStep`); mass is conserved to the
/// residual that a record shows. The energy needs a diffusion.
///
/// Complexity: O(N log N) an inner iteration, of which a step takes about ten.
/// Sources: Jordan, Kinderlehrer and Otto 1998; Jacobs, Lee and Leger 2021.
public struct GridFlow: Sendable {
  /// F.
  public let energy: FreeEnergy
  /// tau.
  public let timeStep: Double
  /// A step ends when Newton's step promises to lower its objective by less than this part of
  /// W2^2 / 2.
  public let tolerance: Double
  /// Inner iterations at most, a step.
  public let iterationLimit: Int
  /// Parts that the gap's bounds cut each cell into along each axis.
  public let refinement: Int

  /// - Throws: `outOfRange` unless tau and the tolerance are positive and finite.
  public init(
    _ energy: FreeEnergy, timeStep: Double, tolerance: Double = 1e-3, iterationLimit: Int = 100,
    refinement: Int = 1
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(tolerance, argument: "tolerance")
    self.energy = energy
    self.timeStep = timeStep
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.refinement = refinement
  }

  /// Steps one after the other; it stops early when the task is cancelled.
  ///
  /// - Throws: `notApplicable` for an energy without diffusion or an interaction that is not even
  ///   in each coordinate; `outOfRange` for m <= d / (d + 2); `nonFinite` for V or U.
  public func run(
    from start: GridDensity, steps: Int, progress: ProgressHandler? = nil
  ) throws(TransportError) -> GridFlowSolution {
    let problem = try GridFlowProblem(energy, grid: start)
    var (frames, records) = ([start], [ProximalStep]())
    for k in 0..<max(0, steps) {
      if Task.isCancelled { break }
      var step = GridStep(problem, from: frames[k].values, timeStep: timeStep)
      let termination = step.run(tolerance: tolerance, iterationLimit: iterationLimit)
      let values = step.density
      frames.append(try GridDensity(shape: start.shape, box: start.box, values: values))
      records.append(
        ProximalStep(
          time: Double(k + 1) * timeStep, energy: problem.energy(values), distance: step.distance,
          slope: problem.slope(values), gap: step.gap(parts: refinement),
          iterations: step.trace.count - 1, termination: termination))
      progress?(
        SolverProgress(
          stage: "flow", fraction: Double(k + 1) / Double(steps),
          iterations: step.trace.count - 1))
    }
    return GridFlowSolution(
      initialEnergy: problem.energy(start.values), frames: frames, steps: records)
  }
}

/// The states of a flow on a grid and what each step did.
public struct GridFlowSolution: Sendable {
  /// F of the start.
  public let initialEnergy: Double
  /// The start and the states after each step.
  public let frames: [GridDensity]
  /// One record a step.
  public let steps: [ProximalStep]
}
