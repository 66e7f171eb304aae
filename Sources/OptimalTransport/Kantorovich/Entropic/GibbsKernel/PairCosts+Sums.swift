import Foundation

extension PairCosts {
  /// Row sums of a plan between atoms of equal mass, as a power of two.
  private var expectedSum: Double { -log2(Double(rows.count)) - 2 }

  /// out_i = sum_j exp((rowShift_i + columnShift_j - c_ij) / eps) w_j, to rounding of the sum of absolute values.
  func product(
    _ w: [Double], rowShift: [Double], columnShift: [Double], epsilon: Double
  ) -> [Double] {
    let weights = columns.gathered(w, padding: 0)
    let rowShift = rows.gathered(rowShift, padding: -.infinity)
    let columnShift = columns.gathered(columnShift, padding: -.infinity)
    let size = w.reduce(0) { $0 + abs($1) / Double(w.count) }
    let expected = expectedSum + (size > 0 ? log2(size) : 0)
    return rows.scattered(
      mapBlocks(columnShift: columnShift, weights: weights, epsilon: epsilon) { block, work in
        work.setShift(block) { rowShift[$0] }
        work.sum(block, expected: expected) { range in
          addSums(
            rowBlock: block, columns: range, work.shifts, tile: work.tile, weights: weights,
            to: work.sums, weighted: work.weighted)
        }
        return (0..<rows.places(block).count).map { work.weighted[$0] }
      })
  }

  /// Marginals and cost of exp((rowShift_i + columnShift_j - c_ij) / eps), of the same entries.
  ///
  /// What does not matter to a row may matter to a column of little mass, so the columns have a second turn.
  func sums(rowShift: [Double], columnShift: [Double], epsilon: Double) -> GibbsSums {
    let rowShift = rows.gathered(rowShift, padding: -.infinity)
    let columnShift = columns.gathered(columnShift, padding: -.infinity)
    let parts = ParallelLoop.chunkedMap(count: rows.blocks, grain: grain) { range in
      let work = BlockRows(self, columnShift: columnShift, epsilon: epsilon)
      let part = PartialSums(blocks: range, columns: columns.paddedCount)
      for block in range { addRows(block, rowShift, work, part) }
      return [part]
    }
    let thresholds = columnThresholds(parts, columnShift, epsilon)
    ParallelLoop.run(count: parts.count) { range in
      for part in parts[range] {
        let work = BlockRows(self, columnShift: columnShift, epsilon: epsilon)
        for block in part.blocks { addColumns(block, rowShift, thresholds, work, part) }
      }
    }
    var cost = CompensatedSum()
    for part in parts { cost.add(part.cost) }
    return GibbsSums(
      rows: rows.scattered(parts.flatMap(\.rows)),
      columns: columns.scattered((0..<columns.count).map { columnSum(parts, $0) }),
      cost: cost.value)
  }

  private func addRows(
    _ block: Int, _ rowShift: PaddedArray<Double>, _ work: BlockRows, _ part: PartialSums
  ) {
    work.setShift(block) { rowShift[$0] }
    let threshold = work.sum(block, expected: expectedSum) { addMarginals(block, $0, work, part) }
    part.thresholds.append(threshold)
    for i in 0..<rows.places(block).count {
      part.rows.append(work.sums[i])
      part.cost.add(work.weighted[i])
    }
  }

  private func addColumns(
    _ block: Int, _ rowShift: PaddedArray<Double>, _ thresholds: [Double], _ work: BlockRows,
    _ part: PartialSums
  ) {
    let first = part.thresholds[block - part.blocks.lowerBound]
    guard thresholds.contains(where: { $0 < first }) else { return }
    work.setShift(block) { rowShift[$0] }
    work.clear()
    work.nearby.visit(block, work.shift, from: first) { _ in }
    work.nearby.visitMore(block, work.shift, from: { thresholds[$0] }, below: first) {
      addMarginals(block, $0, work, part)
    }
    let start = (block - part.blocks.lowerBound) * PointBlocks.size
    for i in 0..<rows.places(block).count {
      part.rows[start + i] += work.sums[i]
      part.cost.add(work.weighted[i])
    }
  }

  private func addMarginals(
    _ block: Int, _ range: Range<Int>, _ work: BlockRows, _ part: PartialSums
  ) {
    addMarginals(
      rowBlock: block, columns: range, work.shifts, tile: work.tile, rows: work.sums,
      columns: part.columns, costs: work.weighted)
  }

  /// For each block of columns, what an entry must reach to matter to the least of its sums.
  private func columnThresholds(
    _ parts: [PartialSums], _ columnShift: PaddedArray<Double>, _ epsilon: Double
  ) -> [Double] {
    let depth = NearbyBlocks.depth(rows.count)
    return (0..<columns.blocks).map { block in
      let least = columns.places(block).reduce(Double.infinity) {
        columnShift[$1] > -.infinity ? min($0, columnSum(parts, $1)) : $0
      }
      return (log2(least) - depth) * epsilon * 0.6931471805599453
    }
  }

  private func columnSum(_ parts: [PartialSums], _ place: Int) -> Double {
    parts.reduce(0) { $0 + $1.columns[place] }
  }
}

/// The sums over some blocks of rows. Unchecked because one thread at a time works on it.
private final class PartialSums: @unchecked Sendable {
  let blocks: Range<Int>
  var rows: [Double] = []
  let columns: PaddedArray<Double>
  var cost = CompensatedSum()
  /// What entries had to reach to be summed, for each block of rows.
  var thresholds: [Double] = []

  init(blocks: Range<Int>, columns: Int) {
    self.blocks = blocks
    self.columns = PaddedArray(repeating: 0, count: columns)
  }
}
