/// A vector field h: R^d -> R^d, known at the points of a discrete measure mu.
public struct SampledField: Sendable, Equatable {
  /// The points x_i and their masses: the base measure mu.
  public let base: PointCloud
  /// h(x_i), n x d, one vector a row.
  public let values: Matrix

  /// Checks and wraps a field.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public init(base: PointCloud, values: Matrix) throws(TransportError) {
    guard values.rows == base.count, values.columns == base.dimension else {
      throw .shapeMismatch(
        argument: "field values", expected: "\(base.count) x \(base.dimension), as the points are",
        found: "\(values.rows) x \(values.columns)")
    }
    try checkFinite(values.elements, argument: "field values")
    self.base = base
    self.values = values
  }

  /// The field at the cell centres of a grid, all of equal mass, 1 together.
  public init(_ field: VectorField) throws(TransportError) {
    try self.init(base: PointCloud(points: field.centers), values: field.vectors)
  }

  /// A field on the line.
  public init(
    line positions: [Double], values: [Double], weights: [Double]? = nil
  ) throws(TransportError) {
    try self.init(
      base: PointCloud(line: positions, weights: weights),
      values: Matrix(rows: values.count, columns: 1, elements: values))
  }

  /// The number of samples n.
  public var count: Int { base.count }
  /// The dimension d.
  public var dimension: Int { base.dimension }
}
