import OptimalTransport

/// Slopes of a function by differences.
enum FiniteDifferences {
  /// (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h, whose error is h^4 f'''''/30 and 1.5 rounding errors of f over h.
  static func slope(step h: Double, _ f: (Double) throws -> Double) rethrows -> Double {
    let near = try f(h) - f(-h)
    let far = try f(2 * h) - f(-2 * h)
    return (8 * near - far) / (12 * h)
  }

  /// (-3 f(0) + 4 f(h) - f(2h)) / 2h, from one side, whose error is h^2 f'''/3 and 4 rounding errors of f over h.
  static func slopeFromRight(step h: Double, _ f: (Double) throws -> Double) rethrows -> Double {
    try (-3 * f(0) + 4 * f(h) - f(2 * h)) / (2 * h)
  }
}

extension PointCloud {
  /// The cloud with one coordinate moved.
  func moving(_ i: Int, _ k: Int, by t: Double) -> PointCloud {
    var points = points
    points[i, k] += t
    return try! PointCloud(points: points, weights: weights)
  }

  /// The cloud with mass t moved from atom j to atom i.
  func shifting(_ t: Double, from j: Int, to i: Int) -> PointCloud {
    var weights = weights
    weights[i] += t
    weights[j] -= t
    return try! PointCloud(points: points, weights: weights)
  }
}
