/// A map known on samples: T(points[i]) = images[i], i < n, with a mass at each sample.
public struct SampledMap: Sendable, Equatable {
  /// The samples, n x d.
  public let points: Matrix
  /// Their images, n x k.
  public let images: Matrix
  /// The mass of each sample, n of them.
  public let weights: [Double]

  /// Checks and wraps samples and images.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `negativeMass`, `degenerateMass`.
  public init(source: PointCloud, images: Matrix) throws(TransportError) {
    guard images.rows == source.count, images.columns > 0 else {
      throw .shapeMismatch(
        argument: "images", expected: "\(source.count) rows, one a sample, of one entry or more",
        found: "\(images.rows) x \(images.columns)")
    }
    try checkFinite(images.elements, argument: "images")
    points = source.points
    self.images = images
    weights = source.weights
  }

  /// The samples of a map given by a function.
  ///
  /// - Throws: as above, and what `map` throws.
  public init(
    source: PointCloud, map: ([Double]) throws(TransportError) -> [Double]
  ) throws(TransportError) {
    var rows: [[Double]] = []
    for i in 0..<source.count { rows.append(try map(source.points.row(i))) }
    try self.init(source: source, images: Matrix(rows))
  }

  /// The samples of a map of the line. Complexity: one evaluation a sample, in parallel.
  ///
  /// - Throws: `shapeMismatch` unless the cloud has one coordinate.
  public init(source: PointCloud, map: QuantileMap) throws(TransportError) {
    guard source.dimension == 1 else {
      throw .shapeMismatch(
        argument: "source", expected: "points with 1 coordinate", found: "\(source.dimension)")
    }
    let images = ParallelLoop.map(count: source.count, grain: 64) { map(source.points[$0, 0]) }
    try self.init(
      source: source,
      images: Matrix(uncheckedRows: source.count, columns: 1, elements: images))
  }

  /// A map on a grid at the cell centres of a density on the same grid.
  ///
  /// - Throws: `shapeMismatch` for another grid.
  public init(source: GridDensity, map: GridMap) throws(TransportError) {
    guard source.shape == map.shape, source.box == map.box else {
      throw .shapeMismatch(
        argument: "map", expected: "the grid \(source.shape) of the density, on its box",
        found: "\(map.shape)")
    }
    try self.init(source: source.pointCloud, images: map.images)
  }

  /// The number of samples n.
  public var count: Int { points.rows }

  /// The samples with their masses.
  public var source: PointCloud { try! PointCloud(points: points, weights: weights) }

  /// The push-forward T#mu: the images with the masses of the samples.
  public var pushforward: PointCloud { try! PointCloud(points: images, weights: weights) }

  /// The displacement T(x_i) - x_i, n x d.
  ///
  /// - Throws: `shapeMismatch` where images and samples have different dimensions.
  public func displacement() throws(TransportError) -> Matrix {
    try checkEndomorphism()
    return images - points
  }

  /// sum_i weights_i c(x_i, T(x_i)), what the map costs.
  ///
  /// - Throws: `shapeMismatch`; `invalidCost` where a cost is not finite.
  public func cost(_ cost: GroundCost = .squaredEuclidean) throws(TransportError) -> Double {
    try checkEndomorphism()
    var sum = CompensatedSum()
    for i in 0..<count where weights[i] > 0 {
      let value = cost(points.row(i), images.row(i))
      guard value.isFinite else {
        throw .invalidCost(argument: "\(cost.name) cost", row: i, column: i, value: value)
      }
      sum.add(weights[i], times: value)
    }
    return sum.value
  }

  private func checkEndomorphism() throws(TransportError) {
    guard images.columns == points.columns else {
      throw .shapeMismatch(
        argument: "images", expected: "\(points.columns) coordinates, as the samples have",
        found: "\(images.columns)")
    }
  }
}
