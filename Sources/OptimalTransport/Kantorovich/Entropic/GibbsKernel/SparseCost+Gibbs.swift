import Foundation

/// The sums of ``GibbsKernel`` over the pairs that a sparse cost allows.
extension SparseCost {
  func softTransform(of shift: [Double], epsilon: Double) -> [Double] {
    ParallelLoop.map(count: rows, grain: 256) { i in
      let range = rowStart[i]..<rowStart[i + 1]
      var least = Double.infinity
      for k in range { least = min(least, values[k] - shift[columnIndex[k]]) }
      guard least.isFinite else { return least }
      var sum = 0.0
      for k in range { sum += exp((least - (values[k] - shift[columnIndex[k]])) / epsilon) }
      return least - epsilon * log(sum)
    }
  }

  func gibbsProduct(
    _ w: [Double], rowShift: [Double], columnShift: [Double], epsilon: Double
  ) -> [Double] {
    ParallelLoop.map(count: rows, grain: 256) { i in
      var sum = 0.0
      for k in rowStart[i]..<rowStart[i + 1] {
        sum += entry(i, k, rowShift, columnShift, epsilon) * w[columnIndex[k]]
      }
      return sum
    }
  }

  func gibbsSums(rowShift: [Double], columnShift: [Double], epsilon: Double) -> GibbsSums {
    var sums = GibbsSums(
      rows: [Double](repeating: 0, count: rows), columns: [Double](repeating: 0, count: columns),
      cost: 0)
    var cost = CompensatedSum()
    for i in 0..<rows {
      for k in rowStart[i]..<rowStart[i + 1] {
        let p = entry(i, k, rowShift, columnShift, epsilon)
        sums.rows[i] += p
        sums.columns[columnIndex[k]] += p
        cost.add(p, times: values[k])
      }
    }
    sums.cost = cost.value
    return sums
  }

  func gibbsEntries(
    rowShift: [Double], columnShift: [Double], epsilon: Double, threshold: [Double], limit: Int
  ) -> CompressedRows? {
    var entries = CompressedRows(columns: columns)
    for i in 0..<rows {
      for k in rowStart[i]..<rowStart[i + 1] {
        let p = entry(i, k, rowShift, columnShift, epsilon)
        if p >= threshold[i] { entries.append(column: columnIndex[k], value: p) }
      }
      entries.endRow()
      if entries.count > limit { return nil }
    }
    return entries
  }

  /// Entry k, of row i; without mass where a shift is -infinity, and at most 2^1000, as in the kernels.
  @inline(__always)
  private func entry(
    _ i: Int, _ k: Int, _ rowShift: [Double], _ columnShift: [Double], _ epsilon: Double
  ) -> Double {
    let exponent = (rowShift[i] + columnShift[columnIndex[k]] - values[k]) / epsilon
    return exponent.isNaN ? 0 : min(exp(exponent), 0x1p1000)
  }
}
