/// Falling regularisations eps_0 > eps_1 > ... > eps, each half of the one before.
///
/// At eps_0, half the median cost, Sinkhorn converges in a few iterations; each next problem starts near its solution.
struct EpsilonLadder {
  /// The rungs, the last being the eps asked for.
  let rungs: [Double]
  private static let factor = 2.0
  /// Costs that spread over more than 2^64 eps are not worth climbing down to.
  private static let mostRungs = 64

  init(rungs: [Double]) { self.rungs = rungs }

  init(to epsilon: Double, geometry: Geometry) {
    let top = geometry.medianCost / 2
    var rungs = [epsilon]
    while rungs[0] * Self.factor <= top, rungs.count < Self.mostRungs {
      rungs.insert(rungs[0] * Self.factor, at: 0)
    }
    self.rungs = rungs
  }
}
