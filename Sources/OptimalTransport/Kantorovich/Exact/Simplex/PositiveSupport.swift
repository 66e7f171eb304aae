/// The problem without its atoms of mass zero, and the way back.
///
/// Such atoms carry nothing, so the plan does not see them; their potentials are the largest feasible
/// ones, c-transforms of the potentials of the others.
struct PositiveSupport {
  let core: PositiveProblem
  private let problem: TransportProblem
  private let rows: [Int]
  private let columns: [Int]

  init(_ problem: TransportProblem) {
    self.problem = problem
    rows = problem.sourceWeights.indices.filter { problem.sourceWeights[$0] > 0 }
    columns = problem.targetWeights.indices.filter { problem.targetWeights[$0] > 0 }
    let isWhole =
      rows.count == problem.geometry.rows && columns.count == problem.geometry.columns
    core = PositiveProblem(
      geometry: isWhole
        ? problem.geometry : problem.geometry.restricted(rows: rows, columns: columns),
      source: rows.map { problem.sourceWeights[$0] },
      target: columns.map { problem.targetWeights[$0] })
  }

  private var isWhole: Bool {
    rows.count == problem.geometry.rows && columns.count == problem.geometry.columns
  }

  /// A warm start on the remaining atoms.
  func restrict(_ start: NetworkSimplex.Start) -> NetworkSimplex.Start {
    switch start {
    case .automatic, .greedy: return start
    case .potentials(let potentials):
      return .potentials(
        KantorovichPotentials(
          uncheckedAlpha: rows.map { potentials.alpha[$0] },
          beta: columns.map { potentials.beta[$0] }))
    case .plan(let plan):
      let row = Self.inverse(rows, count: plan.rowCount)
      let column = Self.inverse(columns, count: plan.columnCount)
      let kept = plan.filtered { row[$0] >= 0 && column[$1] >= 0 }
      return .plan(
        TransportPlan(
          uncheckedRowCount: rows.count, columnCount: columns.count,
          rows: kept.rows.map { row[$0] }, columns: kept.columns.map { column[$0] }, mass: kept.mass
        ))
    }
  }

  private static func inverse(_ indices: [Int], count: Int) -> [Int] {
    var result = [Int](repeating: -1, count: count)
    for (new, old) in indices.enumerated() { result[old] = new }
    return result
  }

  /// The plan with the user's indices.
  func extend(_ plan: TransportPlan) -> TransportPlan {
    TransportPlan(
      uncheckedRowCount: problem.geometry.rows, columnCount: problem.geometry.columns,
      rows: plan.rows.map { rows[$0] }, columns: plan.columns.map { columns[$0] }, mass: plan.mass)
  }

  /// The potentials with the user's indices, and c-transforms on the atoms without mass.
  func extend(_ potentials: KantorovichPotentials) -> KantorovichPotentials {
    if isWhole { return potentials }
    let geometry = problem.geometry
    var beta = [Double](repeating: -.infinity, count: geometry.columns)
    for (new, old) in columns.enumerated() { beta[old] = potentials.beta[new] }
    var alpha = geometry.cTransform(ofTarget: beta)
    for (new, old) in rows.enumerated() { alpha[old] = potentials.alpha[new] }
    for i in alpha.indices where !alpha[i].isFinite { alpha[i] = 0 }
    let transform = geometry.cTransform(ofSource: alpha)
    for j in beta.indices where beta[j] == -.infinity {
      beta[j] = transform[j].isFinite ? transform[j] : 0
    }
    return KantorovichPotentials(uncheckedAlpha: alpha, beta: beta)
  }
}

/// The support of a plan, thinned to a forest, with its arcs in an order that eats it from the leaves.
///
/// Serving the arcs in that order with all the mass both ends still have rebuilds the plan exactly if
/// it has the marginals and no cycles, and something feasible near it otherwise.
struct PlanForest {
  let arcsFromTheLeaves: [(Int, Int)]

  init(_ plan: TransportPlan) {
    let heaviest = plan.mass.indices.filter { plan.mass[$0] > 0 }
      .sorted { (plan.mass[$0], $1) > (plan.mass[$1], $0) }
    var forest = DisjointSets(count: plan.rowCount + plan.columnCount)
    let arcs = heaviest.filter { forest.join(plan.rows[$0], plan.rowCount + plan.columns[$0]) }
    var incident = [[Int]](repeating: [], count: plan.rowCount + plan.columnCount)
    for k in arcs {
      incident[plan.rows[k]].append(k)
      incident[plan.rowCount + plan.columns[k]].append(k)
    }
    var degree = incident.map(\.count)
    var leaves = degree.indices.filter { degree[$0] == 1 }
    var isServed = [Bool](repeating: false, count: plan.mass.count)
    var order: [(Int, Int)] = []
    while let leaf = leaves.popLast() {
      guard let k = incident[leaf].first(where: { !isServed[$0] }) else { continue }
      isServed[k] = true
      let (i, j) = (plan.rows[k], plan.rowCount + plan.columns[k])
      order.append((plan.rows[k], plan.columns[k]))
      for end in [i, j] {
        degree[end] -= 1
        if degree[end] == 1 { leaves.append(end) }
      }
    }
    arcsFromTheLeaves = order
  }
}
