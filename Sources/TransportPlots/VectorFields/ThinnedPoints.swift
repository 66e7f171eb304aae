import OptimalTransport

/// Points spread evenly over the plane of their first two coordinates, so that arrows at them stay
/// apart.
enum ThinnedPoints {
  /// The index of the point nearest to the centre of each cell of a `side` x `side` grid over their
  /// bounding box, in increasing order; all points where they are at most `side` squared.
  static func indices(of points: Matrix, side: Int = 20) -> [Int] {
    guard points.rows > side * side else { return Array(0..<points.rows) }
    let ranges = (0..<2).map { k in ClosedRange(around: (0..<points.rows).map { points[$0, k] }) }
    var nearest: [Int: (index: Int, distance: Double)] = [:]
    for i in 0..<points.rows {
      var (cell, distance) = (0, 0.0)
      for k in 0..<2 {
        let place = (points[i, k] - ranges[k].lowerBound) / ranges[k].length * Double(side)
        let index = min(max(Int(place), 0), side - 1)
        cell = cell * side + index
        distance += (place - Double(index) - 0.5) * (place - Double(index) - 0.5)
      }
      if distance < nearest[cell]?.distance ?? .infinity { nearest[cell] = (i, distance) }
    }
    return nearest.values.map(\.index).sorted()
  }
}
