/// Solves Kantorovich's linear program exactly by the network simplex method.
///
/// min sum c_ij P_ij over P >= 0, P 1 = a, P' 1 = b. A plan is optimal exactly when potentials exist
/// with alpha_i + beta_j <= c_ij, and equality where P_ij > 0. The method keeps a spanning tree whose
/// arcs are tight, and pivots in arcs with c_ij - alpha_i - beta_j < 0 until there are none.
///
/// - Strongly feasible trees (Cunningham 1976) make degenerate problems end; ties, duplicated points
///   and integer masses are ordinary input.
/// - Costs of clouds are computed in SIMD passes over rows and never stored: O(m + n) memory.
///   Costs that are dear to compute may be, up to `costMemory`.
/// - Large clouds start from a coarser copy of themselves (`MultiscaleStart`), all others from
///   potentials by c-transforms; a warm start replaces both.
/// - Huge entries and forbidden pairs stay out of the arithmetic (`CappedCosts`).
///
/// Complexity: each pivot costs a row of n costs and a walk in the tree; about 5 to 15 (m + n) pivots
/// on clouds in the plane. The worst case is exponential in theory and not met in practice.
/// Sources: Cunningham, "A network simplex method" (1976); Bonneel et al., "Displacement
/// interpolation using Lagrangian mass transport" (2011); Kiraly and Kovacs, "Efficient
/// implementations of minimum-cost flow algorithms" (2012).
public struct NetworkSimplex: Sendable {
  /// Where the first tree comes from.
  public enum Start: Sendable {
    /// From a coarser problem where there are points to group, else as `greedy`.
    case automatic
    /// From potentials by two c-transforms of zero.
    case greedy
    /// From potentials near the optimum: those of a former solution or of another solver.
    case potentials(KantorovichPotentials)
    /// From a plan near the optimum; if it has the marginals and no cycles it is kept exactly.
    case plan(TransportPlan)
  }

  /// Pivots after which to stop and report `iterationLimit`; nil, the default, for none.
  public var iterationLimit: Int?
  /// Where the first tree comes from.
  public var start: Start
  /// Bytes that costs dear to compute may take while they are pivoted on: those of more than eight
  /// coordinates, of a general power or of a user's function, which the method would otherwise compute
  /// some twenty times each. The default, 256 MiB, covers 5792 x 5792; 0 stores none.
  public var costMemory: Int

  /// A solver with the given options.
  public init(
    iterationLimit: Int? = nil, start: Start = .automatic, costMemory: Int = 256 << 20
  ) {
    self.iterationLimit = iterationLimit
    self.start = start
    self.costMemory = costMemory
  }

  /// Solves the problem.
  ///
  /// Stops early, with a valid certificate, at the iteration limit or when the task is cancelled.
  /// - Throws: `infeasible` when forbidden pairs leave no plan; `shapeMismatch` for a warm start of
  ///   another size; `outOfRange` for a negative iteration limit.
  public func solve(_ problem: TransportProblem, progress: ProgressHandler? = nil)
    throws(TransportError) -> TransportSolution
  {
    let clock = ContinuousClock.now
    try checkOptions(problem)
    let support = PositiveSupport(problem)
    let levels = LevelSolver(
      iterationLimit: iterationLimit ?? .max, costMemory: costMemory, progress: progress)
    let result = try levels.solve(support.core, start: support.restrict(start))
    let plan = support.extend(result.plan)
    let potentials = support.extend(result.potentials)
    return TransportSolution(
      plan: plan, potentials: potentials,
      certificate: Certificate(plan: plan, potentials: potentials, problem: problem),
      termination: result.termination, iterations: result.iterations,
      seconds: (ContinuousClock.now - clock) / .seconds(1))
  }

  private func checkOptions(_ problem: TransportProblem) throws(TransportError) {
    if let iterationLimit, iterationLimit < 0 {
      throw .outOfRange(
        argument: "iterationLimit", value: Double(iterationLimit), expected: "0 or more")
    }
    let (m, n) = (problem.geometry.rows, problem.geometry.columns)
    let size: (Int, Int)
    switch start {
    case .automatic, .greedy: return
    case .potentials(let potentials): size = (potentials.alpha.count, potentials.beta.count)
    case .plan(let plan): size = (plan.rowCount, plan.columnCount)
    }
    guard size == (m, n) else {
      throw .shapeMismatch(
        argument: "warm start", expected: "\(m) x \(n)", found: "\(size.0) x \(size.1)")
    }
  }
}
