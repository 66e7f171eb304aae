/// Moves one measure onto another at least cost: the front door.
///
/// min int c(x, y) dP(x, y) over plans P with marginals `source` and `target`. Two Gaussians under
/// |x - y|^2 are solved in closed form, measures on the line under a convex cost by sorting, all others
/// by the network simplex method on their atoms; Sinkhorn's method, which brackets the optimum, runs when
/// asked for. A law without atoms is replaced by `atoms` equal
/// ones where a method needs them: quantiles on the line, a seeded sample elsewhere. The outcome says
/// which method ran, why, and what was replaced.
///
/// Complexity: that of the method: O(d^3), O(n log n), and for the simplex method and Sinkhorn's O(m + n) memory.
///
/// - Parameters:
///   - source: what is moved.
///   - target: what it is moved onto, of the same mass and dimension.
///   - cost: the ground cost c.
///   - method: a method to insist on.
///   - atoms: how many atoms stand for a measure that has none. The distance of n quantiles to their
///     law falls as 1/n, of a sample in dimension d as n^(-1/d), and the simplex method takes about
///     n^2; 1000 balances the two.
///   - sinkhorn: the options of Sinkhorn's method, which that method alone reads.
///   - iterationLimit: pivots of the simplex method, or iterations of Sinkhorn's in place of those in
///     `sinkhorn`, after which to stop; nil for no limit, and for that in `sinkhorn`.
///   - keepsPlan: false where only the value and its certificate are wanted: sorting is a quarter
///     faster then, and Sinkhorn's plan, which may have an entry for each pair, is not stored. The
///     simplex method returns plan and potentials all the same.
///   - progress: told from time to time how far the solver is.
/// - Throws: `shapeMismatch` for different dimensions, `massMismatch`, `notApplicable` for a
///   method that does not fit, `invalidCost`, `outOfRange`.
public func transport(
  from source: any Measure, to target: any Measure, cost: GroundCost = .squaredEuclidean,
  method: TransportMethod = .automatic, atoms: Int = 1000, sinkhorn: Sinkhorn = Sinkhorn(),
  iterationLimit: Int? = nil, keepsPlan: Bool = true, progress: ProgressHandler? = nil
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
  let atoms = (source: sourceAtoms, target: targetAtoms)
  switch choice.method {
  case .quantile:
    return try sorted(atoms, choice: choice, cost: cost, keepsPlan: keepsPlan)
  case .sinkhorn:
    let solution = try sinkhorn.limited(to: iterationLimit).solve(
      linearProgram(source, target, atoms: atoms, cost), progress: progress)
    return TransportOutcome(
      solution, choice: choice, cost: cost, source: sourceAtoms, target: targetAtoms,
      keepsPlan: keepsPlan)
  case .automatic, .simplex, .gaussian:
    let solution = try NetworkSimplex(iterationLimit: iterationLimit).solve(
      linearProgram(source, target, atoms: atoms, cost), progress: progress)
    return TransportOutcome(
      solution, choice: choice, cost: cost, source: sourceAtoms, target: targetAtoms)
  }
}

/// Sorting, with the plan or without.
private func sorted(
  _ atoms: (source: AtomicMeasure, target: AtomicMeasure), choice: MethodChoice, cost: GroundCost,
  keepsPlan: Bool
) throws(TransportError) -> TransportOutcome {
  if keepsPlan {
    let solution = try QuantileTransport().solve(
      source: atoms.source.cloud, target: atoms.target.cloud, cost: cost)
    return TransportOutcome(
      solution, choice: choice, cost: cost, source: atoms.source, target: atoms.target)
  }
  let start = ContinuousClock.now
  let certificate = try QuantileTransport().certificate(
    source: atoms.source.cloud, target: atoms.target.cloud, cost: cost)
  return TransportOutcome(
    certificate, choice: choice, cost: cost, source: atoms.source, target: atoms.target,
    seconds: (ContinuousClock.now - start) / .seconds(1))
}

/// The linear program between atoms; between two grids it knows the axes.
private func linearProgram(
  _ source: any Measure, _ target: any Measure,
  atoms: (source: AtomicMeasure, target: AtomicMeasure), _ cost: GroundCost
) throws(TransportError) -> TransportProblem {
  if let source = source as? GridDensity, let target = target as? GridDensity {
    return try TransportProblem(source: source, target: target, cost: cost)
  }
  return try TransportProblem(source: atoms.source.cloud, target: atoms.target.cloud, cost: cost)
}

/// Moves masses at the costs of a matrix, stored or sparse, by the network simplex method, or by Sinkhorn's
/// when that is asked for.
///
/// - Parameters:
///   - problem: masses and costs.
///   - method: `automatic`, `simplex` or `sinkhorn`.
///   - sinkhorn: the options of Sinkhorn's method, if that is the one.
///   - iterationLimit: as for two measures, like the rest.
///   - keepsPlan: whether an entropic plan is written out.
///   - progress: told what a long solver does.
/// - Throws: `infeasible` when forbidden pairs leave no plan, `outOfRange` for an option, `notApplicable` for
///   another method.
public func transport(
  _ problem: TransportProblem, method: TransportMethod = .automatic,
  sinkhorn: Sinkhorn = Sinkhorn(), iterationLimit: Int? = nil, keepsPlan: Bool = true,
  progress: ProgressHandler? = nil
) throws(TransportError) -> TransportOutcome {
  switch method {
  case .automatic, .simplex:
    let solution = try NetworkSimplex(iterationLimit: iterationLimit)
      .solve(problem, progress: progress)
    return TransportOutcome(
      solution, reason: "the costs are a matrix, and the linear program is solved exactly.")
  case .sinkhorn:
    let solution = try sinkhorn.limited(to: iterationLimit).solve(problem, progress: progress)
    return TransportOutcome(solution, reason: "it was asked for.", keepsPlan: keepsPlan)
  case .quantile, .gaussian:
    throw .notApplicable(
      method: method.rawValue, reason: "it does not take a matrix of costs",
      remedy: "Choose the method simplex or sinkhorn, or give the cost by its formula.")
  }
}

extension Sinkhorn {
  /// The same solver with another limit of iterations; nil leaves it.
  fileprivate func limited(to iterationLimit: Int?) -> Sinkhorn {
    var solver = self
    if let iterationLimit { solver.iterationLimit = iterationLimit }
    return solver
  }
}
