/// A square sparse matrix with equally many entries a row: the derivative of a scheme.
///
/// Unchecked, because nothing writes to it once it is made, except the threads that fill disjoint
/// rows.
final class StencilMatrix: @unchecked Sendable {
  /// Entries a row.
  let width: Int
  let rows: Int
  /// Row-major; unused entries have value zero and name any column.
  let columns: ScratchArray<Int32>
  let values: ScratchArray<Double>

  /// Entries to be written.
  init(rows: Int, width: Int) {
    self.rows = rows
    self.width = width
    columns = ScratchArray(repeating: 0, count: rows * width)
    values = ScratchArray(repeating: 0, count: rows * width)
  }

  /// The product with a vector; 2 width flops a row.
  func apply(_ vector: [Double]) -> [Double] {
    let x = ScratchArray(vector)
    let result = ScratchArray<Double>(uninitialized: rows)
    ParallelLoop.run(count: rows, grain: 8192) { range in
      for row in range {
        var sum = 0.0
        for k in row * width..<(row + 1) * width { sum += values[k] * x[Int(columns[k])] }
        result[row] = sum
      }
    }
    return result.array
  }

  /// The sum of |A_ij| along each row.
  var absoluteRowSums: [Double] {
    (0..<rows).map { row in
      var sum = 0.0
      for k in row * width..<(row + 1) * width { sum += abs(values[k]) }
      return sum
    }
  }
}
