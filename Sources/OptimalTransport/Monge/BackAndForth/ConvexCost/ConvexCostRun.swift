import Foundation

/// The state of a back-and-forth ascent for the cost |x - y|^p on one grid a side.
struct ConvexCostRun {
  let source: AscentSide
  let target: AscentSide
  let cost: PowerCost
  let toSource: CostTransform
  let toTarget: CostTransform
  /// The potentials on the grids of source and target.
  private(set) var alpha: [Double]
  private(set) var beta: [Double]
  private(set) var sigma: Double
  /// The dual value.
  private(set) var value: Double
  /// |g| in H^1 in each iteration, the greater of the two sides'.
  private(set) var trace: [Double] = []
  /// beta where |g| was least, and when that was.
  private var best: (beta: [Double], norm: Double, iteration: Int)
  private let leastSigma: Double

  /// The least share of the promised growth that a step must reach, and the share that makes the
  /// next step longer.
  private static let (leastGrowth, goodGrowth) = (0.25, 0.75)
  /// How often a step is halved before it is taken all the same, and iterations without gain before
  /// it is over.
  private static let (halvings, patience) = (2, 10)
  /// What rounding leaves of |g| for densities of mass 1 on a box of size 1 that are equal.
  static let rounding = 1e-13

  init(source: AscentSide, target: AscentSide, cost: PowerCost, start beta: [Double]) {
    self.source = source
    self.target = target
    self.cost = cost
    toSource = CostTransform(cost: cost, source: target.axes, target: source.axes)
    toTarget = CostTransform(cost: cost, source: source.axes, target: target.axes)
    self.beta = beta
    alpha = toSource(beta)
    value = source.integral(alpha) + target.integral(beta)
    sigma = Self.firstStep(source, target, cost, value)
    // For p > 2 the moves that are far shorter than W_p can ask for far shorter steps.
    leastSigma = sigma / 4096
    best = (beta, .infinity, 0)
  }

  /// 4 over the greatest density and the ratio |grad h*(q)| / |q| for moves of W_p, or a quarter of
  /// the longest where W_p is not known yet: for p = 2 the step of ``BackAndForthRun``.
  private static func firstStep(
    _ source: AscentSide, _ target: AscentSide, _ cost: PowerCost, _ value: Double
  ) -> Double {
    let p = cost.exponent
    let square = pow(max(value, 0), 2 / p)
    let move = square > 1e-8 ? square : cost.reach * cost.reach / 16
    let ratio = pow(move, (2 - p) / 2) / (p * min(1, p - 1))
    return 4 / (max(source.density.max()!, target.density.max()!) * ratio)
  }

  /// Whether |g| has stopped to fall.
  var isStalled: Bool { trace.count - best.iteration >= Self.patience }

  /// Goes back to where |g| was least.
  mutating func settle() {
    beta = best.beta
    alpha = toSource(beta)
    value = source.integral(alpha) + target.integral(beta)
  }

  /// The least |g| so far.
  var pushforwardError: Double { best.norm }

  /// W_p so far.
  var distance: Double { pow(max(value, 0), 1 / cost.exponent) }

  /// One step on each side.
  mutating func iterate() {
    let norm = max(step(onTarget: true), step(onTarget: false))
    trace.append(norm)
    if norm < 0.98 * best.norm { best = (beta, norm, trace.count) }
  }

  /// Returns |g| before the step.
  private mutating func step(onTarget: Bool) -> Double {
    let (side, other) = onTarget ? (target, source) : (source, target)
    let transform = onTarget ? toSource : toTarget
    let before = onTarget ? beta : alpha
    let (g, square) = side.gradient(before, cost: cost, toward: other)
    // For p > 2 a step by rounding would move what stands still by a root of it.
    if square <= Self.rounding * Self.rounding { return max(square, 0).squareRoot() }
    var halvings = 0
    while true {
      var moved = before
      let step = sigma
      ParallelLoop.update(&moved) { $0 + step * g[$1] }
      let transformed = transform(moved)
      let newValue = side.integral(moved) + other.integral(transformed)
      let growth = (newValue - value) / (step * square)
      if growth >= Self.leastGrowth || halvings == Self.halvings || sigma <= leastSigma {
        if growth > Self.goodGrowth { sigma *= 1.25 }
        (beta, alpha) = onTarget ? (moved, transformed) : (transformed, moved)
        value = newValue
        return max(square, 0).squareRoot()
      }
      sigma /= 2
      halvings += 1
    }
  }
}
