/// Sampled paths of a bridge: `count` positions at each of several times, all of equal mass.
///
/// Row p of every frame belongs to path p, so differences between frames are increments.
public struct BridgePaths: Sendable, Equatable {
  /// The times, increasing, from 0 to 1.
  public let times: [Double]
  /// The positions at each time, count x d, one path a row.
  public let positions: [Matrix]
  /// The total mass.
  public let mass: Double

  /// The number of paths.
  public var count: Int { positions[0].rows }
  /// The dimension d.
  public var dimension: Int { positions[0].columns }

  /// The positions at the k-th time, as a measure.
  ///
  /// - Throws: `outOfRange` for a k that is no index of `times`.
  public func cloud(_ k: Int) throws(TransportError) -> PointCloud {
    guard positions.indices.contains(k) else {
      throw .outOfRange(
        argument: "k", value: Double(k), expected: "an index from 0 to \(times.count - 1)")
    }
    return try PointCloud(points: positions[k], weights: equalWeights(mass, count))
  }

  /// Path p, times x d.
  ///
  /// - Throws: `outOfRange` for a p that is no path.
  public func path(_ p: Int) throws(TransportError) -> Matrix {
    guard p >= 0, p < count else {
      throw .outOfRange(
        argument: "p", value: Double(p), expected: "an index from 0 to \(count - 1)")
    }
    return Matrix(
      uncheckedRows: times.count, columns: dimension, elements: positions.flatMap { $0.row(p) })
  }
}

/// Throws unless there is a time, and all increase from 0 to 1.
func checkTimes(_ times: [Double]) throws(TransportError) {
  guard !times.isEmpty else { throw .emptyInput(argument: "times") }
  for (k, time) in times.enumerated() {
    try checkTime(time)
    if k > 0, time <= times[k - 1] {
      throw .outOfRange(
        argument: "times[\(k)]", value: time, expected: "more than \(times[k - 1])")
    }
  }
}
