/// A map T of a box into R^d, known at the cell centres of a grid.
public struct GridMap: Sendable, Equatable {
  /// Cells along each axis of the grid.
  public let shape: [Int]
  /// The box that the cells fill.
  public let box: Box
  /// T at the cell centres, cells x d, row-major as ``GridDensity/values``.
  public let images: Matrix

  /// Checks and wraps the images of the cell centres.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public init(shape: [Int], box: Box, images: Matrix) throws(TransportError) {
    guard shape.count == box.dimension, (1...3).contains(shape.count), shape.allSatisfy({ $0 > 0 })
    else {
      throw .shapeMismatch(
        argument: "shape", expected: "\(box.dimension) positive extents, 1 to 3",
        found: "\(shape)")
    }
    guard images.rows == shape.reduce(1, *), images.columns == box.dimension else {
      throw .shapeMismatch(
        argument: "images", expected: "\(shape.reduce(1, *)) x \(box.dimension)",
        found: "\(images.rows) x \(images.columns)")
    }
    try checkFinite(images.elements, argument: "images")
    self.shape = shape
    self.box = box
    self.images = images
  }

  /// The dimension d.
  public var dimension: Int { shape.count }
  /// The number of cells.
  public var count: Int { images.rows }
}
