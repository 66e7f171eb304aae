import OptimalTransport

/// Every exact route that applies to a problem, and Sinkhorn's brackets, run one after the other.
struct RouteList {
  let problem: LoadedProblem
  /// The measures before they were put on grids.
  let original: (source: any Measure, target: any Measure)
  let progress: ProgressHandler?

  /// Pairs up to which the matrix of costs is stored, 128 MiB of them, and the greedy start takes
  /// less than a minute.
  private static let pairLimit = 1 << 24

  private static func isSmall(_ program: TransportProblem) -> Bool {
    program.sourceWeights.count <= pairLimit / program.targetWeights.count
  }

  /// What is left out of a large problem; nil for any other.
  func note() throws(TransportError) -> String? {
    try Self.isSmall(problem.linearProgram())
      ? nil : "With more than 2^24 pairs the greedy start and the stored matrix are left out."
  }

  /// Shares of the median cost that show a bracket close.
  private static let shares = [0.1, 0.01, 0.001]

  /// Runs the routes, the simplex method from its usual start first, and all takes where the
  /// problem is one of densities.
  func run() throws(TransportError) -> (routes: [Route], takes: DensityComparison?) {
    let program = try problem.linearProgram()
    let first = try NetworkSimplex().solve(program, progress: progress)
    var routes = [route("simplex", first)]
    if Self.isSmall(program) {
      let greedy = try NetworkSimplex(start: .greedy).solve(program, progress: progress)
      routes.append(route("simplex, greedy start", greedy))
    }
    if let stored = try storedProgram(program) {
      let solution = try NetworkSimplex().solve(stored, progress: progress)
      routes.append(route("simplex, stored matrix", solution))
    }
    if let sorted = try sorted() { routes.append(route("quantile", sorted)) }
    let verified = try Evidence(verifying: first.plan, first.potentials, of: problem)
    routes.append(Route(name: "verify simplex", evidence: verified, isComparable: true))
    for share in Self.shares { routes.append(try bracket(share)) }
    if let closed = try closedForm() { routes.append(closed) }
    return (routes, try takes(program: first))
  }

  /// Two densities on grids under |x - y|^2 by every take; nil for any other problem.
  private func takes(
    program: TransportSolution
  ) throws(TransportError) -> DensityComparison? {
    guard let source = problem.source as? GridDensity, let target = problem.target as? GridDensity,
      source.dimension == target.dimension, problem.isSquaredDistance
    else { return nil }
    return try TakeList(
      source: source, target: target, original: original, program: program, progress: progress
    ).run()
  }

  private func route(_ name: String, _ solution: TransportSolution) -> Route {
    let distance = problem.matrix == nil ? problem.cost.distance(ofValue: solution.value) : nil
    let evidence = Evidence(
      method: name, costName: problem.costName, distance: distance,
      certificate: solution.certificate, termination: solution.termination,
      iterations: solution.iterations, seconds: solution.seconds)
    return Route(name: name, evidence: evidence, isComparable: true)
  }

  /// The same problem with its costs evaluated by their formula and stored.
  private func storedProgram(_ program: TransportProblem) throws(TransportError)
    -> TransportProblem?
  {
    let (m, n) = (program.sourceWeights.count, program.targetWeights.count)
    guard problem.matrix == nil, Self.isSmall(program) else { return nil }
    let (source, target) = try problem.atomicMeasures()
    let targets = (0..<n).map { target.cloud.points.row($0) }
    let costs = (0..<m).flatMap { i in
      let x = source.cloud.points.row(i)
      return targets.map { problem.cost(x, $0) }
    }
    return try TransportProblem(
      sourceWeights: program.sourceWeights, targetWeights: program.targetWeights,
      geometry: Geometry(dense: Matrix(rows: m, columns: n, elements: costs)))
  }

  /// Sinkhorn's bracket at a regularisation.
  private func bracket(_ share: Double) throws(TransportError) -> Route {
    let solver = Sinkhorn(.shareOfMedian(share))
    let outcome = try problem.solve(
      method: .sinkhorn, sinkhorn: solver, iterationLimit: nil, keepsPlan: false,
      progress: progress)
    return Route(
      name: "sinkhorn \(Regularization.percent(share))", evidence: Evidence(outcome, by: solver),
      isComparable: true)
  }

  private func sorted() throws(TransportError) -> TransportSolution? {
    guard problem.matrix == nil, problem.cost.isConvexOnTheLine else { return nil }
    let (source, target) = try problem.atomicMeasures()
    guard source.cloud.dimension == 1 else { return nil }
    return try QuantileTransport().solve(
      source: source.cloud, target: target.cloud, cost: problem.cost)
  }

  /// The closed form of the problem before it was cut into atoms.
  private func closedForm() throws(TransportError) -> Route? {
    guard problem.source is Gaussian, problem.target is Gaussian, problem.isSquaredDistance else {
      return nil
    }
    let outcome = try problem.solve(method: .gaussian, iterationLimit: nil, progress: nil)
    return Route(name: "gaussian", evidence: Evidence(outcome), isComparable: false)
  }
}
