/// The shift that minimises C: convex, piecewise linear, with its minimum between -M and M.
///
/// Beyond a whole turn every target lies on the far side of its source, so the slope is negative at
/// -M and positive at M. Each step tries the crossing of the two tangents, which is the vertex
/// itself once both are its neighbours; every other step bisects.
struct ShiftSearch: Sendable {
  let sweep: CircleSweep
  /// The best shift seen.
  private(set) var best: CircleSweep.Evaluation
  /// Shifts on either side of the minimum, with slopes <= 0 on the right of `below` and >= 0 on the
  /// left of `above`; or both the minimum itself.
  private(set) var below: CircleSweep.Evaluation
  private(set) var above: CircleSweep.Evaluation
  private(set) var evaluations = 2
  private(set) var termination = Termination.iterationLimit

  init(sweep: CircleSweep, iterationLimit: Int) {
    self.sweep = sweep
    below = sweep.evaluate(-sweep.source.mass)
    above = sweep.evaluate(sweep.source.mass)
    best = below.value <= above.value ? below : above
    for end in [below, above] where isMinimum(end) { accept(end) }
    while termination == .iterationLimit, evaluations < iterationLimit { step() }
  }

  private func isMinimum(_ point: CircleSweep.Evaluation) -> Bool {
    point.leftSlope <= 0 && point.rightSlope >= 0
  }

  private mutating func accept(_ point: CircleSweep.Evaluation) {
    (below, above, best) = (point, point, point)
    termination = .converged
  }

  private mutating func step() {
    if Task.isCancelled {
      termination = .cancelled
      return
    }
    let middle = below.theta + (above.theta - below.theta) / 2
    // Levels are sums of masses, so an ulp of the mass is all that theta can resolve.
    guard above.theta - below.theta > sweep.source.mass.ulp, middle > below.theta,
      middle < above.theta
    else {
      termination = .converged
      return
    }
    let crossing = evaluations % 2 == 0 ? tangentCrossing : middle
    let theta = crossing > below.theta && crossing < above.theta ? crossing : middle
    let point = sweep.evaluate(theta)
    evaluations += 1
    if point.value < best.value { best = point }
    if isMinimum(point) {
      accept(point)
    } else if point.rightSlope < 0 {
      below = point
    } else {
      above = point
    }
  }

  private var tangentCrossing: Double {
    let rise = above.value - below.value
    let slopes = above.leftSlope - below.rightSlope
    return below.theta
      + (above.leftSlope * (above.theta - below.theta) - rise) / slopes
  }

  /// The plan of the best shift, in the user's numbering.
  func plan(source: CircleMeasure, target: CircleMeasure) -> TransportPlan {
    var (rows, columns, masses): ([Int], [Int], [Double]) = ([], [], [])
    sweep.walk(best.theta) { i, j, _, mass in
      rows.append(source.supportOrder[i])
      columns.append(target.supportOrder[j])
      masses.append(mass)
    } boundary: { _, _, _ in
    }
    return TransportPlan(
      uncheckedRowCount: source.position.count, columnCount: target.position.count, rows: rows,
      columns: columns, mass: masses)
  }
}
