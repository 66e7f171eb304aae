extension TransportSolution {
  /// The gradient of the transport cost in the points: sum_j P_ij grad_x c(x_i, y_j), and likewise in y_j.
  ///
  /// By the envelope theorem the plan may be held fixed. Where several plans are optimal the cost has a kink, and this is
  /// what the plan found says: one slope of it.
  ///
  /// Complexity: O(d) an entry of the plan.
  /// - Throws: `notApplicable` for a custom cost or a matrix of costs, `shapeMismatch` for another problem.
  public func pointGradient(for problem: TransportProblem) throws(TransportError) -> PointGradient {
    let geometry = problem.geometry
    guard plan.rowCount == geometry.rows, plan.columnCount == geometry.columns else {
      throw .shapeMismatch(
        argument: "problem", expected: "\(plan.rowCount) x \(plan.columnCount)",
        found: "\(geometry.rows) x \(geometry.columns)")
    }
    let source = try CostGradient(geometry)
    let target = try CostGradient(geometry, exchanged: true)
    return PointGradient(
      source: plan.sum(of: source, over: plan.rows, plan.columns, count: plan.rowCount),
      target: plan.sum(of: target, over: plan.columns, plan.rows, count: plan.columnCount))
  }

  /// The gradient of the transport cost in the masses: the Kantorovich potentials, of mean zero.
  ///
  /// By the envelope theorem on the dual, whose value is linear in the masses. Where several pairs of potentials are
  /// optimal (sums of some masses agree on both sides) the cost has a kink, and this is a subgradient.
  public func weightGradient() -> WeightGradient {
    WeightGradient(source: potentials.alpha, target: potentials.beta)
  }
}

extension TransportPlan {
  /// Row `lines[k]` of the result gathers mass_k grad c(lines[k], others[k]).
  fileprivate func sum(
    of gradient: CostGradient, over lines: [Int], _ others: [Int], count: Int
  ) -> Matrix {
    let d = gradient.dimension
    var result = Matrix(repeating: 0, rows: count, columns: d)
    for k in mass.indices where mass[k] > 0 {
      var term = [Double](repeating: 0, count: d)
      gradient.add(mass[k], lines[k], others[k], to: &term)
      for c in 0..<d { result[lines[k], c] += term[c] }
    }
    return result
  }
}
