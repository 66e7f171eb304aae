/// Cells of a grid that nothing may enter, at any time.
public struct Obstacles: Sendable, Equatable {
  /// Cells along each axis of the grid.
  public let shape: [Int]
  /// Whether each cell is blocked, row-major as ``GridDensity/values``.
  public let isBlocked: [Bool]

  /// Checks and wraps a mask.
  ///
  /// - Throws: `shapeMismatch`.
  public init(shape: [Int], isBlocked: [Bool]) throws(TransportError) {
    guard (1...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }),
      shape.reduce(1, *) == isBlocked.count
    else {
      throw .shapeMismatch(
        argument: "isBlocked", expected: "one entry a cell of a grid of 1 to 3 axes",
        found: "\(isBlocked.count) for shape \(shape)")
    }
    self.shape = shape
    self.isBlocked = isBlocked
  }

  /// Blocks the cells whose centres a function picks.
  ///
  /// - Throws: `shapeMismatch`.
  public init(
    shape: [Int], box: Box? = nil, where isBlocked: ([Double]) -> Bool
  ) throws(TransportError) {
    let box = box ?? Box.unit(max(shape.count, 1))
    guard box.dimension == shape.count, shape.allSatisfy({ $0 > 0 }) else {
      throw .shapeMismatch(
        argument: "shape", expected: "\(box.dimension) positive extents", found: "\(shape)")
    }
    var points: [[Double]] = [[]]
    for axis in GridAxis.all(shape: shape, box: box) {
      points = points.flatMap { point in axis.centers.map { point + [$0] } }
    }
    try self.init(shape: shape, isBlocked: points.map(isBlocked))
  }
}
