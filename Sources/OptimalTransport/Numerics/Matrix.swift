/// A dense real matrix, row-major.
public struct Matrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The entries; (i, j) stands at `i * columns + j`.
  public var elements: [Double]

  /// Wraps `elements`, read row by row.
  ///
  /// - Throws: `TransportError.shapeMismatch` unless there are `rows * columns` elements.
  public init(rows: Int, columns: Int, elements: [Double]) throws(TransportError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, elements.count == count else {
      throw .shapeMismatch(
        argument: "elements", expected: "\(rows) x \(columns) values", found: "\(elements.count)")
    }
    self.init(uncheckedRows: rows, columns: columns, elements: elements)
  }

  /// A matrix with every entry equal to `value`.
  public init(repeating value: Double, rows: Int, columns: Int) {
    self.init(
      uncheckedRows: rows, columns: columns,
      elements: [Double](repeating: value, count: rows * columns))
  }

  /// The matrix of a list of equally long rows.
  ///
  /// - Throws: `TransportError.shapeMismatch` when two rows differ in length.
  public init(_ rowList: [[Double]]) throws(TransportError) {
    let columns = rowList.first?.count ?? 0
    for (i, row) in rowList.enumerated() where row.count != columns {
      throw .shapeMismatch(
        argument: "row \(i)", expected: "\(columns) values", found: "\(row.count)")
    }
    self.init(uncheckedRows: rowList.count, columns: columns, elements: rowList.flatMap { $0 })
  }

  init(uncheckedRows rows: Int, columns: Int, elements: [Double]) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// The identity of size `n`.
  public static func identity(_ n: Int) -> Matrix {
    var result = Matrix(repeating: 0, rows: n, columns: n)
    for i in 0..<n { result[i, i] = 1 }
    return result
  }

  /// The entry at row `i`, column `j`.
  public subscript(i: Int, j: Int) -> Double {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  /// Row `i` as a list.
  public func row(_ i: Int) -> [Double] { Array(elements[i * columns..<(i + 1) * columns]) }

  /// The transpose.
  public var transposed: Matrix {
    var result = Matrix(repeating: 0, rows: columns, columns: rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }
}
