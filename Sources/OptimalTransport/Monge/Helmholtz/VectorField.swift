/// A vector field v of a box into R^d, known at the cell centres of a grid in 1, 2 or 3 dimensions.
///
/// Axis k of the grid is coordinate k; cell i of axis k is centred at
/// lower[k] + (i + 1/2) sides[k] / shape[k], as in ``GridDensity``.
public struct VectorField: Sendable, Equatable {
  /// Cells along each axis of the grid.
  public let shape: [Int]
  /// The box that the cells fill.
  public let box: Box
  /// v at the cell centres, cells x d, in the row-major order of ``GridDensity/values``.
  public let vectors: Matrix

  /// Checks and wraps the vectors at the cell centres.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public init(shape: [Int], box: Box? = nil, vectors: Matrix) throws(TransportError) {
    let box = try Self.checkedBox(shape, box)
    let count = try Self.checkedCount(shape)
    guard vectors.rows == count, vectors.columns == shape.count else {
      throw .shapeMismatch(
        argument: "vectors", expected: "\(count) x \(shape.count)",
        found: "\(vectors.rows) x \(vectors.columns)")
    }
    try checkFinite(vectors.elements, argument: "vectors")
    self.init(uncheckedShape: shape, box: box, vectors: vectors)
  }

  /// Samples a function of position at the cell centres.
  ///
  /// - Parameters:
  ///   - shape: cells along each axis.
  ///   - box: the box they divide, the unit box when left out.
  ///   - field: v(x), d numbers for d coordinates.
  /// - Throws: as above.
  public init(
    shape: [Int], box: Box? = nil, sampling field: ([Double]) -> [Double]
  ) throws(TransportError) {
    let box = try Self.checkedBox(shape, box)
    _ = try Self.checkedCount(shape)
    let images = Self.centers(shape: shape, box: box).mapRows(field)
    try self.init(shape: shape, box: box, vectors: images)
  }

  init(uncheckedShape shape: [Int], box: Box, vectors: Matrix) {
    self.shape = shape
    self.box = box
    self.vectors = vectors
  }

  /// The dimension d.
  public var dimension: Int { shape.count }
  /// The number of cells.
  public var count: Int { vectors.rows }
  /// The volume of one cell.
  public var cellVolume: Double { box.volume / Double(count) }
  /// The cell centres, count x d.
  public var centers: Matrix { Self.centers(shape: shape, box: box) }

  /// The L2 norm over the box, (integral of |v|^2)^(1/2).
  public var norm: Double {
    let largest = vectors.largestMagnitude
    guard largest > 0 else { return 0 }
    let scaled = vectors.elements.map { $0 / largest }
    return largest * (blockedDot(scaled, scaled) * cellVolume).squareRoot()
  }

  /// The inner product of L2 over the box, the integral of v . w, for fields on one grid.
  public func inner(_ other: VectorField) -> Double {
    precondition(shape == other.shape && box == other.box, "the fields live on one grid")
    return blockedDot(vectors.elements, other.vectors.elements) * cellVolume
  }

  private static func checkedBox(_ shape: [Int], _ box: Box?) throws(TransportError) -> Box {
    guard (1...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }) else {
      throw .shapeMismatch(
        argument: "shape", expected: "1 to 3 positive extents", found: "\(shape)")
    }
    let box = box ?? .unit(shape.count)
    guard box.dimension == shape.count else {
      throw .shapeMismatch(
        argument: "box", expected: "\(shape.count) axes", found: "\(box.dimension)")
    }
    return box
  }

  private static func checkedCount(_ shape: [Int]) throws(TransportError) -> Int {
    var count = shape.count
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw .shapeMismatch(
          argument: "shape", expected: "a grid that fits in memory", found: "\(shape)")
      }
      count = product
    }
    return count / shape.count
  }

  private static func centers(shape: [Int], box: Box) -> Matrix {
    let (d, count) = (shape.count, shape.reduce(1, *))
    var elements = [Double](repeating: 0, count: count * d)
    var stride = count
    for k in 0..<d {
      stride /= shape[k]
      let step = box.sides[k] / Double(shape[k])
      for cell in 0..<count {
        let i = cell / stride % shape[k]
        elements[cell * d + k] = box.lower[k] + (Double(i) + 0.5) * step
      }
    }
    return Matrix(uncheckedRows: count, columns: d, elements: elements)
  }
}

extension VectorField {
  /// The values of component k, one a cell.
  func component(_ k: Int) -> [Double] {
    let d = dimension
    return (0..<count).map { vectors.elements[$0 * d + k] }
  }

  /// The same grid with other components, each one number a cell.
  func replacing(_ components: [[Double]]) -> VectorField {
    let d = dimension
    var elements = [Double](repeating: 0, count: count * d)
    for k in 0..<d { for i in 0..<count { elements[i * d + k] = components[k][i] } }
    return VectorField(
      uncheckedShape: shape, box: box,
      vectors: Matrix(uncheckedRows: count, columns: d, elements: elements))
  }
}
