/// A sparse matrix by compressed rows: the entries of row i stand at rowStart[i]..<rowStart[i + 1].
struct CompressedRows: Sendable {
  let columns: Int
  fileprivate(set) var rowStart: [Int] = [0]
  fileprivate(set) var columnIndex: [Int32] = []
  fileprivate(set) var values: [Double] = []

  /// A matrix without rows.
  init(columns: Int) { self.columns = columns }

  /// The number of rows.
  var rows: Int { rowStart.count - 1 }
  /// The number of stored entries.
  var count: Int { values.count }

  /// Adds an entry to the row that is being written.
  mutating func append(column: Int, value: Double) {
    columnIndex.append(Int32(column))
    values.append(value)
  }

  /// Ends the row that is being written.
  mutating func endRow() { rowStart.append(values.count) }

  /// Adds the rows of another matrix with the same columns below.
  mutating func append(rowsOf other: CompressedRows) {
    let offset = values.count
    rowStart.append(contentsOf: other.rowStart.dropFirst().map { $0 + offset })
    columnIndex.append(contentsOf: other.columnIndex)
    values.append(contentsOf: other.values)
  }
}

extension CompressedRows {
  /// Calls `body` with each entry's row, column and value.
  func forEach(_ body: (Int, Int, Double) -> Void) {
    for i in 0..<rows {
      for k in rowStart[i]..<rowStart[i + 1] { body(i, Int(columnIndex[k]), values[k]) }
    }
  }

  /// The sum of the squares of row i.
  func squaredRowNorm(_ i: Int) -> Double {
    values[rowStart[i]..<rowStart[i + 1]].reduce(0) { $0 + $1 * $1 }
  }

  /// The transpose, by counting. Complexity: O(entries + rows + columns).
  var transposed: CompressedRows {
    var start = [Int](repeating: 0, count: columns + 1)
    for j in columnIndex { start[Int(j) + 1] += 1 }
    for j in 0..<columns { start[j + 1] += start[j] }
    var next = start
    var result = CompressedRows(columns: rows)
    result.rowStart = start
    result.columnIndex = [Int32](repeating: 0, count: count)
    result.values = [Double](repeating: 0, count: count)
    for i in 0..<rows {
      for k in rowStart[i]..<rowStart[i + 1] {
        let j = Int(columnIndex[k])
        result.columnIndex[next[j]] = Int32(i)
        result.values[next[j]] = values[k]
        next[j] += 1
      }
    }
    return result
  }

  /// The product with a vector, in parallel.
  func product(_ x: [Double]) -> [Double] {
    let grain = max(1, 20_000 / max(1, count / max(1, rows)))
    return x.withUnsafeBufferPointer { x in
      rowStart.withUnsafeBufferPointer { rowStart in
        columnIndex.withUnsafeBufferPointer { columnIndex in
          values.withUnsafeBufferPointer { values in
            let parts = SparseParts(
              x: x, rowStart: rowStart, columnIndex: columnIndex, values: values)
            return ParallelLoop.map(count: rows, grain: grain) { parts.rowProduct($0) }
          }
        }
      }
    }
  }
}

/// Unchecked because the arrays outlive the loop and are only read.
private struct SparseParts: @unchecked Sendable {
  let x: UnsafeBufferPointer<Double>
  let rowStart: UnsafeBufferPointer<Int>
  let columnIndex: UnsafeBufferPointer<Int32>
  let values: UnsafeBufferPointer<Double>

  @inline(__always)
  func rowProduct(_ i: Int) -> Double {
    var (even, odd) = (0.0, 0.0)
    var k = rowStart[i]
    let end = rowStart[i + 1]
    while k + 1 < end {
      even += values[k] * x[Int(columnIndex[k])]
      odd += values[k + 1] * x[Int(columnIndex[k + 1])]
      k += 2
    }
    if k < end { even += values[k] * x[Int(columnIndex[k])] }
    return even + odd
  }
}
