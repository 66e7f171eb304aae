/// Runs a constrained problem from coarse to fine grids and keeps the best bounds.
struct ConstrainedSolve {
  /// The problem in the units of `frame`.
  let problem: ConstrainedProblem
  let frame: FlowFrame
  /// The least path and the greatest dual value so far.
  private(set) var path: FeasiblePath?
  private(set) var dual: DualBound?
  private(set) var iterations = 0
  private(set) var termination = Termination.iterationLimit
  /// The bounds as they were found, of twice the action, in the units of the problem given.
  private(set) var trace: [DynamicSolution.TracePoint] = []
  private let tolerance: Double
  private let iterationLimit: Int
  /// Which share was best last.
  private var share = 3
  /// How far the last bounds were from where the optimum may be, above and below.
  private var distances = (above: 0.0, below: 0.0)

  /// The unit of density grows or falls by this where one bound is that much further off.
  private static let unitFactor = 2.0

  /// Iterations on coarser grids.
  private static let coarseIterations = 200
  /// The first time the bounds are found, and by what it grows to the next.
  private static let (firstCheck, checkGrowth) = (50, 1.5)
  /// Shares of the interior path; the greater serve while momentum strays.
  private static let shares = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2]

  /// - Parameters:
  ///   - start: a guess on the grid of the problem; nil to begin on coarser grids.
  ///   - distance: about how far mass travels, where nothing is in its way.
  init(
    _ problem: ConstrainedProblem, start: DynamicState?, distance: Double, solver: BenamouBrenier,
    progress: ProgressHandler?
  ) {
    let (begin, length) =
      start.map { ($0, distance) } ?? Self.coarseStart(problem, distance)
    let frame = Self.frame(problem, length)
    self.frame = frame
    self.problem = problem.scaled(frame)
    tolerance = solver.tolerance
    iterationLimit = solver.iterationLimit
    let run = ConstrainedRun(self.problem, start: begin.scaled(frame))
    boundWithoutMotion()
    if start != nil {
      bound(run.density, begin.scaled(frame).potential)
      if isConverged {
        termination = .converged
        return
      }
    }
    iterate(run, progress)
  }

  private var isConverged: Bool { certificate.holds(to: tolerance) }

  private static func frame(_ problem: ConstrainedProblem, _ length: Double) -> FlowFrame {
    FlowFrame(
      length: length, density: FlowFrame.densityUnit(problem.initial, problem.final))
  }

  /// A guess from the grids half as fine, and how far mass travels there.
  private static func coarseStart(
    _ problem: ConstrainedProblem, _ distance: Double
  ) -> (DynamicState, Double) {
    guard let coarser = problem.coarser else { return (problem.mixture, distance) }
    let (state, length) = coarseStart(coarser, distance)
    let frame = frame(coarser, length)
    let run = ConstrainedRun(coarser.scaled(frame), start: state.scaled(frame))
    for _ in 0..<coarseIterations where !Task.isCancelled { run.iterate() }
    let value = run.dualValue / run.problem.initial.compensatedSum()
    let travelled = length * (2 * max(value, 0)).squareRoot()
    let finer = ConstrainedRefinement(coarse: coarser, fine: problem)
    return (
      finer(run.flowState.scaled(frame, inverse: true)), min(max(travelled, length / 4), 4 * length)
    )
  }

  private mutating func iterate(_ run: ConstrainedRun, _ progress: ProgressHandler?) {
    var run = run
    var check = min(Self.firstCheck, iterationLimit)
    while true {
      let isCancelled = Task.isCancelled
      run.iterate()
      iterations += 1
      progress?(
        SolverProgress(
          stage: "constrained flow", fraction: Double(iterations) / Double(iterationLimit),
          iterations: iterations))
      guard iterations >= check || isCancelled else { continue }
      bound(run.density, run.potential.array(0..<run.potential.count))
      run.measure(inUnit: balancedUnit(run.unit))
      check = min(Int(Double(check) * Self.checkGrowth), iterationLimit)
      if isConverged { return termination = .converged }
      if isCancelled { return termination = .cancelled }
      if iterations >= iterationLimit { return termination = .iterationLimit }
    }
  }

  /// What no motion gives, which is optimal between equal densities.
  private mutating func boundWithoutMotion() {
    let start = problem.mixture
    dual = DualBound(problem, potential: slabs(start.potential))
    path = FeasiblePath(problem, density: slabs(start.density))
  }

  /// One array a time.
  private func slabs(_ values: [Double]) -> [[Double]] {
    stride(from: 0, to: values.count, by: problem.count).map {
      Array(values[$0..<$0 + problem.count])
    }
  }

  private mutating func bound(_ density: [Double], _ potential: [Double]) {
    let newDual = DualBound(problem, potential: slabs(potential))
    if newDual.value > dual?.value ?? -.infinity { dual = newDual }
    improvePath(density)
    distances.above -= newDual.estimate
    distances.below = newDual.estimate - newDual.value
    trace.append(
      DynamicSolution.TracePoint(
        iteration: iterations, upperBound: certificate.upperBound,
        lowerBound: certificate.lowerBound))
  }

  /// The best of the share that was best last, of lesser ones while these are better, and of
  /// greater ones while it is worse than before.
  private mutating func improvePath(_ density: [Double]) {
    func made(_ place: Int) -> FeasiblePath {
      FeasiblePath(problem, density: problem.feasible(density, share: Self.shares[place]))
    }
    var best = made(share)
    for step in [-1, 1] where step < 0 || best.action > path?.action ?? 0 {
      while Self.shares.indices.contains(share + step) {
        let next = made(share + step)
        guard next.action < best.action else { break }
        (share, best) = (share + step, next)
      }
    }
    distances.above = best.action
    if best.action < path?.action ?? .infinity { path = best }
  }

  /// Long primal steps, those of a small unit, make the upper bound fall, and short ones the lower
  /// bound rise: those that the one that lags asks for. With growth the shifts are no measure.
  private func balancedUnit(_ unit: Double) -> Double {
    if problem.growth != nil { return unit }
    let (above, below) = distances
    if above > Self.unitFactor * below { return max(unit / Self.unitFactor, 0.1) }
    if below > Self.unitFactor * above { return min(unit * Self.unitFactor, 10) }
    return unit
  }

  /// What brings an action to the units of the problem given.
  private var actionUnit: Double {
    problem.space.steps.reduce(frame.density * frame.potential) { $0 * ($1 * frame.length) }
  }

  /// Bounds of twice the least action.
  var certificate: Certificate {
    let unit = 2 * actionUnit
    guard let path, let dual else {
      return Certificate(
        upperBound: .infinity, lowerBound: 0, marginalError: 0, dualInfeasibility: .infinity)
    }
    return Certificate(
      upperBound: unit * path.action, lowerBound: unit * max(dual.value, 0), marginalError: 0,
      dualInfeasibility: frame.potential * dual.violation,
      resolution: 4 * .ulpOfOne * unit * dual.magnitude)
  }
}

extension ConstrainedRun {
  /// The bound of the potential as it is.
  fileprivate var dualValue: Double {
    let n = problem.count
    let slabs = (0..<problem.steps).map { potential.array($0 * n..<($0 + 1) * n) }
    return DualBound(problem, potential: slabs).value
  }
}

extension ConstrainedProblem {
  /// The mixture of both ends, and no motion.
  var mixture: DynamicState {
    let density = (0...steps).flatMap { k -> [Double] in
      let t = Double(k) / Double(steps)
      return zip(initial, final).map { (1 - t) * $0 + t * $1 }
    }
    return DynamicState(
      shape: space.shape, timeSteps: steps, density: density,
      potential: [Double](repeating: 0, count: steps * count))
  }
}
