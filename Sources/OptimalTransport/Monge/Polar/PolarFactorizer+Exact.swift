extension PolarFactorizer {
  /// The factors of an optimal plan from the points to the values.
  func exact(
    _ field: SampledField, _ image: PointCloud, _ method: Method, _ solution: TransportSolution
  ) throws(TransportError) -> PolarFactorization {
    let geometry = try Geometry(
      source: field.base.points, target: image.points, cost: .squaredEuclidean)
    let join = Join(field: field, geometry: geometry, solution: solution)
    return PolarFactorization(
      field: field, rearrangement: join.rearrangement, sigma: join.sigma, gradient: join.gradient,
      potential: method == .quantile
        ? field.convexPotential(alpha: solution.potentials.alpha)
        : field.convexPotential(beta: solution.potentials.beta, in: geometry),
      potentials: solution.potentials, certificate: solution.certificate, method: method,
      termination: solution.termination, iterations: solution.iterations,
      seconds: solution.seconds)
  }
}

extension SampledField {
  /// psi = (|x|^2 - alpha) / 2 at the points. It is convex where alpha is the c-transform of beta,
  /// as ``QuantileTransport``'s is: each of its rows has a tight pair.
  func convexPotential(alpha: [Double]) -> [Double] {
    zip(0..<count, alpha).map { i, alpha in
      (base.points.row(i).reduce(0) { $0 + $1 * $1 } - alpha) / 2
    }
  }

  /// The same for the c-transform of beta, a maximum of affine functions.
  func convexPotential(beta: [Double], in geometry: Geometry) -> [Double] {
    convexPotential(alpha: geometry.cTransform(ofTarget: beta))
  }
}

/// What an optimal plan joins to each point and to each value.
private struct Join {
  let rearrangement: PolarFactorization.Rearrangement
  let sigma: Matrix
  let gradient: Matrix

  init(field: SampledField, geometry: Geometry, solution: TransportSolution) {
    if let indices = Self.permutation(of: solution.plan, weights: field.base.weights) {
      var inverse = indices
      for (i, k) in indices.enumerated() { inverse[k] = i }
      rearrangement = .permutation(indices)
      sigma = field.base.points.selecting(indices)
      gradient = field.values.selecting(inverse)
      return
    }
    let (plan, potentials) = (solution.plan, solution.potentials)
    rearrangement = .planProjection
    gradient =
      Self.means(of: field.values, at: plan.rows, from: plan.columns, mass: plan.mass) { row in
        (0..<geometry.columns).min {
          geometry.cost(row, $0) - potentials.beta[$0]
            < geometry.cost(row, $1) - potentials.beta[$1]
        }!
      }
    sigma =
      Self.means(of: field.base.points, at: plan.columns, from: plan.rows, mass: plan.mass) {
        column in
        (0..<geometry.rows).min {
          geometry.cost($0, column) - potentials.alpha[$0]
            < geometry.cost($1, column) - potentials.alpha[$1]
        }!
      }
  }

  /// The point that each value is joined to, where masses are equal and every entry but rounding is
  /// a whole one: vertices of the polytope are permutations (Birkhoff 1946). Nil where they differ.
  private static func permutation(of plan: TransportPlan, weights: [Double]) -> [Int]? {
    guard weights.allSatisfy({ $0 == weights[0] }) else { return nil }
    var indices = [Int](repeating: -1, count: weights.count)
    var isTaken = [Bool](repeating: false, count: weights.count)
    for k in plan.mass.indices where plan.mass[k] > weights[0] / 2 {
      guard indices[plan.columns[k]] < 0, !isTaken[plan.rows[k]] else { return nil }
      indices[plan.columns[k]] = plan.rows[k]
      isTaken[plan.rows[k]] = true
    }
    return indices.allSatisfy { $0 >= 0 } ? indices : nil
  }

  /// The mean of what each atom is joined to; an atom without mass is joined to the tightest,
  /// at O(n) each.
  private static func means(
    of values: Matrix, at atoms: [Int], from others: [Int], mass: [Double],
    tightest: (Int) -> Int
  ) -> Matrix {
    var totals = [Double](repeating: 0, count: values.rows)
    for (k, atom) in atoms.enumerated() { totals[atom] += mass[k] }
    var result = Matrix(repeating: 0, rows: values.rows, columns: values.columns)
    for (k, atom) in atoms.enumerated() where mass[k] > 0 {
      // The share first: a mass as small as 1e-300 would lose the digits of the value.
      let share = mass[k] / totals[atom]
      for c in 0..<values.columns { result[atom, c] += share * values[others[k], c] }
    }
    for atom in totals.indices where totals[atom] == 0 {
      let other = tightest(atom)
      for c in 0..<values.columns { result[atom, c] = values[other, c] }
    }
    return result
  }
}
