import Foundation

extension PairCosts {
  /// The entries exp((rowShift_i + columnShift_j - c_ij) / eps) that are at least `threshold[i]`, by rows;
  /// nil when there are more than `limit`.
  func entries(
    rowShift: [Double], columnShift: [Double], epsilon: Double, threshold: [Double], limit: Int
  ) -> CompressedRows? {
    let rowShift = rows.gathered(rowShift, padding: -.infinity)
    let columnShift = columns.gathered(columnShift, padding: -.infinity)
    let threshold = rows.gathered(threshold, padding: .infinity)
    let lists = ParallelLoop.chunkedMap(count: rows.blocks, grain: grain) { range in
      let work = BlockRows(self, columnShift: columnShift, epsilon: epsilon)
      let entries = PaddedArray(repeating: 0.0, count: PointBlocks.size * PointBlocks.size)
      var lists: [[RowEntry]] = []
      var count = 0
      for block in range {
        work.setShift(block) { rowShift[$0] }
        let places = rows.places(block)
        var found = [[RowEntry]](repeating: [], count: places.count)
        let least = places.reduce(Double.infinity) { min($0, threshold[$1]) }
        // Below one by more than rounding, so that no entry at the threshold is missed.
        work.nearby.visit(block, work.shift, from: work.exponent(log2(least) - 1)) { run in
          for start in stride(from: run.lowerBound, to: run.upperBound, by: PointBlocks.size)
          where count <= limit {
            let column = start / PointBlocks.size
            fillEntries(
              rowBlock: block, columnBlock: column, work.shifts, tile: work.tile, into: entries)
            count += collect(entries, places, columns.places(column), threshold, &found)
          }
        }
        lists += found
      }
      return lists
    }
    return compressed(lists, limit: limit)
  }

  /// Adds the entries of a pair of blocks that are large enough; returns how many.
  private func collect(
    _ entries: PaddedArray<Double>, _ places: Range<Int>, _ columnPlaces: Range<Int>,
    _ threshold: PaddedArray<Double>, _ found: inout [[RowEntry]]
  ) -> Int {
    var count = 0
    for i in 0..<places.count {
      let least = threshold[places.lowerBound + i]
      for j in 0..<columnPlaces.count where entries[i * PointBlocks.size + j] >= least {
        let place = columnPlaces.lowerBound + j
        found[i].append(
          RowEntry(
            column: Int32(columns.order?[place] ?? place),
            value: entries[i * PointBlocks.size + j]))
        count += 1
      }
    }
    return count
  }

  private func compressed(_ lists: [[RowEntry]], limit: Int) -> CompressedRows? {
    guard lists.reduce(0, { $0 + $1.count }) <= limit else { return nil }
    var place = [Int](0..<rows.count)
    if let order = rows.order { for p in 0..<rows.count { place[order[p]] = p } }
    var result = CompressedRows(columns: columns.count)
    for i in 0..<rows.count {
      for entry in lists[place[i]] { result.append(column: Int(entry.column), value: entry.value) }
      result.endRow()
    }
    // Transposing twice sorts every row in linear time.
    return columns.order == nil ? result : result.transposed.transposed
  }
}

private struct RowEntry: Sendable {
  var column: Int32
  var value: Double
}
