/// A problem whose masses are all positive.
struct PositiveProblem {
  var geometry: Geometry
  var source: [Double]
  var target: [Double]
}

/// Solves positive problems, the large ones by way of a coarser one.
struct LevelSolver {
  let iterationLimit: Int
  let costMemory: Int
  let progress: ProgressHandler?

  struct Result {
    var plan: TransportPlan
    var potentials: KantorovichPotentials
    var termination: Termination
    var iterations: Int
  }

  func solve(_ problem: PositiveProblem, start: NetworkSimplex.Start) throws(TransportError)
    -> Result
  {
    try solve(problem, start: start, level: 0)
  }

  private func solve(_ problem: PositiveProblem, start: NetworkSimplex.Start, level: Int)
    throws(TransportError) -> Result
  {
    var spent = 0
    let potentials: KantorovichPotentials
    var preferred: [(Int, Int)] = []
    switch start {
    case .automatic where MultiscaleStart.applies(to: problem.geometry):
      let coarse = MultiscaleStart.coarsen(problem)
      let solved = try solve(coarse.problem, start: start, level: level + 1)
      spent = solved.iterations
      potentials = MultiscaleStart.refine(solved.potentials, of: coarse, to: problem.geometry)
    case .potentials(let given): potentials = given
    case .plan(let plan):
      preferred = PlanForest(plan).arcsFromTheLeaves
      potentials = Self.zero(problem)
    case .automatic, .greedy: potentials = Self.zero(problem)
    }
    return try run(problem, from: potentials, preferred: preferred, level: level, spent: spent)
  }

  private func run(
    _ problem: PositiveProblem, from potentials: KantorovichPotentials, preferred: [(Int, Int)],
    level: Int, spent: Int
  ) throws(TransportError) -> Result {
    let costs = CappedCosts(priced(problem.geometry))
    let stage = level == 0 ? "network simplex" : "coarse problem \(level)"
    progress?(SolverProgress(stage: stage, fraction: 0, iterations: spent))
    let run = SimplexRun(
      costs: costs, source: problem.source, target: problem.target,
      tree: StartingTree.make(
        costs: costs, source: problem.source, target: problem.target, potentials: potentials,
        preferred: preferred),
      iterationLimit: max(0, iterationLimit - spent)
    ) { progress?(SolverProgress(stage: stage, fraction: $0, iterations: spent + $1)) }
    let termination = try run.solve()
    let (plan, refined) = run.finish()
    return Result(
      plan: plan, potentials: refined, termination: termination, iterations: spent + run.iterations)
  }

  /// The geometry that pivots read: stored where that is allowed and pays.
  private func priced(_ geometry: Geometry) -> Geometry {
    let (entries, overflow) = geometry.rows.multipliedReportingOverflow(by: geometry.columns)
    let fits = !overflow && entries <= costMemory / MemoryLayout<Double>.stride
    return fits && geometry.isDearToCompute ? geometry.stored : geometry
  }

  /// Zero potentials made feasible and tight by two c-transforms; zero where no pair is allowed.
  private static func zero(_ problem: PositiveProblem) -> KantorovichPotentials {
    let geometry = problem.geometry
    let zero = [Double](repeating: 0, count: geometry.columns)
    let alpha = geometry.cTransform(ofTarget: zero).map { $0.isFinite ? $0 : 0 }
    let beta = geometry.cTransform(ofSource: alpha).map { $0.isFinite ? $0 : 0 }
    return KantorovichPotentials(uncheckedAlpha: alpha, beta: beta)
  }
}
