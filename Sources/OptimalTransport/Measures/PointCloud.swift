/// A discrete measure: n points in R^d, each with a mass >= 0.
///
/// mu = sum_i weights[i] delta(points[i, :]). Zero and denormal masses and repeated points are valid.
public struct PointCloud: Measure, Equatable {
  /// The positions, n x d, one point a row.
  public let points: Matrix
  /// The masses, n of them.
  public let weights: [Double]

  /// Checks and wraps points and masses.
  ///
  /// - Parameters:
  ///   - points: n x d, n and d at least 1, finite.
  ///   - weights: n masses >= 0 with a positive, finite sum; 1/n each when left out.
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `negativeMass`, `degenerateMass`.
  public init(points: Matrix, weights: [Double]? = nil) throws(TransportError) {
    guard points.rows > 0, points.columns > 0 else { throw .emptyInput(argument: "points") }
    try checkFinite(points.elements, argument: "points")
    let weights =
      weights ?? [Double](repeating: 1 / Double(points.rows), count: points.rows)
    guard weights.count == points.rows else {
      throw .shapeMismatch(
        argument: "weights", expected: "\(points.rows) values, one a point",
        found: "\(weights.count)")
    }
    self.mass = try checkMasses(weights, argument: "weights")
    self.points = points
    self.weights = weights
  }

  /// A cloud on the line.
  public init(line positions: [Double], weights: [Double]? = nil) throws(TransportError) {
    try self.init(
      points: Matrix(uncheckedRows: positions.count, columns: 1, elements: positions),
      weights: weights)
  }

  /// The number of points n.
  public var count: Int { points.rows }
  /// The dimension d.
  public var dimension: Int { points.columns }
  /// The total mass.
  public let mass: Double

  /// The weighted mean of the points.
  public var mean: [Double] {
    (0..<dimension).map { k in
      var sum = CompensatedSum()
      for i in 0..<count { sum.add(weights[i] / mass, times: points[i, k]) }
      return sum.value
    }
  }

  /// The weighted covariance of the points.
  public var covariance: Matrix {
    let d = dimension
    let mean = mean
    var result = Matrix(repeating: 0, rows: d, columns: d)
    for i in 0..<count {
      for k in 0..<d {
        let left = (points[i, k] - mean[k]) * (weights[i] / mass)
        for l in 0..<d { result[k, l] += left * (points[i, l] - mean[l]) }
      }
    }
    return result
  }

  /// The same points with masses that add up to 1.
  public func normalized() -> PointCloud {
    // Dividing by the largest mass first keeps denormal totals from losing their digits.
    let largest = weights.max()!
    let scaled = weights.map { $0 / largest }
    let total = scaled.compensatedSum()
    return try! PointCloud(points: points, weights: scaled.map { $0 / total })
  }
}
