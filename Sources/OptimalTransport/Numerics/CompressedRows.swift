/// A sparse matrix by compressed rows: the entries of row i stand at rowStart[i]..<rowStart[i + 1].
struct CompressedRows: Sendable {
  let columns: Int
  private(set) var rowStart: [Int] = [0]
  private(set) var columnIndex: [Int32] = []
  private(set) var values: [Double] = []

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
