/// Solves for the Sinkhorn divergence of two measures of equal mass: entropic transport without its bias.
///
/// S_eps(a, b) = OT_eps(a, b) - OT_eps(a, a) / 2 - OT_eps(b, b) / 2, where
/// OT_eps(a, b) = min <C, P> + eps KL(P | a x b) over the plans with marginals a and b. OT_eps alone is not least at
/// a = b, and draws b together; S_eps is zero there. As eps -> 0 it tends to the transport cost, as eps -> infinity to half
/// the kernel distance of -c: for |x - y|^2 and mass one that is |mean a - mean b|^2.
///
/// Where exp(-c / eps) is a positive definite kernel S_eps >= 0, and convex in each measure: squared Euclidean,
/// Euclidean, manhattan and cosine costs, and powers p <= 2. Under other costs it may be negative. The cost must be
/// symmetric, c(x, y) = c(y, x), which a custom one is trusted to be.
///
/// The constant eps |a| |b| of KL cancels, as both measures have one mass.
///
/// Complexity: three solves of ``Sinkhorn``. The two of a measure with itself start from the averaged recursion
/// (`SymmetricFixedPoint`), some thirty passes at any eps.
/// Sources: Genevay, Peyre and Cuturi, "Learning generative models with Sinkhorn divergences" (2018); Feydy et al.,
/// "Interpolating between optimal transport and MMD using Sinkhorn divergences" (2019), theorem 1.
public struct SinkhornDivergence: Sendable {
  /// The solver of the three problems. A share of the median as its regularisation is a share of the median cost between
  /// the two measures, for all three; a start from given potentials serves the problem between the two only.
  public var solver: Sinkhorn

  /// The divergence with the given options.
  public init(_ solver: Sinkhorn = Sinkhorn()) {
    self.solver = solver
  }

  /// Solves for two clouds.
  ///
  /// - Throws: as the initialisers of ``TransportProblem``, and ``Sinkhorn/solve(_:progress:)``.
  public func solve(
    source: PointCloud, target: PointCloud, cost: GroundCost = .squaredEuclidean,
    progress: ProgressHandler? = nil
  ) throws(TransportError) -> SinkhornDivergenceSolution {
    try solve(
      TransportProblem(source: source, target: target, cost: cost),
      source: Geometry(source: source.points, target: source.points, cost: cost),
      target: Geometry(source: target.points, target: target.points, cost: cost),
      progress: progress)
  }

  /// Solves for the cells of two grids.
  ///
  /// - Throws: as above.
  public func solve(
    source: GridDensity, target: GridDensity, cost: GroundCost = .squaredEuclidean,
    progress: ProgressHandler? = nil
  ) throws(TransportError) -> SinkhornDivergenceSolution {
    try solve(
      TransportProblem(source: source, target: target, cost: cost),
      source: Geometry(source: source, target: source, cost: cost),
      target: Geometry(source: target, target: target, cost: cost),
      progress: progress)
  }

  private func solve(
    _ problem: TransportProblem, source: Geometry, target: Geometry, progress: ProgressHandler?
  ) throws(TransportError) -> SinkhornDivergenceSolution {
    let clock = ContinuousClock.now
    let (a, b) = (problem.sourceWeights, problem.targetWeights)
    let first = try TransportProblem(sourceWeights: a, targetWeights: a, geometry: source)
    let second = try TransportProblem(sourceWeights: b, targetWeights: b, geometry: target)
    var solver = solver
    solver.regularization = .absolute(try solver.regularization.epsilon(in: problem.geometry))
    let cross = try solver.solve(problem, progress: Self.part(0, progress))
    let sourceSolution = try solver.solveSymmetric(first, progress: Self.part(1, progress))
    let targetSolution = try solver.solveSymmetric(second, progress: Self.part(2, progress))
    return SinkhornDivergenceSolution(
      cross: EntropicValue(cross, problem: problem),
      source: EntropicValue(sourceSolution, problem: first),
      target: EntropicValue(targetSolution, problem: second),
      seconds: (ContinuousClock.now - clock) / .seconds(1))
  }

  /// Progress of one solve out of three.
  private static func part(_ index: Int, _ progress: ProgressHandler?) -> ProgressHandler? {
    guard let progress else { return nil }
    return { part in
      progress(
        SolverProgress(
          stage: "problem \(index + 1) of 3: \(part.stage)",
          fraction: (Double(index) + part.fraction) / 3, iterations: part.iterations))
    }
  }
}
