/// A convex function psi at the cell centres of a grid; T = grad psi moves the source for the
/// squared Euclidean cost.
///
/// It is one of four kinds of potential: psi(x) = (|x|^2 - alpha(x)) / 2 for the Kantorovich
/// potential alpha of the cost |x - y|^2, whose optimal pairs satisfy alpha(x) + beta(T(x)) = |x -
/// T(x)|^2. It is unique up to a constant where the source has mass. Source: Brenier 1991.
public struct BrenierPotential: Sendable, Equatable {
  /// Cells along each axis of the grid.
  public let shape: [Int]
  /// The box that the cells fill.
  public let box: Box
  /// psi at the cell centres, row-major as ``GridDensity/values``.
  public let values: [Double]

  /// Checks and wraps values.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public init(shape: [Int], box: Box, values: [Double]) throws(TransportError) {
    guard shape.count == box.dimension, (1...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }),
      values.count == shape.reduce(1, *)
    else {
      throw .shapeMismatch(
        argument: "values", expected: "one value a cell of a grid of \(box.dimension) axes",
        found: "\(values.count) values for shape \(shape)")
    }
    try checkFinite(values, argument: "values")
    self.shape = shape
    self.box = box
    self.values = values
  }

  /// psi = (|x|^2 - alpha) / 2, from the Kantorovich potential of the cost |x - y|^2 on the cell
  /// centres.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public init(shape: [Int], box: Box, alpha: [Double]) throws(TransportError) {
    let squares = BrenierPotential.squaredNorms(shape: shape, box: box)
    guard alpha.count == squares.count else {
      throw .shapeMismatch(
        argument: "alpha", expected: "\(squares.count) values for shape \(shape)",
        found: "\(alpha.count)")
    }
    try self.init(shape: shape, box: box, values: zip(squares, alpha).map { ($0 - $1) / 2 })
  }

  /// alpha = |x|^2 - 2 psi, the Kantorovich potential of the cost |x - y|^2.
  public var alpha: [Double] {
    zip(Self.squaredNorms(shape: shape, box: box), values).map { $0 - 2 * $1 }
  }

  /// |x|^2 at the cell centres.
  private static func squaredNorms(shape: [Int], box: Box) -> [Double] {
    var sums = [0.0]
    for k in shape.indices {
      let step = box.sides[k] / Double(shape[k])
      let squares = (0..<shape[k]).map { i in
        let x = box.lower[k] + (Double(i) + 0.5) * step
        return x * x
      }
      sums = sums.flatMap { sum in squares.map { sum + $0 } }
    }
    return sums
  }
}
