public import OptimalTransport

/// An array of numbers with any number of axes, row-major: what a NumPy file holds.
///
/// Integers and booleans become Double; integers beyond 2^53 are rounded to nearest.
public struct NumericArray: Sendable, Equatable {
  /// The extent of each axis; empty for a scalar.
  public let shape: [Int]
  /// The entries, the last axis fastest.
  public let values: [Double]

  /// Checks and wraps the entries.
  ///
  /// - Throws: `shapeMismatch` unless there are as many values as the shape has places.
  public init(shape: [Int], values: [Double]) throws(TransportError) {
    guard placeCount(shape) == values.count else {
      throw .shapeMismatch(
        argument: "array", expected: "as many values as shape \(shape) has places",
        found: "\(values.count)")
    }
    self.init(uncheckedShape: shape, values: values)
  }

  /// A list as an array with one axis.
  public init(_ values: [Double]) {
    self.init(uncheckedShape: [values.count], values: values)
  }

  /// A list of integers as an array with one axis.
  public init(_ integers: [Int]) {
    self.init(integers.map(Double.init))
  }

  /// A matrix as an array with two axes.
  public init(_ matrix: Matrix) {
    self.init(uncheckedShape: [matrix.rows, matrix.columns], values: matrix.elements)
  }

  init(uncheckedShape shape: [Int], values: [Double]) {
    self.shape = shape
    self.values = values
  }
}

/// The product of the extents; nil where one is negative or the product overflows.
func placeCount(_ shape: [Int]) -> Int? {
  if shape.contains(where: { $0 < 0 }) { return nil }
  if shape.contains(0) { return 0 }
  var count = 1
  for extent in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    if overflow { return nil }
    count = product
  }
  return count
}
