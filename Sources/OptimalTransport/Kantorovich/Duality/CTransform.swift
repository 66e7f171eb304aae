extension Geometry {
  /// The c-transform of a target potential: alpha_i = min over j of c_ij - beta_j.
  ///
  /// It is the largest alpha with alpha_i + beta_j <= c_ij. Infinite only on a row without any
  /// allowed pair. Complexity: O(m n) time, in parallel, O(m + n) memory; between grids of N^d cells
  /// O(N^{d+1}) time where the cost is a sum over axes.
  public func cTransform(ofTarget beta: [Double]) -> [Double] {
    precondition(beta.count == columns, "beta has one number a column")
    if let grid { return grid.transform(beta) }
    let shift = SharedPotential(beta)
    return ParallelLoop.map(count: rows, grain: max(1, 4096 / columns)) {
      reducedMinimum(row: $0, shift: shift.values).value
    }
  }

  /// The c-transform of a source potential: beta_j = min over i of c_ij - alpha_i.
  ///
  /// It is the largest beta with alpha_i + beta_j <= c_ij. Complexity: as above.
  public func cTransform(ofSource alpha: [Double]) -> [Double] {
    precondition(alpha.count == rows, "alpha has one number a row")
    if let grid { return grid.transposed.transform(alpha) }
    if case .dense(let matrix) = storage { return matrix.minimumByColumns(shift: alpha) }
    let shift = SharedPotential(alpha)
    return ParallelLoop.map(count: columns, grain: max(1, 4096 / rows)) {
      reducedMinimum(column: $0, shift: shift.values).value
    }
  }
}

/// A potential that several threads read; nothing writes to it after `init`.
private final class SharedPotential: @unchecked Sendable {
  let values: ScratchArray<Double>
  init(_ values: [Double]) { self.values = ScratchArray(values) }
}

extension Matrix {
  /// min over i of self[i, j] - shift[i] for all j, in one pass along the rows.
  fileprivate func minimumByColumns(shift: [Double]) -> [Double] {
    let running = ScratchArray(repeating: Double.infinity, count: columns)
    for i in 0..<rows {
      StoredRow.updateMinimum(running, elements, from: i * columns, shift: shift[i])
    }
    return running.array
  }
}
