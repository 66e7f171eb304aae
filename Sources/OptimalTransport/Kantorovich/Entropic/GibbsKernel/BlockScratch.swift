/// What one thread needs to work on a block of 64 rows.
final class BlockScratch {
  let shift = PaddedArray(repeating: -Double.infinity, count: PointBlocks.size)
  let sums = PaddedArray(repeating: 0.0, count: PointBlocks.size)
  let weighted = PaddedArray(repeating: 0.0, count: PointBlocks.size)
  let minima = PaddedArray(repeating: Double.infinity, count: PointBlocks.size)
  let tile: PaddedArray<Double>

  init(_ pairs: PairCosts) { tile = PaddedArray(repeating: 0, count: pairs.tileCount) }

  /// Shifts of the rows at `places`; the rest of the block has none.
  func setShift(_ places: Range<Int>, _ value: (Int) -> Double) {
    shift.fill(0..<shift.count, with: -.infinity)
    for place in places { shift[place - places.lowerBound] = value(place) }
  }

  func clearSums() {
    sums.fill(0..<sums.count, with: 0)
    weighted.fill(0..<weighted.count, with: 0)
  }
}
