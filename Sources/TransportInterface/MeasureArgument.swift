import COptimalTransport
import OptimalTransport

/// The measure that a caller describes.
///
/// - Throws: `CallError` for pointers and kinds, `TransportError` for numbers.
func measure(_ pointer: UnsafePointer<ot_measure>?, _ argument: String) throws -> any Measure {
  guard let given = pointer?.pointee else { throw CallError.null(argument) }
  guard let values = try ArrayArgument(given.values, "\(argument) values") else {
    throw CallError.null("\(argument) values")
  }
  let weights = try ArrayArgument(given.weights, "\(argument) weights")
  switch given.kind {
  case Int32(OT_POINTS):
    return try PointCloud(
      points: values.matrix("\(argument) points"),
      weights: weights.map { try $0.list("\(argument) weights") })
  case Int32(OT_GRID):
    return try GridDensity(
      shape: values.shape, box: sides(given.box, "\(argument) box"), values: values.elements)
  case Int32(OT_GAUSSIAN):
    guard let weights else { throw CallError.null("\(argument) covariance") }
    return try Gaussian(
      mean: values.list("\(argument) mean"), covariance: weights.matrix("\(argument) covariance"))
  default:
    throw CallError(
      cause: "kind", message: "\(argument) has the kind \(given.kind); expected 0, 1 or 2.")
  }
}

/// A box of d rows, lower and upper; nil for one that is left out.
func sides(_ array: ot_array, _ argument: String) throws -> Box? {
  try ArrayArgument(array, argument).map { try Box(sides: $0.matrix(argument), argument) }
}

extension Box {
  /// Rows of lower and upper sides.
  fileprivate init(sides: Matrix, _ argument: String) throws(TransportError) {
    guard sides.columns == 2 else {
      throw .shapeMismatch(
        argument: argument, expected: "d x 2", found: "\(sides.rows) x \(sides.columns)")
    }
    try self.init(
      lower: (0..<sides.rows).map { sides[$0, 0] }, upper: (0..<sides.rows).map { sides[$0, 1] })
  }
}
