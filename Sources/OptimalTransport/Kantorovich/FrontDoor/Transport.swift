/// Moves one measure onto another at least cost: the front door.
///
/// min int c(x, y) dP(x, y) over plans P with marginals `source` and `target`. Two Gaussians under
/// |x - y|^2 are solved in closed form, measures on the line under a convex cost by sorting, all others
/// by the network simplex method on their atoms. A law without atoms is replaced by `atoms` equal
/// ones where a method needs them: quantiles on the line, a seeded sample elsewhere. The outcome says
/// which method ran, why, and what was replaced.
///
/// Complexity: that of the method: O(d^3), O(n log n), and for the simplex method O(m + n) memory.
///
/// - Parameters:
///   - source: what is moved.
///   - target: what it is moved onto, of the same mass and dimension.
///   - cost: the ground cost c.
///   - method: a method to insist on.
///   - atoms: how many atoms stand for a measure that has none. The distance of n quantiles to their
///     law falls as 1/n, of a sample in dimension d as n^(-1/d), and the simplex method takes about
///     n^2; 1000 balances the two.
///   - iterationLimit: pivots of the simplex method after which to stop; nil for none.
///   - keepsPlan: false where only the value and its certificate are wanted: sorting is a quarter
///     faster then. The simplex method returns plan and potentials all the same.
///   - progress: told from time to time how far the solver is.
/// - Throws: `shapeMismatch` for different dimensions, `massMismatch`, `notApplicable` for a
///   method that does not fit, `invalidCost`, `outOfRange`.
public func transport(
  from source: any Measure, to target: any Measure, cost: GroundCost = .squaredEuclidean,
  method: TransportMethod = .automatic, atoms: Int = 1000, iterationLimit: Int? = nil,
  keepsPlan: Bool = true, progress: ProgressHandler? = nil
) throws(TransportError) -> TransportOutcome {
  guard source.dimension == target.dimension else {
    throw .shapeMismatch(
      argument: "target", expected: "dimension \(source.dimension), as the source has",
      found: "dimension \(target.dimension)")
  }
  let choice = try MethodChoice(method, source: source, target: target, cost: cost)
  if choice.method == .gaussian, let source = source as? Gaussian,
    let target = target as? Gaussian
  {
    let solution = try GaussianTransport().solve(source: source, target: target)
    return TransportOutcome(solution, choice: choice, cost: cost)
  }
  let sourceAtoms = try AtomicMeasure(source, as: .source, count: atoms)
  let targetAtoms = try AtomicMeasure(target, as: .target, count: atoms)
  if choice.method == .quantile, !keepsPlan {
    let start = ContinuousClock.now
    let certificate = try QuantileTransport().certificate(
      source: sourceAtoms.cloud, target: targetAtoms.cloud, cost: cost)
    return TransportOutcome(
      certificate, choice: choice, cost: cost, source: sourceAtoms, target: targetAtoms,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }
  let solution: TransportSolution
  if choice.method == .quantile {
    solution = try QuantileTransport().solve(
      source: sourceAtoms.cloud, target: targetAtoms.cloud, cost: cost)
  } else {
    solution = try NetworkSimplex(iterationLimit: iterationLimit).solve(
      linearProgram(source, target, atoms: (sourceAtoms, targetAtoms), cost), progress: progress)
  }
  return TransportOutcome(
    solution, choice: choice, cost: cost, source: sourceAtoms, target: targetAtoms)
}

/// The linear program between atoms; between two grids it knows the axes.
private func linearProgram(
  _ source: any Measure, _ target: any Measure, atoms: (AtomicMeasure, AtomicMeasure),
  _ cost: GroundCost
) throws(TransportError) -> TransportProblem {
  if let source = source as? GridDensity, let target = target as? GridDensity {
    return try TransportProblem(source: source, target: target, cost: cost)
  }
  return try TransportProblem(source: atoms.0.cloud, target: atoms.1.cloud, cost: cost)
}

/// Moves masses at the costs of a matrix, stored or sparse, by the network simplex method.
///
/// - Throws: `infeasible` when forbidden pairs leave no plan, `outOfRange` for a negative limit.
public func transport(
  _ problem: TransportProblem, iterationLimit: Int? = nil, progress: ProgressHandler? = nil
) throws(TransportError) -> TransportOutcome {
  let solution = try NetworkSimplex(iterationLimit: iterationLimit)
    .solve(problem, progress: progress)
  return TransportOutcome(
    solution, reason: "the costs are a matrix, and the linear program is solved exactly.")
}
