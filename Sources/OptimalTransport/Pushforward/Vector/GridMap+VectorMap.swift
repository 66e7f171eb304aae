extension GridMap {
  /// T at any point, multilinear between cell centres and continued linearly beyond the outermost.
  ///
  /// The error is h^2 / 8 of the second derivatives inside; along an axis of one cell T moves as
  /// the identity does, T(x) - x constant. Point: d numbers.
  public func interpolated(at point: [Double]) -> [Double] {
    precondition(point.count == dimension, "one number an axis")
    let places = point.indices.map { place(point[$0], axis: $0) }
    var result = [Double](repeating: 0, count: dimension)
    for corner in 0..<(1 << dimension) {
      var (index, weight) = (0, 1.0)
      for (k, place) in places.enumerated() {
        let isUpper = corner >> k & 1 == 1
        index = index * shape[k] + min(place.cell + (isUpper ? 1 : 0), shape[k] - 1)
        weight *= isUpper ? place.part : 1 - place.part
      }
      guard weight != 0 else { continue }
      for k in 0..<dimension { result[k] += weight * images[index, k] }
    }
    for k in 0..<dimension where shape[k] == 1 {
      result[k] += point[k] - (box.lower[k] + box.upper[k]) / 2
    }
    return result
  }

  /// The interpolated map as a closure.
  public var vectorMap: VectorMap {
    try! VectorMap(from: dimension, to: dimension) { interpolated(at: $0) }
  }

  /// The centre below a coordinate, and how far on the way to the next.
  private func place(_ x: Double, axis k: Int) -> (cell: Int, part: Double) {
    guard shape[k] > 1 else { return (0, 0) }
    let position = (x - box.lower[k]) / box.sides[k] * Double(shape[k]) - 0.5
    let cell = Int(min(max(position.rounded(.down), 0), Double(shape[k] - 2)))
    return (cell, position - Double(cell))
  }
}
