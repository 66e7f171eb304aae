/// A plan P >= 0, sparse: `mass[k]` moves from source atom `rows[k]` to target atom `columns[k]`.
///
/// A vertex of the transport polytope has at most m + n - 1 entries. Repeated pairs add up.
public struct TransportPlan: Sendable, Equatable {
  /// The number of source atoms m.
  public let rowCount: Int
  /// The number of target atoms n.
  public let columnCount: Int
  /// The source atom of each entry.
  public let rows: [Int]
  /// The target atom of each entry.
  public let columns: [Int]
  /// The mass of each entry, >= 0.
  public let mass: [Double]

  /// Checks and wraps the entries.
  ///
  /// - Throws: `shapeMismatch` for lists of different lengths, `outOfRange` for an index outside the
  ///   plan, `nonFinite`, `negativeMass`.
  public init(rowCount: Int, columnCount: Int, rows: [Int], columns: [Int], mass: [Double])
    throws(TransportError)
  {
    guard rows.count == mass.count, columns.count == mass.count else {
      throw .shapeMismatch(
        argument: "plan", expected: "equally many rows, cols and mass",
        found: "\(rows.count), \(columns.count), \(mass.count)")
    }
    for (k, i) in rows.enumerated() where i < 0 || i >= rowCount {
      throw .outOfRange(
        argument: "plan rows[\(k)]", value: Double(i),
        expected: "an index from 0 to \(rowCount - 1)")
    }
    for (k, j) in columns.enumerated() where j < 0 || j >= columnCount {
      throw .outOfRange(
        argument: "plan cols[\(k)]", value: Double(j),
        expected: "an index from 0 to \(columnCount - 1)")
    }
    try checkFinite(mass, argument: "plan mass")
    for (k, value) in mass.enumerated() where value < 0 {
      throw .negativeMass(argument: "plan mass", index: k, value: value)
    }
    self.init(
      uncheckedRowCount: rowCount, columnCount: columnCount, rows: rows, columns: columns,
      mass: mass)
  }

  init(uncheckedRowCount: Int, columnCount: Int, rows: [Int], columns: [Int], mass: [Double]) {
    self.rowCount = uncheckedRowCount
    self.columnCount = columnCount
    self.rows = rows
    self.columns = columns
    self.mass = mass
  }

  /// The number of stored entries.
  public var count: Int { mass.count }

  /// The row sums P 1, m numbers.
  public var sourceMarginal: [Double] { marginal(rows, count: rowCount) }
  /// The column sums P' 1, n numbers.
  public var targetMarginal: [Double] { marginal(columns, count: columnCount) }

  private func marginal(_ indices: [Int], count: Int) -> [Double] {
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: count)
    for (k, i) in indices.enumerated() { sums[i].add(mass[k]) }
    return sums.map(\.value)
  }

  /// The dense m x n matrix. Complexity: O(m n) memory.
  public var dense: Matrix {
    var result = Matrix(repeating: 0, rows: rowCount, columns: columnCount)
    for k in mass.indices { result[rows[k], columns[k]] += mass[k] }
    return result
  }

  /// The transport cost <C, P>, summed with compensation.
  public func cost(in geometry: Geometry) -> Double {
    var sum = CompensatedSum()
    for k in mass.indices where mass[k] > 0 {
      sum.add(mass[k], times: geometry.cost(rows[k], columns[k]))
    }
    return sum.value
  }

  /// |P1 - a|_1 + |P'1 - b|_1: the L1 error of both marginals, in units of mass.
  public func marginalError(source: [Double], target: [Double]) -> Double {
    var sum = CompensatedSum()
    for (p, a) in zip(sourceMarginal, source) { sum.add(abs(p - a)) }
    for (p, b) in zip(targetMarginal, target) { sum.add(abs(p - b)) }
    return sum.value
  }
}
