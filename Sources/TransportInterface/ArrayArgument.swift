import COptimalTransport
import OptimalTransport

/// An array that a caller lends, checked against itself.
struct ArrayArgument {
  let shape: [Int]
  private let data: UnsafePointer<Double>

  /// Nil for an array that is left out.
  ///
  /// - Throws: `CallError` for a shape without numbers or more numbers than memory has.
  init?(_ array: ot_array, _ argument: String) throws(CallError) {
    guard let data = array.data else { return nil }
    guard array.rank <= 8 else {
      throw CallError(
        cause: "rank", message: "\(argument) has \(array.rank) axes; expected 8 at most.")
    }
    var shape: [Int] = []
    if array.rank > 0 {
      guard let extents = array.shape else { throw .null("the shape of \(argument)") }
      shape = Array(UnsafeBufferPointer(start: extents, count: array.rank))
    }
    var count = 1
    for extent in shape {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !isTooLarge, product <= Int.max / 8 else {
        throw CallError(
          cause: "size", message: "\(argument) has the shape \(shape), more than memory holds.")
      }
      count = product
    }
    self.shape = shape
    self.data = data
  }

  var count: Int { shape.reduce(1, *) }
  var elements: [Double] { Array(UnsafeBufferPointer(start: data, count: count)) }

  /// Its rows.
  func matrix(_ argument: String) throws -> Matrix {
    guard shape.count == 2 else {
      throw TransportError.shapeMismatch(
        argument: argument, expected: "two axes", found: "\(shape.count)")
    }
    return try Matrix(rows: shape[0], columns: shape[1], elements: elements)
  }

  /// Its numbers, in one row.
  func list(_ argument: String) throws -> [Double] {
    guard shape.count == 1 else {
      throw TransportError.shapeMismatch(
        argument: argument, expected: "one axis", found: "\(shape.count)")
    }
    return elements
  }
}
