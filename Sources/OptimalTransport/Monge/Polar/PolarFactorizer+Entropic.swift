extension PolarFactorizer {
  /// The factors of Sinkhorn's plan: its barycentric projections both ways.
  ///
  /// grad psi is then the gradient of a convex function too, the soft c-transform of g (Pooladian
  /// and Niles-Weed, "Entropic estimation of optimal transport maps", 2021); sigma blurs mu.
  func entropic(
    _ field: SampledField, _ image: PointCloud, _ progress: ProgressHandler?
  ) throws(TransportError) -> PolarFactorization {
    let clock = ContinuousClock.now
    let problem = try TransportProblem(source: field.base, target: image)
    let solution = try sinkhorn.solve(problem, progress: progress)
    let (f, g) = (solution.potentials.f, solution.potentials.g)
    let backwards = try EntropicPlan(
      SchrodingerPotentials(f: g, g: f, epsilon: solution.epsilon),
      in: Geometry(source: image.points, target: field.base.points, cost: .squaredEuclidean))
    return PolarFactorization(
      field: field, rearrangement: .entropicProjection,
      sigma: try backwards.barycentricProjection(),
      gradient: try solution.plan.barycentricProjection(),
      potential: field.convexPotential(
        beta: solution.kantorovichPotentials.beta, in: problem.geometry),
      potentials: solution.kantorovichPotentials, certificate: solution.certificate,
      method: .sinkhorn, termination: solution.termination, iterations: solution.iterations,
      seconds: (ContinuousClock.now - clock) / .seconds(1))
  }
}
