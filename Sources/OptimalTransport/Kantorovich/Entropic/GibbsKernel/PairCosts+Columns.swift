import Foundation

/// Sums down the columns of a stored matrix, which is read along its rows: each thread adds up columns of its own, and these
/// are added in order.
extension PairCosts {
  /// out_j = -eps log sum_i exp((shift_i - c_ij) / eps), as ``softTransform(of:epsilon:near:)`` does rows.
  func columnSoftTransform(of shift: [Double], epsilon: Double, near guess: [Double]?) -> [Double] {
    let rowShift = rows.gathered(shift, padding: -.infinity)
    let ones = [Double](repeating: 1, count: rows.count)
    var result = [Double](repeating: .nan, count: columns.count)
    if let guess {
      let sums = columnSums(ones, rowShift, guess, epsilon)
      for j in result.indices where sums[j] >= 0x1p-900 && sums[j] <= 0x1p900 {
        result[j] = guess[j] - epsilon * log(sums[j])
      }
    }
    guard result.contains(where: \.isNaN) else { return result }
    let minima = columnMinima(rowShift)
    let sums = columnSums(ones, rowShift, minima, epsilon)
    for j in result.indices where result[j].isNaN {
      result[j] = minima[j] - epsilon * log(min(max(sums[j], 1), Double(rows.count)))
    }
    return result
  }

  /// out_j = sum_i w_i exp((rowShift_i + columnShift_j - c_ij) / eps).
  func columnProduct(
    _ w: [Double], rowShift: [Double], columnShift: [Double], epsilon: Double
  ) -> [Double] {
    columnSums(w, rows.gathered(rowShift, padding: -.infinity), columnShift, epsilon)
  }

  private func columnSums(
    _ w: [Double], _ rowShift: PaddedArray<Double>, _ columnShift: [Double], _ epsilon: Double
  ) -> [Double] {
    let weights = rows.gathered(w, padding: 0)
    let columnShift = columns.gathered(columnShift, padding: -.infinity)
    return combinedColumns(initial: 0, { $0 + $1 }) { range, sums in
      let work = BlockRows(self, columnShift: columnShift, epsilon: epsilon)
      let weight = PaddedArray(repeating: 0.0, count: PointBlocks.size)
      for block in range {
        let places = rows.places(block)
        work.setShift(block) { rowShift[$0] }
        for i in places { weight[i - places.lowerBound] = weights[i] }
        addColumnSums(
          rowBlock: block, columns: 0..<columns.paddedCount, work.shifts, tile: work.tile,
          weights: weight, to: sums)
      }
    }
  }

  /// min over i of c_ij - shift_i.
  private func columnMinima(_ shift: PaddedArray<Double>) -> [Double] {
    guard case .dense(let matrix) = source else { preconditionFailure("costs are not stored") }
    return combinedColumns(initial: .infinity, { min($0, $1) }) { range, minima in
      let running = ScratchArray(repeating: Double.infinity, count: columns.count)
      for i in range.lowerBound
        * PointBlocks.size..<min(rows.count, range.upperBound * PointBlocks.size)
      {
        StoredRow.updateMinimum(
          running, matrix.elements, from: i * matrix.columns, shift: shift[i])
      }
      for j in 0..<columns.count { minima[j] = running[j] }
    }
  }

  /// One number a column, made of those that `body` finds for ranges of row blocks.
  func combinedColumns(
    initial: Double, _ combine: (Double, Double) -> Double,
    _ body: (Range<Int>, PaddedArray<Double>) -> Void
  ) -> [Double] {
    let parts = ParallelLoop.chunkedMap(count: rows.blocks, grain: grain) { range in
      let part = PaddedArray(repeating: initial, count: columns.paddedCount)
      body(range, part)
      return [part]
    }
    return (0..<columns.count).map { j in parts.reduce(initial) { combine($0, $1[j]) } }
  }
}
