/// Two passes on a linear scale, for numbers that are spread out.
///
/// The map x -> (x - least) (2^22 - 1) / (largest - least), to the nearest integer, never falls, rounded or not, so sorting by
/// it leaves out of order only numbers that share a value; insertion mends those. Stable, as both
/// passes and insertion are.
extension RadixSort {
  /// Nil for numbers so crowded, or so close to the ends of the range, that the logarithmic scale of
  /// three passes serves better.
  static func sortEvenly(
    _ values: UnsafeBufferPointer<Double>, _ range: KeyRange
  ) -> LineOrder? {
    guard let scale = EvenScale(range) else { return nil }
    let tables = ScratchArray(repeating: UInt32(0), count: 2 << 11)
    for x in values {
      let word = scale.word(x)
      tables[bucket(word, 0)] &+= 1
      tables[1 << 11 | bucket(word, 1)] &+= 1
    }
    guard expectedInversions(tables) <= Double(values.count / 2) else { return nil }
    let order = scatter(values, scale, tables)
    guard order.mendAll(limit: 4 * values.count) else { return nil }
    return order
  }

  /// Numbers evenly spread within each of the 2048 parts of the range give a pair of them the chance
  /// 1/2 x 1/2048 to share a value in the wrong order.
  private static func expectedInversions(_ tables: borrowing ScratchArray<UInt32>) -> Double {
    (1 << 11..<2 << 11).reduce(0) { $0 + Double(tables[$1]) * Double(tables[$1]) } / (4 * 2048)
  }

  /// Both passes. They carry the numbers along with their indices: fetching them by index afterwards
  /// would miss the caches.
  private static func scatter(
    _ values: UnsafeBufferPointer<Double>, _ scale: EvenScale,
    _ tables: borrowing ScratchArray<UInt32>
  ) -> LineOrder {
    let count = values.count
    let halfValues = ScratchArray<Double>(uninitialized: count)
    let halfIndices = ScratchArray<UInt32>(uninitialized: count)
    startBuckets(tables, digit: 0)
    startBuckets(tables, digit: 1)
    for i in 0..<count {
      let slot = bucket(scale.word(values[i]), 0)
      let place = Int(truncatingIfNeeded: tables[slot])
      halfValues[place] = values[i]
      halfIndices[place] = UInt32(truncatingIfNeeded: i)
      tables[slot] &+= 1
    }
    let sorted = ScratchArray<Double>(uninitialized: count)
    let indices = ScratchArray<UInt32>(uninitialized: count)
    for k in 0..<count {
      let value = halfValues[k]
      let slot = 1 << 11 | bucket(scale.word(value), 1)
      let place = Int(truncatingIfNeeded: tables[slot])
      sorted[place] = value
      indices[place] = halfIndices[k]
      tables[slot] &+= 1
    }
    return LineOrder(values: sorted, indices: indices)
  }
}

/// The linear scale from the least to the largest number.
private struct EvenScale {
  private let least: Double
  private let factor: Double

  /// Nil where the width or the factor leaves the range.
  init?(_ range: KeyRange) {
    least = range.smallest
    factor = (0x1p22 - 1) / (range.largest - range.smallest)
    guard factor.isNormal, factor < 0x1p900 else { return nil }
  }

  /// The place of a number on the scale, in the upper half of a word.
  ///
  /// Adding 2^52 leaves the nearest whole number in the low bits.
  @inline(__always)
  func word(_ x: Double) -> UInt64 {
    ((x - least) * factor + 0x1p52).bitPattern << 32
  }
}
