/// A transport problem on the line that has passed the door, sorted.
struct LineProblem {
  let source: SortedMarginal
  let target: SortedMarginal

  /// Checks and sorts. Both clouds have passed their own checks.
  init(source: PointCloud, target: PointCloud, cost: GroundCost) throws(TransportError) {
    try Self.checkApplicable(source, target, cost)
    try checkBalance(source: source.mass, target: target.mass)
    let scales = [1, source.mass == target.mass ? 1 : source.mass / target.mass]
    let sorted = ParallelLoop.map(count: 2) {
      SortedMarginal($0 == 0 ? source : target, scale: scales[$0])
    }
    self.source = sorted[0]
    self.target = sorted[1]
    try checkNoOverflow(cost, mass: max(source.mass, target.mass))
  }

  private static func checkApplicable(
    _ source: PointCloud, _ target: PointCloud, _ cost: GroundCost
  ) throws(TransportError) {
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target points", expected: "dimension \(source.dimension), as the source has",
        found: "dimension \(target.dimension)")
    }
    if case .power(let p) = cost, !(p > 0 && p.isFinite) {
      throw .outOfRange(argument: "power p", value: p, expected: "a finite number above 0")
    }
    let remedy = "Use --method simplex."
    guard source.dimension == 1 else {
      throw .notApplicable(
        method: "quantile", reason: "the points have \(source.dimension) coordinates, not one",
        remedy: remedy)
    }
    guard cost.isConvexOnTheLine else {
      throw .notApplicable(
        method: "quantile", reason: "the cost \(cost.name) is not convex in x - y on the line",
        remedy: remedy)
    }
    guard max(source.count, target.count) <= Int(UInt32.max) else {
      throw .outOfRange(
        argument: "points", value: Double(max(source.count, target.count)),
        expected: "at most \(UInt32.max) atoms")
    }
  }

  /// The greatest cost belongs to two ends. Potentials reach twice as far, hence the factor.
  private func checkNoOverflow(_ cost: GroundCost, mass: Double) throws(TransportError) {
    let (lastRow, lastColumn) = (source.count - 1, target.count - 1)
    for (i, j) in [(0, lastColumn), (lastRow, 0)] {
      let (x, y) = (source.line.values[i], target.line.values[j])
      let largest = cost.onTheLine(x - y)
      guard (largest * 4).isFinite, (largest * 4 * mass).isFinite else {
        throw .invalidCost(
          argument: "\(cost.name) cost", row: Int(source.line.indices[i]),
          column: Int(target.line.indices[j]),
          value: largest)
      }
    }
  }

  /// What the plan and the potentials prove, and both of them if they were to be kept.
  struct Parts {
    let kept: (plan: TransportPlan, potentials: KantorovichPotentials)?
    let certificate: Certificate
  }

  func solve(_ cost: GroundCost, keepsSolution: Bool) -> Parts {
    switch cost {
    case .squaredEuclidean, .power(2): solve(SquaredLineCost(), keepsSolution)
    case .power(let p) where p != 1: solve(PowerLineCost(exponent: p), keepsSolution)
    default: solve(AbsoluteLineCost(), keepsSolution)
    }
  }
}

extension GroundCost {
  /// h(u) for the costs that are convex on the line, without squaring and rooting.
  fileprivate func onTheLine(_ u: Double) -> Double {
    switch self {
    case .squaredEuclidean: SquaredLineCost()(u)
    case .power(let p): PowerLineCost(exponent: p)(u)
    default: AbsoluteLineCost()(u)
    }
  }
}
