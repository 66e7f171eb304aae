import Foundation

extension Geometry {
  /// out_i = -eps log sum_j exp((shift_j - c_ij) / eps), relative to a guess of `out` if there is one.
  func softTransform(of shift: [Double], epsilon: Double, near guess: [Double]?) -> [Double] {
    if let sums = GridGibbs(grid, epsilon: epsilon) { return sums.softTransform(of: shift) }
    let shift = SharedShift(shift)
    return ParallelLoop.chunkedMap(count: rows, grain: max(1, 4096 / columns)) { range in
      let reduced = ScratchArray(repeating: 0.0, count: columns)
      return range.map { i in
        reducedCosts(row: i, shift: shift.values, into: reduced)
        var least = Double.infinity
        for j in 0..<columns { least = min(least, reduced[j]) }
        if least == .infinity { return .infinity }
        var sum = 0.0
        for j in 0..<columns { sum += exp((least - reduced[j]) / epsilon) }
        return least - epsilon * log(sum)
      }
    }
  }

  /// out_i = sum_j exp((rowShift_i + columnShift_j - c_ij) / eps) w_j.
  func gibbsProduct(
    _ w: [Double], rowShift: [Double], columnShift: [Double], epsilon: Double
  ) -> [Double] {
    if let sums = GridGibbs(grid, epsilon: epsilon) {
      return sums.product(w, rowShift, columnShift)
    }
    let shift = SharedShift(columnShift)
    return ParallelLoop.chunkedMap(count: rows, grain: max(1, 4096 / columns)) { range in
      let reduced = ScratchArray(repeating: 0.0, count: columns)
      return range.map { i in
        reducedCosts(row: i, shift: shift.values, into: reduced)
        var sum = 0.0
        for j in 0..<columns { sum += exp((rowShift[i] - reduced[j]) / epsilon) * w[j] }
        return sum
      }
    }
  }

  /// Marginals and cost of exp((rowShift_i + columnShift_j - c_ij) / eps), of the same entries.
  func gibbsSums(rowShift: [Double], columnShift: [Double], epsilon: Double) -> GibbsSums {
    if let sums = GridGibbs(grid, epsilon: epsilon) { return sums.sums(rowShift, columnShift) }
    let shift = ScratchArray(columnShift)
    let reduced = ScratchArray(repeating: 0.0, count: columns)
    var rowSums = [Double](repeating: 0, count: rows)
    var columnSums = [Double](repeating: 0, count: columns)
    var cost = CompensatedSum()
    for i in 0..<rows {
      reducedCosts(row: i, shift: shift, into: reduced)
      var (sum, rowCost) = (0.0, 0.0)
      for j in 0..<columns where reduced[j] < .infinity {
        let p = exp((rowShift[i] - reduced[j]) / epsilon)
        sum += p
        columnSums[j] += p
        rowCost += p * (reduced[j] + shift[j])
      }
      rowSums[i] = sum
      cost.add(rowCost)
    }
    return GibbsSums(rows: rowSums, columns: columnSums, cost: cost.value)
  }

  /// The entries exp((rowShift_i + columnShift_j - c_ij) / eps) that are at least `threshold[i]`, by rows.
  func gibbsEntries(
    rowShift: [Double], columnShift: [Double], epsilon: Double, threshold: [Double]
  ) -> CompressedRows {
    if let grid { return GridEntries(grid, columnShift, epsilon).entries(rowShift, threshold) }
    let shift = ScratchArray(columnShift)
    let reduced = ScratchArray(repeating: 0.0, count: columns)
    var entries = CompressedRows(columns: columns)
    for i in 0..<rows {
      reducedCosts(row: i, shift: shift, into: reduced)
      for j in 0..<columns {
        let p = exp((rowShift[i] - reduced[j]) / epsilon)
        if p >= threshold[i] { entries.append(column: j, value: p) }
      }
      entries.endRow()
    }
    return entries
  }

  /// The same costs with source and target exchanged. Complexity: a dense matrix is copied.
  var transposed: Geometry {
    var result: Geometry
    switch storage {
    case .dense(let matrix): result = Geometry(uncheckedDense: matrix.transposed)
    case .sparse(let cost, _): result = Geometry(sparse: cost.transposed)
    case .clouds:
      result = Geometry(uncheckedSource: origin!.target, target: origin!.source, cost: origin!.cost)
    case .closure(let function):
      result = Geometry(
        uncheckedSource: origin!.target, target: origin!.source, cost: .custom { function($1, $0) })
    }
    result.grid = grid?.transposed
    return result
  }
}

/// A shift that several threads read; nothing writes to it after `init`.
private final class SharedShift: @unchecked Sendable {
  let values: ScratchArray<Double>
  init(_ values: [Double]) { self.values = ScratchArray(values) }
}
