/// Schroedinger bridges between two discrete measures under a linear prior, Brownian motion by
/// default.
///
/// ```
/// min KL(P | R) over laws P of paths with X_0 ~ mu, X_1 ~ nu,   R: dX = (A X + a) dt + s B dW, X_0 free.
/// ```
/// P is a mixture of the prior's pinned bridges, weighted by the plan of the static problem
/// (Foellmer 1988): entropic transport of the least energy from x to y, c = (y - Phi x - c)' G^-1
/// (y - Phi x - c), at eps = 2 s^2. In coordinates x^ = L^-1 (Phi x + c), y^ = L^-1 y, G = L L',
/// the cost is |x^ - y^|^2; for Brownian motion it is |x - y|^2 itself. So ``Sinkhorn`` solves and
/// certifies it, and all that happens in between is in closed form (``CloudBridge``).
///
/// Complexity: that of ``Sinkhorn``. Source: Schroedinger (1931); Leonard, "A survey of the
/// Schroedinger problem" (2014); Chen, Georgiou and Pavon, "Optimal transport over a linear
/// dynamical system" (2017).
public struct SchrodingerBridge: Sendable {
  /// The prior R.
  public var prior: LinearPrior
  /// The L1 error of both marginals, relative to the mass, at which to stop; what it is of P at t =
  /// 0 and t = 1.
  public var tolerance: Double
  /// Iterations after which to stop and report `iterationLimit`.
  public var iterationLimit: Int

  /// A solver with the given options.
  public init(prior: LinearPrior, tolerance: Double = 1e-9, iterationLimit: Int = 10_000) {
    self.prior = prior
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// The bridge between two clouds.
  ///
  /// - Throws: `shapeMismatch` for dimensions other than the prior's, `massMismatch`, `outOfRange`
  ///   for an option, `invalidCost` where a cost overflows.
  public func solve(
    source: PointCloud, target: PointCloud, progress: ProgressHandler? = nil
  ) throws(TransportError) -> CloudBridge {
    try check(source.dimension, argument: "source points")
    try check(target.dimension, argument: "target points")
    let clock = ContinuousClock.now
    let problem =
      try prior.isBrownian
      ? TransportProblem(source: source, target: target) : movedProblem(source, target)
    let entropic = try sinkhorn.solve(problem, progress: progress)
    return CloudBridge(
      prior: prior, source: source, target: target, axes: nil, entropic: entropic,
      seconds: (ContinuousClock.now - clock) / .seconds(1))
  }

  /// The bridge between the cells of two grids, each cell's mass at its centre.
  ///
  /// Under Brownian motion all sums go axis by axis.
  /// - Throws: as for clouds.
  public func solve(
    source: GridDensity, target: GridDensity, progress: ProgressHandler? = nil
  ) throws(TransportError) -> CloudBridge {
    guard prior.isBrownian else {
      return try solve(source: source.pointCloud, target: target.pointCloud, progress: progress)
    }
    try check(source.dimension, argument: "source")
    try check(target.dimension, argument: "target")
    let clock = ContinuousClock.now
    let problem = try TransportProblem(source: source, target: target)
    let entropic = try sinkhorn.solve(problem, progress: progress)
    let axes = CloudBridge.Axes(
      source: (0..<source.dimension).map(source.axis),
      target: (0..<target.dimension).map(target.axis))
    return CloudBridge(
      prior: prior, source: source.pointCloud, target: target.pointCloud, axes: axes,
      entropic: entropic, seconds: (ContinuousClock.now - clock) / .seconds(1))
  }

  private var sinkhorn: Sinkhorn {
    Sinkhorn(.absolute(prior.epsilon), tolerance: tolerance, iterationLimit: iterationLimit)
  }

  private func check(_ dimension: Int, argument: String) throws(TransportError) {
    guard dimension == prior.dimension else {
      throw .shapeMismatch(
        argument: argument, expected: "dimension \(prior.dimension), as the prior has",
        found: "dimension \(dimension)")
    }
  }

  /// The static problem in coordinates where the least energy is a squared distance.
  private func movedProblem(
    _ source: PointCloud, _ target: PointCloud
  ) throws(TransportError) -> TransportProblem {
    let frame = TransitionFrame(prior, time: 1)
    return try TransportProblem(
      sourceWeights: source.weights, targetWeights: target.weights,
      geometry: Geometry(
        source: frame.departures(source.points), target: frame.arrivals(target.points),
        cost: .squaredEuclidean))
  }
}
