import COptimalTransport
import OptimalTransport

/// A problem that a caller lends, its sizes and pointers checked, and room for the solution.
struct ProblemArgument {
  private let lent: ot_problem
  /// n and m.
  let rows: Int
  let columns: Int
  /// How many costs there are.
  private let costCount: Int

  /// - Throws: `CallError` for null pointers and sizes.
  init(_ pointer: UnsafePointer<ot_problem>?) throws(CallError) {
    guard let problem = pointer?.pointee else { throw .null("problem") }
    (lent, rows, columns) = (problem, problem.n, problem.m)
    let (product, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, problem.pairs >= 0, !isTooLarge, product <= Int.max / 8,
      problem.pairs <= Int.max / 8
    else {
      throw CallError(
        cause: "size", message: "costs are \(rows) x \(columns), more than memory holds.")
    }
    costCount = problem.rows == nil && problem.columns == nil ? product : problem.pairs
    guard problem.source != nil else { throw .null("source") }
    guard problem.target != nil else { throw .null("target") }
    guard problem.costs != nil else { throw .null("costs") }
    guard (problem.rows == nil) == (problem.columns == nil) else { throw .null("rows or columns") }
    guard (problem.start_alpha == nil) == (problem.start_beta == nil) else {
      throw .null("start_alpha or start_beta")
    }
  }

  /// A copy that the solvers own.
  func problem() throws -> TransportProblem {
    try TransportProblem(
      sourceWeights: list(lent.source!, rows), targetWeights: list(lent.target!, columns),
      geometry: geometry())
  }

  private func geometry() throws -> Geometry {
    let costs = list(lent.costs!, costCount)
    guard let first = lent.rows, let second = lent.columns else {
      return try Geometry(dense: Matrix(rows: rows, columns: columns, elements: costs))
    }
    return Geometry(
      sparse: try SparseCost(
        rows: rows, columns: columns, rowIndices: list(first, costCount).map(Int.init),
        columnIndices: list(second, costCount).map(Int.init), values: costs))
  }

  private func list<Number>(_ pointer: UnsafePointer<Number>, _ count: Int) -> [Number] {
    Array(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// The potentials to start from, if any.
  func start() -> (alpha: [Double], beta: [Double])? {
    guard let alpha = lent.start_alpha, let beta = lent.start_beta else { return nil }
    return (list(alpha, rows), list(beta, columns))
  }

  /// Writes potentials where there is room for them.
  func write(alpha: [Double], beta: [Double]) {
    lent.alpha?.update(from: alpha, count: rows)
    lent.beta?.update(from: beta, count: columns)
  }

  /// Writes a sparse plan, if there is room.
  func write(_ plan: TransportPlan) {
    guard let masses = lent.plan else { return }
    masses.update(repeating: 0, count: costCount)
    guard let first = lent.rows, let second = lent.columns else {
      for k in plan.mass.indices {
        masses[plan.rows[k] * columns + plan.columns[k]] += plan.mass[k]
      }
      return
    }
    var index: [Pair: Int] = [:]
    index.reserveCapacity(costCount)
    for k in 0..<costCount { index[Pair(row: Int(first[k]), column: Int(second[k]))] = k }
    for k in plan.mass.indices {
      masses[index[Pair(row: plan.rows[k], column: plan.columns[k])]!] += plan.mass[k]
    }
  }

  private struct Pair: Hashable {
    let row: Int
    let column: Int
  }

  /// Writes the mass of every cost's pair, a function of row, column and cost, if there is room.
  func writeMasses(_ mass: (Int, Int, Double) -> Double) {
    guard let masses = lent.plan, let costs = lent.costs else { return }
    if let first = lent.rows, let second = lent.columns {
      for k in 0..<costCount { masses[k] = mass(Int(first[k]), Int(second[k]), costs[k]) }
      return
    }
    for i in 0..<rows {
      for j in 0..<columns { masses[i * columns + j] = mass(i, j, costs[i * columns + j]) }
    }
  }
}
