extension Sinkhorn {
  /// Solves the problem.
  ///
  /// Stops early, with a valid certificate, at the iteration limit, when the task is cancelled, or
  /// when floating point allows no further progress.
  /// - Throws: `outOfRange` for an option, `shapeMismatch` for a warm start of another size,
  ///   `notApplicable` for a start that does not fit the problem, `infeasible` when an atom has no
  ///   allowed pair.
  public func solve(_ problem: TransportProblem, progress: ProgressHandler? = nil)
    throws(TransportError) -> EntropicSolution
  {
    let clock = ContinuousClock.now
    let run = try iterate(problem, progress: progress)
    let iterationSeconds = (ContinuousClock.now - clock) / .seconds(1)
    return certified(run, problem: problem, iterationSeconds: iterationSeconds, since: clock)
  }

  /// The iterations without the certificate.
  func iterate(
    _ problem: TransportProblem, progress: ProgressHandler?
  ) throws(TransportError) -> SinkhornRun {
    let epsilon = try checkOptions(problem)
    let kernel = GibbsKernel(problem.geometry, precision: precision)
    var state = SinkhornState(problem, kernel: kernel, epsilon: epsilon)
    let ladder = try begin(&state, epsilon: epsilon, progress: progress)
    var run = SinkhornRun(state, options: self, ladder: ladder, progress: progress)
    run.run()
    return run
  }

  private func checkOptions(_ problem: TransportProblem) throws(TransportError) -> Double {
    guard tolerance > 0, tolerance.isFinite else {
      throw .outOfRange(
        argument: "tolerance", value: tolerance, expected: "a finite number above 0")
    }
    guard iterationLimit >= 1 else {
      throw .outOfRange(
        argument: "iterationLimit", value: Double(iterationLimit), expected: "1 or more")
    }
    guard planMemory >= 0 else {
      throw .outOfRange(argument: "planMemory", value: Double(planMemory), expected: "0 or more")
    }
    try problem.checkRoutes()
    return try regularization.epsilon(in: problem.geometry)
  }

  /// Solution and certificate from where the run ended.
  private func certified(
    _ run: SinkhornRun, problem: TransportProblem, iterationSeconds: Double,
    since clock: ContinuousClock.Instant
  ) -> EntropicSolution {
    let state = run.state
    let potentials = run.potentials
    let exact = GibbsKernel(problem.geometry)
    let rounded = RoundedGibbsPlan(potentials: potentials, problem: problem, kernel: exact)
    let kantorovich = KantorovichPotentials.nearest(to: state.alpha, in: problem.geometry)
    let certificate = Certificate(
      upperBound: rounded.cost,
      lowerBound: kantorovich.dualValue(
        source: problem.sourceWeights, target: problem.targetWeights),
      marginalError: rounded.marginalError, dualInfeasibility: 0,
      resolution: kantorovich.resolution(
        source: problem.sourceWeights, target: problem.targetWeights))
    let isMet = rounded.marginalError <= tolerance * problem.mass
    return EntropicSolution(
      potentials: potentials, plan: EntropicPlan(potentials, kernel: exact),
      kantorovichPotentials: kantorovich, certificate: certificate,
      objectives: EntropicObjectives(
        potentials: potentials, problem: problem, rounded: rounded),
      contraction: HilbertContraction(
        diameterBound: problem.geometry.crossDifferenceBound() / state.epsilon,
        observedRate: run.observedRate, residual: state.hilbertResidual),
      termination: isMet ? .converged : run.termination == .converged ? .stalled : run.termination,
      iterations: run.iterations, newtonSteps: run.newtonSteps, trace: run.trace,
      iterationSeconds: iterationSeconds,
      seconds: (ContinuousClock.now - clock) / .seconds(1))
  }
}

extension TransportProblem {
  /// Throws where an atom with mass has no allowed pair with one of the other side.
  fileprivate func checkRoutes() throws(TransportError) {
    guard !geometry.allowsEveryPair else { return }
    let targets = geometry.cTransform(
      ofSource: sourceWeights.map { $0 > 0 ? 0 : -.infinity })
    let sources = geometry.cTransform(
      ofTarget: targetWeights.map { $0 > 0 ? 0 : -.infinity })
    var stranded = 0.0
    for (mass, cost) in zip(targetWeights, targets) where mass > 0 && cost == .infinity {
      stranded += mass
    }
    for (mass, cost) in zip(sourceWeights, sources) where mass > 0 && cost == .infinity {
      stranded += mass
    }
    if stranded > 0 { throw .infeasible(massWithoutRoute: stranded) }
  }
}
