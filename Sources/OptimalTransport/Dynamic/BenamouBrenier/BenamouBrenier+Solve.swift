extension BenamouBrenier {
  /// The cheapest flow from one density to another on the same grid.
  ///
  /// - Parameters:
  ///   - source: the density at t = 0.
  ///   - target: the density at t = 1, of the same mass unless growth is allowed.
  ///   - start: a former solution, on any grid of the same box; then no coarser grid is used.
  ///   - progress: called once an iteration.
  /// - Throws: `shapeMismatch` for different grids, `massMismatch`, `outOfRange` for bad options
  ///   and for densities inside an obstacle or above the cap, `infeasible` where an obstacle
  ///   separates the masses.
  public func solve(
    from source: GridDensity, to target: GridDensity, startingFrom start: DynamicSolution? = nil,
    progress: ProgressHandler? = nil
  ) throws(TransportError) -> DynamicSolution {
    let clock = ContinuousClock.now
    try check(source, target, start)
    if isConstrained { return try solveConstrained(source, target, start, progress) }
    let (state, distance, step) = begin(source, target, start, progress)
    var run = DynamicRun(
      FlowProblem(source, target, solver: self, distance: distance), start: state, stepSize: step)
    let termination = iterate(&run, tolerance: tolerance, limit: iterationLimit, progress)
    let seconds = (ContinuousClock.now - clock) / .seconds(1)
    return DynamicSolution(run, sides: sides, termination: termination, seconds: seconds)
  }

  private func check(
    _ source: GridDensity, _ target: GridDensity, _ start: DynamicSolution?
  ) throws(TransportError) {
    guard source.shape == target.shape, source.box == target.box else {
      throw .shapeMismatch(
        argument: "target", expected: "the source's grid, \(source.shape) on the same box",
        found: "\(target.shape)")
    }
    if growth == nil { try checkBalance(source: source.mass, target: target.mass) }
    if let start, start.path.box != source.box {
      throw .shapeMismatch(
        argument: "start", expected: "a solution on the box of the source",
        found: "another box")
    }
    for (name, value) in [("timeSteps", timeSteps), ("iterationLimit", iterationLimit)]
    where value < 1 {
      throw .outOfRange(argument: name, value: Double(value), expected: "at least 1")
    }
    guard tolerance > 0, tolerance.isFinite else {
      throw .outOfRange(argument: "tolerance", value: tolerance, expected: "a positive number")
    }
  }

  /// Cells along an axis, and time steps, of grids that are not halved.
  private static let (coarsest, fewestSteps) = (8, 4)
  /// Iterations on each coarser grid.
  private static let coarseLimit = 300
  /// How often the bounds are computed: every so many iterations, and at the end.
  private static let period = 25

  /// What to start from, and about how far the mass travels: from a former solution, else from the
  /// solution on a grid half as fine.
  private func begin(
    _ source: GridDensity, _ target: GridDensity, _ start: DynamicSolution?,
    _ progress: ProgressHandler?
  ) -> (DynamicState, distance: Double, stepSize: Double) {
    if let start {
      let state = start.state.resampled(
        shape: source.shape, timeSteps: timeSteps, isPeriodic: sides == .periodic)
      return (state, Self.distance(start.certificate, source), DynamicRun.stepSize)
    }
    guard let coarseSource = source.coarsened(coarsest: Self.coarsest),
      let coarseTarget = target.coarsened(coarsest: Self.coarsest)
    else {
      return (
        .mixture(source, target, timeSteps: timeSteps), Self.distance(source, target),
        DynamicRun.stepSize
      )
    }
    var coarse = self
    coarse.timeSteps = timeSteps > Self.fewestSteps ? (timeSteps + 1) / 2 : timeSteps
    let (state, distance, step) = coarse.begin(coarseSource, coarseTarget, nil, progress)
    var run = DynamicRun(
      FlowProblem(coarseSource, coarseTarget, solver: coarse, distance: distance), start: state,
      stepSize: step)
    _ = coarse.iterate(&run, tolerance: tolerance, limit: Self.coarseLimit, progress)
    let finer = run.state.resampled(
      shape: source.shape, timeSteps: timeSteps, isPeriodic: sides == .periodic)
    return (finer, Self.distance(run.certificate, source), run.splitting.gamma)
  }

  private func iterate(
    _ run: inout DynamicRun, tolerance: Double, limit: Int, _ progress: ProgressHandler?
  ) -> Termination {
    while true {
      let isCancelled = Task.isCancelled
      run.iterate()
      if run.iterations % Self.period == 0 || run.iterations == limit || isCancelled {
        run.measure()
      }
      progress?(
        SolverProgress(
          stage: "flow on \(run.problem.grid.shape.map(String.init).joined(separator: " x "))",
          fraction: Double(run.iterations) / Double(limit), iterations: run.iterations))
      if run.trace.last?.iteration == run.iterations, run.certificate.holds(to: tolerance) {
        return .converged
      }
      if isCancelled { return .cancelled }
      if run.iterations >= limit { return .iterationLimit }
    }
  }

  /// W2 a unit of mass, kept within what makes a frame: no less than a fiftieth of the box.
  private static func distance(_ certificate: Certificate, _ density: GridDensity) -> Double {
    let longest = density.box.sides.max()!
    let square = certificate.upperBound / density.mass
    let travelled = square.isFinite ? square.squareRoot() : longest / 4
    return min(max(travelled, longest / 50), longest)
  }

  /// A lower bound of W2 from the means and the standard deviations along the axes.
  static func distance(_ source: GridDensity, _ target: GridDensity) -> Double {
    let longest = source.box.sides.max()!
    let (a, b) = (source.normalized(), target.normalized())
    let (s, t) = (a.covariance, b.covariance)
    let square = (0..<a.dimension).reduce(0.0) { sum, k in
      let shift = a.mean[k] - b.mean[k]
      let spread = max(s[k, k], 0).squareRoot() - max(t[k, k], 0).squareRoot()
      return sum + shift * shift + spread * spread
    }
    return min(max(square.squareRoot(), longest / 20), longest)
  }
}
