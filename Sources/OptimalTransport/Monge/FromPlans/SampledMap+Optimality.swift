extension SampledMap {
  /// How far the map is from optimal between its samples and their images, as a bracket of the
  /// least cost.
  ///
  /// `upperBound` is the cost of the map, the plan (id, T)#mu; `lowerBound` the dual value of
  /// potentials that the front door's method found, so `gap` is what any other plan could save, up
  /// to that method's own gap. It vanishes exactly where the pairs are cyclically monotone
  /// (``CyclicalMonotonicityTest``), but weighs violations by their mass. Complexity: a sort on the
  /// line for convex costs, else the simplex method.
  ///
  /// - Throws: as ``cost(_:)`` and
  ///   ``transport(from:to:cost:method:atoms:sinkhorn:iterationLimit:keepsPlan:progress:)``.
  public func optimality(
    _ cost: GroundCost = .squaredEuclidean
  ) throws(TransportError) -> Certificate {
    let own = try self.cost(cost)
    let best = try transport(from: source, to: pushforward, cost: cost, keepsPlan: false)
      .certificate
    return Certificate(
      upperBound: own, lowerBound: best.lowerBound, marginalError: 0,
      dualInfeasibility: best.dualInfeasibility, resolution: best.resolution)
  }
}
