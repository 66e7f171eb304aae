extension CloudBridge {
  /// The bridge that an entropic solution of squared Euclidean cost is the static part of: Brownian
  /// motion of noise s = (eps / 2)^1/2.
  ///
  /// - Parameters:
  ///   - solution: what ``Sinkhorn`` found between the two clouds, or the cells of two grids.
  ///   - source: mu, as the problem had it.
  ///   - target: nu.
  /// - Throws: `shapeMismatch` where the sizes differ, `notApplicable` for another cost.
  public init(
    _ solution: EntropicSolution, source: PointCloud, target: PointCloud
  ) throws(TransportError) {
    let geometry = solution.plan.kernel.rowwise
    guard let origin = geometry.origin, case .squaredEuclidean = origin.cost else {
      throw .notApplicable(
        method: "entropic interpolation", reason: "the cost is not |x - y|^2 between points",
        remedy: "Solve the problem with the squared Euclidean cost.")
    }
    guard origin.source == source.points, origin.target == target.points else {
      throw .shapeMismatch(
        argument: "source and target", expected: "the points of the solution's problem",
        found: "\(source.count) and \(target.count) other points")
    }
    self.init(
      prior: try .brownian(
        dimension: source.dimension, noise: (solution.epsilon / 2).squareRoot()),
      source: source, target: target, axes: nil, entropic: solution, seconds: solution.seconds)
  }
}
