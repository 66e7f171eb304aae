import OptimalTransport
import TransportIO

/// Two measures and their ground cost, by formula or by matrix.
struct LoadedProblem {
  /// What figures are headed with: the names of the files.
  let title: String
  let source: any Measure
  let target: any Measure
  let cost: GroundCost
  let matrix: Geometry?
  let atoms: Int

  /// The name of the cost.
  var costName: String { matrix == nil ? cost.name : "matrix" }

  /// Whether the cost is |x - y|^2, under either of its names.
  var isSquaredDistance: Bool {
    guard matrix == nil else { return false }
    switch cost {
    case .squaredEuclidean, .power(2): return true
    default: return false
    }
  }

  /// The atoms of both measures, the same each time.
  func atomicMeasures() throws(TransportError) -> (source: AtomicMeasure, target: AtomicMeasure) {
    (
      try AtomicMeasure(source, as: .source, count: atoms),
      try AtomicMeasure(target, as: .target, count: atoms)
    )
  }

  /// The linear program between the atoms.
  func linearProgram() throws(TransportError) -> TransportProblem {
    let (source, target) = try atomicMeasures()
    guard let matrix else {
      return try TransportProblem(source: source.cloud, target: target.cloud, cost: cost)
    }
    return try TransportProblem(
      sourceWeights: source.cloud.weights, targetWeights: target.cloud.weights, geometry: matrix)
  }

  /// Solves by the front door.
  func solve(
    method: TransportMethod, sinkhorn: Sinkhorn = Sinkhorn(), iterationLimit: Int?,
    keepsPlan: Bool = true, progress: ProgressHandler?
  ) throws(TransportError) -> TransportOutcome {
    guard matrix != nil else {
      return try transport(
        from: source, to: target, cost: cost, method: method, atoms: atoms, sinkhorn: sinkhorn,
        iterationLimit: iterationLimit, keepsPlan: keepsPlan, progress: progress)
    }
    guard method != .quantile, method != .gaussian else {
      throw .notApplicable(
        method: method.rawValue, reason: "it does not take a matrix of costs",
        remedy: "Use --method simplex or sinkhorn, or --cost in place of --cost-matrix.")
    }
    return try transport(
      linearProgram(), method: method, sinkhorn: sinkhorn, iterationLimit: iterationLimit,
      keepsPlan: keepsPlan, progress: progress)
  }
}

extension LoadedProblem {
  /// The same problem with measures that have no cells on a grid about both, `extent` cells along
  /// each axis, six deviations about Gaussians; a grid that there is serves for both.
  ///
  /// - Throws: `notApplicable` for points, and in more than three dimensions.
  func gridded(extent: Int) throws(TransportError) -> LoadedProblem {
    let own = (source as? GridDensity) ?? (target as? GridDensity)
    let grid = try PictureGrid([source, target], extent: extent, deviations: 6)
    let (shape, box) = (own?.shape ?? grid.shape, own?.box ?? grid.box)
    return LoadedProblem(
      title: title, source: try source.discretized(on: shape, box),
      target: try target.discretized(on: shape, box), cost: cost, matrix: matrix, atoms: atoms)
  }
}

extension Measure {
  /// The same measure, scaled to mass 1.
  func ofMassOne() throws(TransportError) -> any Measure {
    switch self {
    case let cloud as PointCloud: cloud.normalized()
    case let grid as GridDensity: grid.normalized()
    case let gaussian as Gaussian:
      try Gaussian(mean: gaussian.mean, covariance: gaussian.covariance)
    case let mixture as GaussianMixture:
      try GaussianMixture(
        weights: mixture.weights.map { $0 / mixture.mass }, components: mixture.components)
    default: self
    }
  }
}
