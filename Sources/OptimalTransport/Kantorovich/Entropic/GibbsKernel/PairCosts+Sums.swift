extension PairCosts {
  /// out_i = sum_j exp((rowShift_i + columnShift_j - c_ij) / eps) w_j.
  func product(
    _ w: [Double], rowShift: [Double], columnShift: [Double], epsilon: Double
  ) -> [Double] {
    let weights = columns.gathered(w, padding: 0)
    let rowShift = rows.gathered(rowShift, padding: -.infinity)
    let columnShift = columns.gathered(columnShift, padding: -.infinity)
    return rows.scattered(
      mapBlocks { block, scratch in
        let places = rows.places(block)
        scratch.setShift(places) { rowShift[$0] }
        scratch.clearSums()
        addSums(
          rowBlock: block, columns: 0..<columns.stride,
          PairShifts(rows: scratch.shift, columns: columnShift, epsilon: epsilon),
          tile: scratch.tile, weights: weights, to: scratch.sums, weighted: scratch.weighted)
        return (0..<places.count).map { scratch.weighted[$0] }
      })
  }

  /// Marginals and cost of exp((rowShift_i + columnShift_j - c_ij) / eps), of the same entries.
  func sums(rowShift: [Double], columnShift: [Double], epsilon: Double) -> GibbsSums {
    let rowShift = rows.gathered(rowShift, padding: -.infinity)
    let columnShift = columns.gathered(columnShift, padding: -.infinity)
    let parts = ParallelLoop.chunkedMap(count: rows.blocks, grain: grain) { range in
      let scratch = BlockScratch(self)
      let part = PartialSums(columns: columns.stride)
      for block in range {
        let places = rows.places(block)
        scratch.setShift(places) { rowShift[$0] }
        scratch.clearSums()
        addMarginals(
          rowBlock: block, columns: 0..<columns.stride,
          PairShifts(rows: scratch.shift, columns: columnShift, epsilon: epsilon),
          tile: scratch.tile, rows: scratch.sums, columns: part.columns, costs: scratch.weighted)
        part.add(rows: places.count, scratch)
      }
      return [part]
    }
    var cost = CompensatedSum()
    for part in parts { cost.add(part.cost) }
    return GibbsSums(
      rows: rows.scattered(parts.flatMap(\.rows)),
      columns: columns.scattered(
        (0..<columns.count).map { j in parts.reduce(0) { $0 + $1.columns[j] } }),
      cost: cost.value)
  }
}

/// The sums over some blocks of rows. Unchecked because one thread fills it and hands it over.
private final class PartialSums: @unchecked Sendable {
  var rows: [Double] = []
  let columns: PaddedArray<Double>
  var cost = CompensatedSum()

  init(columns: Int) { self.columns = PaddedArray(repeating: 0, count: columns) }

  func add(rows count: Int, _ scratch: BlockScratch) {
    for i in 0..<count {
      rows.append(scratch.sums[i])
      cost.add(scratch.weighted[i])
    }
  }
}
