/// The state of a back-and-forth ascent on one grid.
struct BackAndForthRun {
  let source: AscentSide
  let target: AscentSide
  private let toSource: LegendreTransform
  private let toTarget: LegendreTransform
  /// The convex functions on the grids of the source (w, T = grad w) and of the target (u = w*).
  private(set) var w: [Double]
  private(set) var u: [Double]
  private(set) var sigma: Double
  private(set) var value: Double
  /// |g| in H^1 in each iteration, the greater of the two sides'.
  private(set) var trace: [Double] = []
  /// u where |g| was least, and when that was.
  private var best: (u: [Double], norm: Double, iteration: Int)
  private let leastSigma: Double

  /// The least share of the promised growth that a step must reach, and the share that makes the
  /// next step longer.
  private static let (leastGrowth, goodGrowth) = (0.25, 0.75)
  /// How often a step is halved before it is taken all the same, and iterations without gain before
  /// it is over.
  private static let (halvings, patience) = (2, 10)

  init(source: AscentSide, target: AscentSide, start u: [Double]) {
    self.source = source
    self.target = target
    toSource = LegendreTransform(source: target.axes, target: source.axes)
    toTarget = LegendreTransform(source: source.axes, target: target.axes)
    self.u = u
    w = toSource(u)
    value = source.dualValue(w) + target.dualValue(u)
    sigma = 4 / max(source.density.max()!, target.density.max()!)
    leastSigma = sigma / 4
    best = (u, .infinity, 0)
  }

  /// Whether |g| has stopped to fall.
  var isStalled: Bool { trace.count - best.iteration >= Self.patience }

  /// Goes back to where |g| was least.
  mutating func settle() {
    u = best.u
    w = toSource(u)
    value = source.dualValue(w) + target.dualValue(u)
  }

  /// The least |g| so far.
  var pushforwardError: Double { best.norm }

  /// sqrt(2 J), the distance so far.
  var distance: Double { (2 * max(value, 0)).squareRoot() }

  /// One step on each side.
  mutating func iterate() {
    let norm = max(step(onTarget: true), step(onTarget: false))
    trace.append(norm)
    if norm < 0.98 * best.norm { best = (u, norm, trace.count) }
  }

  /// Returns |g| before the step.
  private mutating func step(onTarget: Bool) -> Double {
    let (side, other) = onTarget ? (target, source) : (source, target)
    let transform = onTarget ? toSource : toTarget
    let before = onTarget ? u : w
    let (g, square) = side.gradient(before, toward: other)
    var halvings = 0
    while true {
      var moved = before
      let step = sigma
      ParallelLoop.update(&moved) { $0 + step * g[$1] }
      let conjugate = transform(moved)
      let newValue = side.dualValue(moved) + other.dualValue(conjugate)
      let growth = (newValue - value) / (step * square)
      if growth >= Self.leastGrowth || halvings == Self.halvings || sigma <= leastSigma {
        if growth > Self.goodGrowth { sigma *= 1.25 }
        (u, w) = onTarget ? (moved, conjugate) : (conjugate, moved)
        value = newValue
        return max(square, 0).squareRoot()
      }
      sigma /= 2
      halvings += 1
    }
  }
}
