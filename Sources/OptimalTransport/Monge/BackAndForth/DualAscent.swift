/// The state of a back-and-forth ascent of the dual, on one grid a side.
struct DualAscent {
  let source: AscentSide
  let target: AscentSide
  let cost: AscentCost
  /// The potentials on the grids of source and target, each other's transforms.
  private(set) var onSource: [Double]
  private(set) var onTarget: [Double]
  /// The dual value.
  private(set) var value: Double
  /// |g| in H^1 at the start of each iteration, the greater of the two sides'.
  private(set) var trace: [Double] = []
  private var sigma: Double
  private let leastSigma: Double
  /// The target's potential where |g| was least, and when that was.
  private var best: (potential: [Double], norm: Double, iteration: Int)

  /// The least share of the promised growth that a step must reach, and the share that makes the
  /// next step longer.
  private static let (leastGrowth, goodGrowth) = (0.25, 0.75)
  /// How often a step is halved before it is taken all the same, and iterations without gain before
  /// it is over.
  private static let (halvings, patience) = (2, 10)
  /// What rounding leaves of |g| for densities of mass 1 on a box of size 1 that are equal.
  private static let rounding = 1e-13

  init(source: AscentSide, target: AscentSide, cost: AscentCost, start: [Double]) {
    self.source = source
    self.target = target
    self.cost = cost
    onTarget = start
    onSource = cost.toSource(start)
    value = cost.value(source, onSource) + cost.value(target, start)
    sigma = cost.firstStep(value) / max(source.density.max()!, target.density.max()!)
    leastSigma = sigma * cost.leastShare
    best = (start, .infinity, 0)
  }

  /// Iterates until |g| is below a share of the distance, or no longer falls; then goes back to
  /// where it was least.
  mutating func run(
    tolerance: Double, iterationLimit: Int, progress: ProgressHandler?
  ) -> Termination {
    defer { settle() }
    for iteration in 0..<iterationLimit {
      if Task.isCancelled { return .cancelled }
      iterate()
      progress?(
        SolverProgress(
          stage: "back and forth", fraction: Double(iteration) / Double(iterationLimit),
          iterations: iteration + 1))
      if best.norm <= tolerance * cost.distance(value) + Self.rounding { return .converged }
      if trace.count - best.iteration >= Self.patience { return .stalled }
    }
    return .iterationLimit
  }

  private mutating func settle() {
    onTarget = best.potential
    onSource = cost.toSource(onTarget)
    value = cost.value(source, onSource) + cost.value(target, onTarget)
  }

  /// One step on each side.
  private mutating func iterate() {
    let norm = max(stepOnTarget(), stepOnSource())
    trace.append(norm)
    if norm < 0.98 * best.norm { best = (onTarget, norm, trace.count) }
  }

  private mutating func stepOnTarget() -> Double {
    step(onTarget, target, source, cost.toSource) { ($0.onTarget, $0.onSource) = ($1, $2) }
  }

  private mutating func stepOnSource() -> Double {
    step(onSource, source, target, cost.toTarget) { ($0.onSource, $0.onTarget) = ($1, $2) }
  }

  /// Returns |g| before the step.
  private mutating func step(
    _ potential: [Double], _ side: AscentSide, _ other: AscentSide,
    _ transform: ([Double]) -> [Double],
    _ keep: (inout DualAscent, _ moved: [Double], _ transformed: [Double]) -> Void
  ) -> Double {
    let (g, square) = cost.gradient(side, potential, other)
    // A step by rounding would move what stands still: for |x - y|^p, p > 2, by a root of it.
    if square <= Self.rounding * Self.rounding { return max(square, 0).squareRoot() }
    var halvings = 0
    while true {
      var moved = potential
      let step = sigma
      ParallelLoop.update(&moved) { $0 + step * g[$1] }
      let transformed = transform(moved)
      let newValue = cost.value(side, moved) + cost.value(other, transformed)
      let growth = (newValue - value) / (step * square)
      if growth >= Self.leastGrowth || halvings == Self.halvings || sigma <= leastSigma {
        if growth > Self.goodGrowth { sigma *= 1.25 }
        keep(&self, moved, transformed)
        value = newValue
        return square.squareRoot()
      }
      sigma /= 2
      halvings += 1
    }
  }
}
