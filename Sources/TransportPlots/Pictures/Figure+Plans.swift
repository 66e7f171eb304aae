public import OptimalTransport

extension Figure {
  /// Plans between the same two measures, side by side: how they differ is seen at a glance.
  ///
  /// On the line each is the joint law P(x, y) between its marginals; in the plane (of more coordinates the first
  /// two are drawn) discs joined by segments, with the number of pairs that carry 99 % of the mass below.
  ///
  /// - Parameters:
  ///   - plans: at least one; five or more begin a second row.
  ///   - names: written above the plans; as many as plans.
  ///   - exact: an optimal plan, whose map T(x) = E[y | x] is drawn over each joint law on the line.
  /// - Throws: `emptyInput`, `shapeMismatch` where the parts do not fit together, `notApplicable` for a measure
  ///   that is neither a cloud nor a grid.
  public static func plans(
    _ plans: [TransportPlan], names: [String], from source: any Measure, to target: any Measure,
    exact: TransportPlan? = nil, heading: Heading = Heading("Transport plans")
  ) throws(TransportError) -> Figure {
    guard !plans.isEmpty else { throw .emptyInput(argument: "plans") }
    guard names.count == plans.count else {
      throw .shapeMismatch(
        argument: "names", expected: "\(plans.count), one a plan", found: "\(names.count)")
    }
    let (from, to) = (try Drawable(source, "source"), try Drawable(target, "target"))
    guard from.dimension == to.dimension else {
      throw .shapeMismatch(
        argument: "target", expected: "dimension \(from.dimension), as the source has",
        found: "dimension \(to.dimension)")
    }
    try from.checkScale("source")
    try to.checkScale("target")
    for plan in plans + [exact].compactMap(\.self) {
      try plan.checkFits(from.cloud.count, to.cloud.count)
    }
    let row = PlanRow(plans: plans, names: names)
    return from.dimension == 1
      ? row.joints(from.line, to.line, exact: exact, heading)
      : row.clouds(from.cloud, to.cloud, heading)
  }
}

/// Plans and their names, to be drawn in rows of up to four.
struct PlanRow {
  let plans: [TransportPlan]
  let names: [String]

  var columns: Int { min(4, plans.count) }
  var rows: Int { (plans.count + columns - 1) / columns }
}

extension Drawable {
  fileprivate var line: LineMeasure {
    switch self {
    case .cloud(let cloud): LineMeasure(cloud)
    case .grid(let grid): LineMeasure(grid)
    }
  }
}
