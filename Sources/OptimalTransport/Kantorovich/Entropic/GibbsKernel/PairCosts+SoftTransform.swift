import Foundation

extension PairCosts {
  /// Sums outside of this range lack terms that were too small to represent, or are saturated.
  private static let sound = 0x1p-900...0x1p900

  /// out_i = -eps log sum_j exp((shift_j - c_ij) / eps).
  ///
  /// Relative to the guess it is guess_i - eps log sum_j exp((guess_i + shift_j - c_ij) / eps). Where that sum is not sound,
  /// and where there is no guess, the least c_ij - shift_j takes its place: then the sum lies in 1...n, and is
  /// held there when eps is below the rounding errors of the costs.
  func softTransform(of shift: [Double], epsilon: Double, near guess: [Double]?) -> [Double] {
    let shift = columns.gathered(shift, padding: -.infinity)
    let guess = guess.map { rows.gathered($0, padding: -.infinity) }
    return rows.scattered(
      mapBlocks { block, scratch in
        let places = rows.places(block)
        var result = [Double](repeating: .nan, count: places.count)
        if let guess {
          scratch.setShift(places) { guess[$0] }
          addSums(block, shift, epsilon, scratch)
          for i in result.indices where Self.sound.contains(scratch.sums[i]) {
            result[i] = scratch.shift[i] - epsilon * log(scratch.sums[i])
          }
        }
        if result.contains(where: \.isNaN) {
          fromMinima(block, shift, epsilon, scratch, &result)
        }
        return result
      })
  }

  private func addSums(
    _ block: Int, _ shift: PaddedArray<Double>, _ epsilon: Double, _ scratch: BlockScratch
  ) {
    scratch.clearSums()
    addSums(
      rowBlock: block, columns: 0..<columns.stride,
      PairShifts(rows: scratch.shift, columns: shift, epsilon: epsilon), tile: scratch.tile,
      to: scratch.sums)
  }

  /// Replaces the results that are NaN.
  private func fromMinima(
    _ block: Int, _ shift: PaddedArray<Double>, _ epsilon: Double, _ scratch: BlockScratch,
    _ result: inout [Double]
  ) {
    scratch.minima.fill(0..<scratch.minima.count, with: .infinity)
    lowerMinima(
      rowBlock: block, columns: 0..<columns.stride,
      PairShifts(rows: scratch.shift, columns: shift, epsilon: epsilon), tile: scratch.tile,
      to: scratch.minima)
    let places = rows.places(block)
    scratch.setShift(places) { scratch.minima[$0 - places.lowerBound] }
    addSums(block, shift, epsilon, scratch)
    for i in result.indices where result[i].isNaN {
      let sum = min(max(scratch.sums[i], 1), Double(columns.count))
      result[i] = scratch.minima[i] - epsilon * log(sum)
    }
  }
}
