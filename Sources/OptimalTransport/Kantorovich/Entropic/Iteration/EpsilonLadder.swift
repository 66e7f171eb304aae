/// Falling regularisations eps_0 > eps_1 > ... > eps, each half of the one before.
///
/// At eps_0, half the median cost, Sinkhorn converges in a few iterations; each next problem starts
/// near its solution.
struct EpsilonLadder {
  /// The rungs, the last being the eps asked for.
  let rungs: [Double]
  /// The eps at which any start will do.
  private let top: Double
  private static let factor = 2.0
  /// Costs that spread over more than 2^64 eps are not worth climbing down to.
  private static let mostRungs = 64

  /// Another ladder's rungs from one on.
  init(_ ladder: EpsilonLadder, from first: Int) {
    rungs = Array(ladder.rungs[first...])
    top = ladder.top
  }

  /// One rung alone.
  init(at epsilon: Double) {
    rungs = [epsilon]
    top = epsilon
  }

  init(to epsilon: Double, geometry: Geometry) {
    top = max(epsilon, geometry.medianCost / 2)
    var rungs = [epsilon]
    while rungs[0] * Self.factor <= top, rungs.count < Self.mostRungs {
      rungs.insert(rungs[0] * Self.factor, at: 0)
    }
    self.rungs = rungs
  }

  /// A rung halfway (in logarithms) between two, or twice the lower one where there is none above;
  /// nil where they are so close that another would not help, or at the top.
  func between(_ upper: Double, _ lower: Double) -> Double? {
    if upper == .infinity { return lower * Self.factor <= top ? lower * Self.factor : nil }
    return upper > Self.leastRatio * lower ? (upper / lower).squareRoot() * lower : nil
  }

  private static let leastRatio = 1.05
}
