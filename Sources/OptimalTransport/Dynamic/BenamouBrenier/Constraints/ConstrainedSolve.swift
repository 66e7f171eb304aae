/// Runs a constrained problem from coarse to fine grids and keeps the best bounds.
struct ConstrainedSolve {
  let problem: ConstrainedProblem
  let tolerance: Double
  let iterationLimit: Int
  let progress: ProgressHandler?
  /// The least path and the greatest dual value so far.
  private(set) var path: FeasiblePath?
  private(set) var dual: DualBound?
  private(set) var iterations = 0
  private(set) var termination = Termination.iterationLimit
  /// Iterations with the bounds known then.
  private(set) var trace: [(iteration: Int, upper: Double, lower: Double)] = []

  /// Iterations on coarser grids, which need no bounds.
  private static let coarseIterations = 200
  /// The first time the bounds are found, and by what it grows to the next.
  private static let (firstCheck, checkGrowth) = (50, 1.5)
  /// Shares of the interior path, from the least on; the greater serve while momentum strays.
  private static let shares = [1e-5, 1e-4, 1e-3, 1e-2]

  init(
    _ problem: ConstrainedProblem, tolerance: Double, iterationLimit: Int,
    progress: ProgressHandler?
  ) {
    self.problem = problem
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.progress = progress
    var levels = [problem]
    while let coarser = levels.last!.coarser { levels.append(coarser) }
    var run = ConstrainedRun(levels.removeLast())
    while let finer = levels.popLast() {
      for _ in 0..<Self.coarseIterations where !Task.isCancelled { run.iterate() }
      let next = ConstrainedRun(finer)
      ConstrainedRefinement(coarse: run.problem, fine: finer).start(next, from: run)
      run = next
    }
    iterate(&run)
  }

  private mutating func iterate(_ run: inout ConstrainedRun) {
    var check = min(Self.firstCheck, iterationLimit)
    while true {
      if iterations >= check {
        bound(run)
        if isConverged { return termination = .converged }
        if iterations >= iterationLimit { return termination = .iterationLimit }
        check = min(Int(Double(check) * Self.checkGrowth), iterationLimit)
      }
      if Task.isCancelled {
        if path == nil { bound(run) }
        return termination = .cancelled
      }
      run.iterate()
      iterations += 1
      progress?(
        SolverProgress(
          stage: "constrained flow", fraction: Double(iterations) / Double(iterationLimit),
          iterations: iterations))
    }
  }

  private var isConverged: Bool {
    guard let path, let dual else { return false }
    return path.action - dual.value <= tolerance * path.action
  }

  private mutating func bound(_ run: borrowing ConstrainedRun) {
    let n = problem.count
    let phi = (0..<problem.steps).map { step in
      (0..<n).map { run.potential[step * n + $0] }
    }
    let newDual = DualBound(problem, potential: phi)
    if newDual.value > dual?.value ?? -.infinity { dual = newDual }
    var last = Double.infinity
    for share in Self.shares {
      let next = FeasiblePath(problem, density: problem.feasible(run.state.density, share: share))
      if next.action < path?.action ?? .infinity { path = next }
      // Larger shares help only while smaller ones do badly.
      if next.action > last { break }
      last = next.action
    }
    trace.append((iterations, path?.action ?? .infinity, dual?.value ?? -.infinity))
  }
}
