extension Geometry {
  /// out[j] = c_ij - shift[j] for all j; infinite where the pair is forbidden.
  func reducedCosts(
    row i: Int, shift: borrowing ScratchArray<Double>, into out: borrowing ScratchArray<Double>
  ) {
    switch storage {
    case .dense(let matrix):
      for j in 0..<columns { out[j] = matrix.elements[i * columns + j] - shift[j] }
    case .sparse(let cost, _):
      for j in 0..<columns { out[j] = .infinity }
      for k in cost.rowStart[i]..<cost.rowStart[i + 1] {
        out[cost.columnIndex[k]] = cost.values[k] - shift[cost.columnIndex[k]]
      }
    case .clouds(let source, let target):
      target.reducedCosts(from: source, i, shift: shift, into: out)
    case .closure(let function):
      let x = origin!.source.row(i)
      for j in 0..<columns { out[j] = function(x, origin!.target.row(j)) - shift[j] }
    }
  }

  /// min over j of c_ij - shift[offset + j], and the least j that attains it.
  func reducedMinimum(
    row i: Int, shift: borrowing ScratchArray<Double>, offset: Int = 0
  ) -> RowMinimum {
    switch storage {
    case .dense(let matrix):
      return StoredRow.reducedMinimum(
        matrix.elements, from: i * columns, count: columns, shift: shift, offset: offset)
    case .sparse(let cost, _):
      return cost.reducedMinimum(row: i, shift: shift, offset: offset)
    case .clouds(let source, let target):
      return target.reducedMinimum(from: source, i, shift: shift, offset: offset)
    case .closure(let function):
      let x = origin!.source.row(i)
      var best = RowMinimum(value: .infinity, column: 0)
      for j in 0..<columns {
        let reduced = function(x, origin!.target.row(j)) - shift[offset + j]
        if reduced < best.value { best = RowMinimum(value: reduced, column: j) }
      }
      return best
    }
  }

  /// min over i of c_ij - shift[i], and the least i that attains it. A dense matrix is read down a
  /// column; use ``cTransform(ofSource:)`` for all columns at once.
  func reducedMinimum(column j: Int, shift: borrowing ScratchArray<Double>) -> RowMinimum {
    switch storage {
    case .sparse(_, let byColumns):
      return byColumns.reducedMinimum(row: j, shift: shift, offset: 0)
    case .clouds(let source, let target):
      return source.reducedMinimum(from: target, j, shift: shift)
    case .dense, .closure:
      var best = RowMinimum(value: .infinity, column: 0)
      for i in 0..<rows {
        let reduced = cost(i, j) - shift[i]
        if reduced < best.value { best = RowMinimum(value: reduced, column: i) }
      }
      return best
    }
  }

  /// The first pair whose cost is not finite, unless the pair is forbidden, throws.
  func checkNoOverflow() throws(TransportError) {
    if isSurelyFinite { return }
    let zero = ScratchArray(repeating: 0.0, count: columns)
    let row = ScratchArray(repeating: 0.0, count: columns)
    for i in 0..<rows {
      reducedCosts(row: i, shift: zero, into: row)
      for j in 0..<columns where !row[j].isFinite {
        throw .invalidCost(
          argument: "\(origin?.cost.name ?? "dense") cost", row: i, column: j, value: row[j])
      }
    }
  }

  /// Whether the corners of the bounding boxes already rule out an overflow.
  private var isSurelyFinite: Bool {
    guard let origin, case .clouds = storage else { return false }
    if case .cosine = origin.cost { return true }
    let (low, high) = origin.source.bounds
    let (targetLow, targetHigh) = origin.target.bounds
    let corner = low.indices.map { max(high[$0] - targetLow[$0], targetHigh[$0] - low[$0]) }
    return origin.cost(corner, [Double](repeating: 0, count: corner.count)).isFinite
  }
}

extension SparseCost {
  func reducedMinimum(
    row i: Int, shift: borrowing ScratchArray<Double>, offset: Int
  ) -> RowMinimum {
    var best = RowMinimum(value: .infinity, column: 0)
    for k in rowStart[i]..<rowStart[i + 1] {
      let reduced = values[k] - shift[offset + columnIndex[k]]
      if reduced < best.value { best = RowMinimum(value: reduced, column: columnIndex[k]) }
    }
    return best
  }
}

extension Matrix {
  /// The least and the greatest entry of each column.
  var bounds: (lower: [Double], upper: [Double]) {
    var lower = row(0)
    var upper = lower
    for i in 1..<max(rows, 1) {
      for k in 0..<columns {
        lower[k] = min(lower[k], self[i, k])
        upper[k] = max(upper[k], self[i, k])
      }
    }
    return (lower, upper)
  }
}
