/// The entries of a plan with mass, row by row, with those that meet in one point added up.
struct PlanRows {
  /// The distinct target points of each row, with their masses.
  private let rows: [[(target: Int, mass: Double)]]
  private let targets: Matrix

  init(_ plan: TransportPlan, targets: Matrix) {
    var rows = [[(target: Int, mass: Double)]](repeating: [], count: plan.rowCount)
    for k in plan.mass.indices where plan.mass[k] > 0 {
      rows[plan.rows[k]].append((plan.columns[k], plan.mass[k]))
    }
    self.rows = rows.map { $0.count < 2 ? $0 : Self.merged($0, targets) }
    self.targets = targets
  }

  /// Adds up entries with the same target coordinates.
  private static func merged(
    _ entries: [(target: Int, mass: Double)], _ targets: Matrix
  ) -> [(target: Int, mass: Double)] {
    let sorted = entries.sorted {
      targets.row($0.target).lexicographicallyPrecedes(targets.row($1.target))
    }
    var result: [(target: Int, mass: Double)] = []
    for entry in sorted {
      if let last = result.last, targets.row(last.target) == targets.row(entry.target) {
        result[result.count - 1].mass += entry.mass
      } else {
        result.append(entry)
      }
    }
    return result
  }

  /// The mean target of row i, kept exact where there is only one; nil without mass.
  func mean(_ i: Int) -> [Double]? {
    guard let first = rows[i].first else { return nil }
    let origin = targets.row(first.target)
    guard rows[i].count > 1 else { return origin }
    let mass = rows[i].map(\.mass).compensatedSum()
    return origin.indices.map { k in
      origin[k]
        + rows[i].map { $0.mass / mass * (targets[$0.target, k] - origin[k]) }.compensatedSum()
    }
  }

  /// sum_j P_ij |y_j - center|^2.
  func spread(_ i: Int, about center: [Double]) -> Double {
    rows[i].map { $0.mass * GroundCost.squaredEuclidean(targets.row($0.target), center) }
      .compensatedSum()
  }

  /// The largest mass that row i sends to one point.
  func largest(_ i: Int) -> Double { rows[i].map(\.mass).max() ?? 0 }
}
