import OptimalTransport

/// Two measures and the way to the geodesic between them.
struct GeodesicTask {
  let source: any Measure
  let target: any Measure
  let method: GeodesicMethod
  let times: [Double]
  let atoms: Int
  let tolerance: Double
  let progress: ProgressHandler?

  /// Solves and measures the speed.
  func run() throws(TransportError) -> Geodesic {
    let (chosen, reason) = method.resolved(source, target)
    var found = try solved(chosen)
    found.evidence.reason = reason
    let checks = try SpeedCheck(found).rows(at: times)
    found.rows = checks
    return found
  }

  private func solved(_ method: GeodesicMethod) throws(TransportError) -> Geodesic {
    switch method {
    case .gaussian: return try gaussian()
    case .mixture: return try mixture()
    case .quantile: return try quantile()
    case .map: return try map()
    case .automatic, .plan: return try plan()
    case .dynamic: return try dynamic()
    }
  }

  private func gaussian() throws(TransportError) -> Geodesic {
    guard let from = source as? Gaussian, let onto = target as? Gaussian else {
      throw refusal(.gaussian, "two Gaussians")
    }
    let way = try GaussianGeodesic(source: from, target: onto)
    return Geodesic(
      way, .gaussian, way.solution.certificate, termination: way.solution.termination,
      seconds: way.solution.seconds)
  }

  private func mixture() throws(TransportError) -> Geodesic {
    guard let from = source.asMixture, let onto = target.asMixture else {
      throw refusal(.mixture, "two mixtures of Gaussians")
    }
    let way = try MixtureGeodesic(source: from, target: onto)
    let bounds = way.solution.transportBounds
    return Geodesic(
      way, .mixture, way.solution.certificate, termination: way.solution.termination,
      iterations: way.solution.iterations, seconds: way.solution.seconds,
      note: "The distance is MW2, of plans that are mixtures; W2^2 itself lies in "
        + "[\(bounds.lowerBound), \(bounds.upperBound)].")
  }

  private func quantile() throws(TransportError) -> Geodesic {
    let start = ContinuousClock.now
    let way = try LineGeodesic(source: source, target: target)
    let (value, error) = (way.cost.value, way.cost.error)
    return Geodesic(
      way, .quantile,
      Certificate(
        upperBound: value + error, lowerBound: max(value - error, 0), marginalError: 0,
        dualInfeasibility: 0, resolution: error), termination: .converged,
      seconds: (ContinuousClock.now - start) / .seconds(1),
      note: "The bounds are the quadrature's estimate of its error.")
  }

  private func map() throws(TransportError) -> Geodesic {
    let (from, onto) = try grids(.map)
    let solution = try BackAndForth().solve(source: from, target: onto, progress: progress)
    return Geodesic(
      try GridGeodesic(source: from, target: onto, solution: solution), .map,
      try solution.bracket(source: from, target: onto), cellError: from.cellError,
      termination: solution.termination,
      iterations: solution.iterations, seconds: solution.seconds,
      note: "The bounds are proved for the densities, constant in each cell.")
  }

  private func plan() throws(TransportError) -> Geodesic {
    let from = try AtomicMeasure(source, as: .source, count: atoms)
    let onto = try AtomicMeasure(target, as: .target, count: atoms)
    let solution = try NetworkSimplex().solve(
      TransportProblem(source: from.cloud, target: onto.cloud, cost: .squaredEuclidean),
      progress: progress)
    let notes = [from.note, onto.note].compactMap { $0 }
    let way =
      if let a = source as? GridDensity, let b = target as? GridDensity {
        try PlanGeodesic(source: a, target: b, plan: solution.plan)
      } else {
        try PlanGeodesic(source: from.cloud, target: onto.cloud, plan: solution.plan)
      }
    return Geodesic(
      way, .plan, solution.certificate, termination: solution.termination,
      iterations: solution.iterations, seconds: solution.seconds,
      note: notes.isEmpty ? nil : notes.joined(separator: " "))
  }

  /// In steps of time that end at all times asked for.
  private func dynamic() throws(TransportError) -> Geodesic {
    let (from, onto) = try grids(.dynamic)
    let frames = times.count - 1
    let solver = BenamouBrenier(timeSteps: frames * max(1, 32 / frames))
    let solution = try solver.solve(from: from, to: onto, progress: progress)
    let bracket = try DensityBracket(
      source: from, target: onto, potential: solution.brenierPotential())
    let certificate = Certificate(
      upperBound: bracket.upper, lowerBound: max(bracket.lower, 0), marginalError: 0,
      dualInfeasibility: 0)
    return Geodesic(
      DynamicGeodesic(solution: solution), .dynamic, certificate, cellError: from.cellError,
      termination: solution.termination, iterations: solution.iterations,
      seconds: solution.seconds,
      note: "The bounds are proved for the densities, constant in each cell.")
  }

  private func grids(_ method: GeodesicMethod) throws(TransportError) -> (GridDensity, GridDensity)
  {
    guard let from = source as? GridDensity, let onto = target as? GridDensity else {
      throw refusal(method, "two densities on grids")
    }
    return (from, onto)
  }

  private func refusal(_ method: GeodesicMethod, _ need: String) -> TransportError {
    .notApplicable(
      method: method.rawValue, reason: "it needs \(need)", remedy: "Choose the method auto.")
  }
}
