/// A ground cost given on some pairs only; absent pairs are forbidden.
///
/// Stored by compressed rows: the entries of row i stand at `rowStart[i]..<rowStart[i + 1]`.
public struct SparseCost: Sendable, Equatable {
  /// The number of source atoms m.
  public let rows: Int
  /// The number of target atoms n.
  public let columns: Int
  let rowStart: [Int]
  let columnIndex: [Int]
  let values: [Double]

  /// Sorts the triplets by row and column.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch` for lists of different lengths, `outOfRange` for an
  ///   index outside the matrix or a pair given twice, `invalidCost` for a cost that is not finite.
  public init(
    rows: Int, columns: Int, rowIndices: [Int], columnIndices: [Int], values: [Double]
  ) throws(TransportError) {
    guard rows > 0, columns > 0 else { throw .emptyInput(argument: "sparse cost") }
    guard rowIndices.count == values.count, columnIndices.count == values.count else {
      throw .shapeMismatch(
        argument: "sparse cost", expected: "equally many rows, cols and costs",
        found: "\(rowIndices.count), \(columnIndices.count), \(values.count)")
    }
    for k in values.indices {
      guard rowIndices[k] >= 0, rowIndices[k] < rows else {
        throw .outOfRange(
          argument: "sparse cost rows[\(k)]", value: Double(rowIndices[k]),
          expected: "an index from 0 to \(rows - 1)")
      }
      guard columnIndices[k] >= 0, columnIndices[k] < columns else {
        throw .outOfRange(
          argument: "sparse cost cols[\(k)]", value: Double(columnIndices[k]),
          expected: "an index from 0 to \(columns - 1)")
      }
      guard values[k].isFinite else {
        throw .invalidCost(
          argument: "sparse cost", row: rowIndices[k], column: columnIndices[k], value: values[k])
      }
    }
    let order = values.indices.sorted {
      (rowIndices[$0], columnIndices[$0]) < (rowIndices[$1], columnIndices[$1])
    }
    for (k, l) in zip(order, order.dropFirst())
    where rowIndices[k] == rowIndices[l] && columnIndices[k] == columnIndices[l] {
      throw .outOfRange(
        argument: "sparse cost cols[\(l)]", value: Double(columnIndices[l]),
        expected: "a pair not given before")
    }
    var rowStart = [Int](repeating: 0, count: rows + 1)
    for i in rowIndices { rowStart[i + 1] += 1 }
    for i in 0..<rows { rowStart[i + 1] += rowStart[i] }
    self.rows = rows
    self.columns = columns
    self.rowStart = rowStart
    self.columnIndex = order.map { columnIndices[$0] }
    self.values = order.map { values[$0] }
  }

  /// The cost of a pair; infinite where it is forbidden.
  func cost(_ i: Int, _ j: Int) -> Double {
    var low = rowStart[i]
    var high = rowStart[i + 1]
    while low < high {
      let middle = (low + high) / 2
      if columnIndex[middle] < j { low = middle + 1 } else { high = middle }
    }
    return low < rowStart[i + 1] && columnIndex[low] == j ? values[low] : .infinity
  }
}

extension SparseCost {
  /// The same entries with rows and columns exchanged.
  var transposed: SparseCost {
    let (rowOf, columnOf) = (rowIndices, columnIndex)
    return SparseCost(
      sortedRows: columns, columns: rows,
      triplets: values.indices.map { (columnOf[$0], rowOf[$0], values[$0]) }
        .sorted { ($0.0, $0.1) < ($1.0, $1.1) })
  }

  /// The entries on the listed rows and columns, renumbered.
  func restricted(rows keptRows: [Int], columns keptColumns: [Int]) -> SparseCost {
    var newColumn = [Int](repeating: -1, count: columns)
    for (new, old) in keptColumns.enumerated() { newColumn[old] = new }
    var triplets: [(Int, Int, Double)] = []
    for (new, old) in keptRows.enumerated() {
      for k in rowStart[old]..<rowStart[old + 1] where newColumn[columnIndex[k]] >= 0 {
        triplets.append((new, newColumn[columnIndex[k]], values[k]))
      }
    }
    return SparseCost(
      sortedRows: keptRows.count, columns: keptColumns.count,
      triplets: triplets.sorted { ($0.0, $0.1) < ($1.0, $1.1) })
  }

  /// The row of each entry.
  private var rowIndices: [Int] {
    (0..<rows).flatMap { [Int](repeating: $0, count: rowStart[$0 + 1] - rowStart[$0]) }
  }

  private init(sortedRows rows: Int, columns: Int, triplets: [(Int, Int, Double)]) {
    var rowStart = [Int](repeating: 0, count: rows + 1)
    for (i, _, _) in triplets { rowStart[i + 1] += 1 }
    for i in 0..<rows { rowStart[i + 1] += rowStart[i] }
    self.rows = rows
    self.columns = columns
    self.rowStart = rowStart
    self.columnIndex = triplets.map(\.1)
    self.values = triplets.map(\.2)
  }
}
