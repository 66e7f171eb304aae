import Foundation

extension PairCosts {
  /// Sums outside of this range lack terms that were too small to represent, or are saturated.
  static let sound = 0x1p-900...0x1p900

  /// out_i = -eps log sum_j exp((shift_j - c_ij) / eps).
  ///
  /// Relative to the guess it is guess_i - eps log sum_j exp((guess_i + shift_j - c_ij) / eps).
  /// Where that sum is not sound, and where there is no guess, the least c_ij - shift_j takes its
  /// place: then the sum lies in 1...n, and is held there when eps is below the rounding errors of
  /// the costs. Sums in single precision are tried first, if asked for.
  func softTransform(
    of shift: [Double], epsilon: Double, near guess: [Double]?,
    precision: KernelPrecision = .double
  ) -> [Double] {
    let shift = columns.gathered(shift, padding: -.infinity)
    let single =
      precision == .single ? SinglePairs(self, columnShift: shift, epsilon: epsilon) : nil
    let guess = guess.map { rows.gathered($0, padding: -.infinity) }
    return rows.scattered(
      mapBlocks(columnShift: shift, epsilon: epsilon) { block, work in
        var result = [Double](repeating: .nan, count: rows.places(block).count)
        if let guess {
          work.setShift(block) { guess[$0] }
          if let single {
            addSums(block, work, single)
            work.accept(SinglePairs.sound, into: &result)
          }
          if result.contains(where: \.isNaN) {
            addSums(block, work)
            work.accept(Self.sound, into: &result)
          }
        }
        if result.contains(where: \.isNaN) { fromMinima(block, work, &result) }
        return result
      })
  }

  private func addSums(_ block: Int, _ work: BlockRows) {
    work.sum(block, expected: -2) { range in
      addSums(rowBlock: block, columns: range, work.shifts, tile: work.tile, to: work.sums)
    }
  }

  private func addSums(_ block: Int, _ work: BlockRows, _ single: SinglePairs) {
    let count = rows.places(block).count
    work.sum(block, expected: -2) { range in
      single.addSums(
        rowBlock: block, count: count, columns: range, rowShift: work.shift, to: work.sums)
    }
  }

  /// Replaces the results that are NaN.
  func fromMinima(_ block: Int, _ work: BlockRows, _ result: inout [Double]) {
    work.findMinima(block)
    let first = rows.places(block).lowerBound
    work.setShift(block) { work.minima[$0 - first] }
    addSums(block, work)
    for i in result.indices where result[i].isNaN {
      let sum = min(max(work.sums[i], 1), Double(columns.count))
      result[i] = work.minima[i] - work.epsilon * log(sum)
    }
  }
}

extension BlockRows {
  /// Replaces results that are NaN by shift - eps log sum, where the sum is in the range.
  func accept(_ sound: ClosedRange<Double>, into result: inout [Double]) {
    for i in result.indices where result[i].isNaN && sound.contains(sums[i]) {
      result[i] = shift[i] - epsilon * log(sums[i])
    }
  }
}
