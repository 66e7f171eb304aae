extension PointCloud {
  /// The law of f(X): the points moved, their weights kept.
  ///
  /// sum_i w_i delta(x_i) becomes sum_i w_i delta(f(x_i)), exactly; f need not be injective, and
  /// its values may have another dimension.
  ///
  /// - Throws: `shapeMismatch` for a map of another dimension, or one that returns another number
  ///   of values than it declares; `nonFinite` with the index of the first point whose image is not
  ///   a point.
  public func pushforward(by map: VectorMap) throws(TransportError) -> PointCloud {
    guard map.sourceDimension == dimension else {
      throw .shapeMismatch(
        argument: "map", expected: "a map of \(dimension) coordinates, as the points have",
        found: "\(map.sourceDimension)")
    }
    let images = ParallelLoop.map(count: count, grain: 256) { map.value(points.row($0)) }
    for image in images where image.count != map.targetDimension {
      throw .shapeMismatch(
        argument: "values of the map", expected: "\(map.targetDimension), as declared",
        found: "\(image.count)")
    }
    for (i, image) in images.enumerated() {
      if let value = image.first(where: { !$0.isFinite }) {
        throw .nonFinite(argument: "image of point", index: i, value: value)
      }
    }
    return try PointCloud(
      points: Matrix(
        uncheckedRows: count, columns: map.targetDimension, elements: images.flatMap { $0 }),
      weights: weights)
  }

  /// The law of T(X) for a map on a grid, interpolated; see ``GridMap/interpolated(at:)``.
  ///
  /// - Throws: `shapeMismatch`.
  public func pushforward(by map: GridMap) throws(TransportError) -> PointCloud {
    try pushforward(by: map.vectorMap)
  }
}
