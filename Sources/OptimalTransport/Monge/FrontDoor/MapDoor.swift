/// One problem on its way to a method of ``MapMethod``.
struct MapDoor {
  let source: any Measure
  let target: any Measure
  let reason: String
  let atoms: Int
  let iterationLimit: Int?
  let progress: ProgressHandler?
  private let start = ContinuousClock.now

  init(
    source: any Measure, target: any Measure, reason: String, atoms: Int, iterationLimit: Int?,
    progress: ProgressHandler?
  ) {
    (self.source, self.target, self.reason) = (source, target, reason)
    (self.atoms, self.iterationLimit, self.progress) = (atoms, iterationLimit, progress)
  }

  private var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// The source as atoms, on which closed-form maps are shown.
  private func sample() throws(TransportError) -> AtomicMeasure {
    try AtomicMeasure(source, as: .source, count: atoms)
  }

  func quantile() throws(TransportError) -> TransportMap {
    let map = try QuantileMap(source: source, target: target)
    let cost = try map.cost()
    let sample = try sample()
    let images = Matrix(
      uncheckedRows: sample.cloud.count, columns: 1,
      elements: sample.cloud.points.elements.map { map($0) })
    return try finished(
      .quantile, sample, images, value: cost.value,
      certificate: Certificate(
        upperBound: cost.value + cost.error, lowerBound: max(cost.value - cost.error, 0),
        marginalError: 0, dualInfeasibility: 0, resolution: cost.error),
      note: "The bounds are the quadrature's estimate of its error.")
  }

  func gaussian() throws(TransportError) -> TransportMap {
    guard let from = source as? Gaussian, let onto = target as? Gaussian else {
      throw .notApplicable(
        method: MapMethod.gaussian.rawValue, reason: "it needs two Gaussians",
        remedy: "Choose the method auto.")
    }
    let map = try GaussianMap(source: from, target: onto)
    let sample = try sample()
    var elements: [Double] = []
    for i in 0..<sample.cloud.count { elements += try map(sample.cloud.points.row(i)) }
    return try finished(
      .gaussian, sample,
      Matrix(uncheckedRows: sample.cloud.count, columns: map.dimension, elements: elements),
      value: map.certificate.upperBound, certificate: map.certificate)
  }

  func backAndForth() throws(TransportError) -> TransportMap {
    let (from, onto) = try grids(.backAndForth)
    var solver = BackAndForth()
    if let iterationLimit { solver.iterationLimit = iterationLimit }
    let solution = try solver.solve(source: from, target: onto, progress: progress)
    return TransportMap(
      method: .backAndForth, reason: reason,
      note: "The bounds are those of the masses at the cell centres.",
      map: try SampledMap(source: from, map: solution.map), gridMap: solution.map,
      potential: solution.brenierPotential, value: solution.value,
      certificate: solution.certificate, discretizationError: solution.discretizationError,
      termination: solution.termination, iterations: solution.iterations,
      iterationSeconds: solution.iterationSeconds, seconds: seconds)
  }

  /// The bracket of the discrete problem comes from the same potentials that back-and-forth would
  /// be judged by.
  func mongeAmpere() throws(TransportError) -> TransportMap {
    let (from, onto) = try grids(.mongeAmpere)
    var solver = MongeAmpere()
    if let iterationLimit { solver.iterationLimit = iterationLimit }
    let solution = try solver.solve(source: from, target: onto, progress: progress)
    let bracket = try BackAndForth(iterationLimit: 0).solve(
      source: from, target: onto, start: solution.potential)
    return TransportMap(
      method: .mongeAmpere, reason: reason,
      note: "The bounds are those of the masses at the cell centres, from this potential.",
      map: try SampledMap(source: from, map: solution.map), gridMap: solution.map,
      potential: solution.potential, value: solution.value, certificate: bracket.certificate,
      discretizationError: bracket.discretizationError, termination: solution.termination,
      iterations: solution.iterations, iterationSeconds: nil, seconds: seconds)
  }

  func barycentric() throws(TransportError) -> TransportMap {
    let from = try sample()
    let onto = try AtomicMeasure(target, as: .target, count: atoms)
    var solver = NetworkSimplex()
    if let iterationLimit { solver.iterationLimit = iterationLimit }
    let solution = try solver.solve(
      TransportProblem(source: from.cloud, target: onto.cloud, cost: .squaredEuclidean),
      progress: progress)
    let projection = try solution.plan.barycentricMap(source: from.cloud, target: onto.cloud)
    let variance = projection.graph.conditionalVariance
    let split =
      "The plan is \(variance) away from a map in mean square: "
      + "\(projection.graph.splitRows) of \(from.cloud.count) atoms are split."
    let grid = source as? GridDensity
    return TransportMap(
      method: .barycentric, reason: reason,
      note: [from.note, onto.note, split].compactMap { $0 }.joined(separator: " "),
      map: projection.map,
      gridMap: try grid.map { grid throws(TransportError) in
        try GridMap(shape: grid.shape, box: grid.box, images: projection.map.images)
      }, potential: nil, value: solution.value - variance, certificate: solution.certificate,
      discretizationError: 0, termination: solution.termination,
      iterations: solution.iterations, iterationSeconds: nil, seconds: seconds)
  }

  private func grids(
    _ method: MapMethod
  ) throws(TransportError) -> (GridDensity, GridDensity) {
    guard let from = source as? GridDensity, let onto = target as? GridDensity else {
      throw .notApplicable(
        method: method.rawValue, reason: "it needs two densities on grids",
        remedy: "Choose the method auto, or give images or arrays of densities.")
    }
    return (from, onto)
  }

  private func finished(
    _ method: MapMethod, _ sample: AtomicMeasure, _ images: Matrix, value: Double,
    certificate: Certificate, note: String? = nil
  ) throws(TransportError) -> TransportMap {
    let grid = source as? GridDensity
    return TransportMap(
      method: method, reason: reason,
      note: [sample.note, note].compactMap { $0 }.reduce(nil) { ($0.map { $0 + " " } ?? "") + $1 },
      map: try SampledMap(source: sample.cloud, images: images),
      gridMap: try grid.map { grid throws(TransportError) in
        try GridMap(shape: grid.shape, box: grid.box, images: images)
      }, potential: nil, value: value, certificate: certificate, discretizationError: 0,
      termination: .converged, iterations: nil, iterationSeconds: nil, seconds: seconds)
  }
}
