/// A stable sort of Doubles that carries their indices; -0 and +0 are equal.
///
/// The bits of a Double, with the sign folded, order like the numbers. The top 32 bits of that key's
/// offset from the least key, packed beside the index into one word, are sorted by three counting
/// passes of 11, 11 and 10 bits; the few that agree in those bits are put in order afterwards. A
/// logarithmic scale of keys suits clustered and heavy-tailed data alike. Numbers that are spread
/// out take two passes on a linear scale instead.
/// Complexity: O(n), or one pass when the list is sorted; 24 n bytes.
/// Source: Knuth, The Art of Computer Programming 3, section 5.2.5.
enum RadixSort {
  /// Sorts; there must be fewer than 2^32 numbers, and no NaN.
  static func sort(_ list: [Double]) -> LineOrder {
    var order: LineOrder?
    list.withUnsafeBufferPointer { order = sort($0) }
    return order.take()!
  }

  /// `list` is borrowed for the call only.
  static func sort(_ values: UnsafeBufferPointer<Double>) -> LineOrder {
    let range = KeyRange(values)
    if range.isSorted { return LineOrder(sorted: values) }
    if let order = sortEvenly(values, range) { return order }
    let words = sortedWords(values, range)
    let order = gather(values, by: words)
    order.mendRuns(words)
    return order
  }

  /// Folds the sign: negative numbers have all bits flipped, the others the sign bit alone.
  @inline(__always)
  static func key(_ x: Double) -> UInt64 {
    let bits = (x + 0.0).bitPattern
    return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
  }

  /// (leading 32 bits of the key's offset) << 32 | index, sorted by the former.
  private static func sortedWords(
    _ values: UnsafeBufferPointer<Double>, _ range: KeyRange
  ) -> ScratchArray<UInt64> {
    let count = values.count
    let words = ScratchArray<UInt64>(uninitialized: count)
    let spare = ScratchArray<UInt64>(uninitialized: count)
    let tables = ScratchArray(repeating: UInt32(0), count: 3 << 11)
    for i in 0..<count {
      let leading = (key(values[i]) &- range.least) >> range.shift
      let word = leading << 32 | UInt64(truncatingIfNeeded: i)
      words[i] = word
      for digit in 0..<3 { tables[digit << 11 | bucket(word, digit)] &+= 1 }
    }
    scatter(words, spare, tables, digit: 0)
    scatter(spare, words, tables, digit: 1)
    scatter(words, spare, tables, digit: 2)
    return spare
  }

  @inline(__always)
  static func bucket(_ word: UInt64, _ digit: Int) -> Int {
    Int(truncatingIfNeeded: word >> UInt64(truncatingIfNeeded: 32 &+ 11 &* digit) & 2047)
  }

  /// Turns the sizes of a digit's buckets into their starts.
  static func startBuckets(_ tables: borrowing ScratchArray<UInt32>, digit: Int) {
    var start = UInt32(0)
    for b in digit << 11..<(digit + 1) << 11 {
      let size = tables[b]
      tables[b] = start
      start &+= size
    }
  }

  /// One stable counting pass.
  @inline(__always)
  private static func scatter(
    _ from: borrowing ScratchArray<UInt64>, _ to: borrowing ScratchArray<UInt64>,
    _ tables: borrowing ScratchArray<UInt32>, digit: Int
  ) {
    startBuckets(tables, digit: digit)
    for i in 0..<from.count {
      let word = from[i]
      let slot = digit << 11 | bucket(word, digit)
      to[Int(truncatingIfNeeded: tables[slot])] = word
      tables[slot] &+= 1
    }
  }

  private static func gather(
    _ values: UnsafeBufferPointer<Double>, by words: borrowing ScratchArray<UInt64>
  ) -> LineOrder {
    let sorted = ScratchArray<Double>(uninitialized: values.count)
    let indices = ScratchArray<UInt32>(uninitialized: values.count)
    for k in 0..<values.count {
      let index = UInt32(truncatingIfNeeded: words[k])
      indices[k] = index
      sorted[k] = values[Int(index)]
    }
    return LineOrder(values: sorted, indices: indices)
  }
}

/// The least key, and how far offsets from it are shifted to fit 32 bits.
struct KeyRange {
  let least: UInt64
  let shift: UInt64
  let isSorted: Bool
  let smallest: Double
  let largest: Double

  init(_ values: UnsafeBufferPointer<Double>) {
    var lows = SIMD8<Double>(repeating: values.first ?? 0)
    var highs = lows
    var falls = SIMDMask<SIMD8<Double.SIMDMaskScalar>>(repeating: false)
    // Eight numbers at a time, each beside the one before it.
    let bytes = UnsafeRawBufferPointer(values)
    let stride = MemoryLayout<Double>.stride
    var i = 1
    while i + 8 <= values.count {
      let block = bytes.loadUnaligned(fromByteOffset: i * stride, as: SIMD8<Double>.self)
      let before = bytes.loadUnaligned(fromByteOffset: (i - 1) * stride, as: SIMD8<Double>.self)
      lows.replace(with: block, where: block .< lows)
      highs.replace(with: block, where: block .> highs)
      falls .|= block .< before
      i += 8
    }
    var (low, high) = (lows.min(), highs.max())
    var inversions = any(falls) ? 1 : 0
    while i < values.count {
      low = min(low, values[i])
      high = max(high, values[i])
      inversions += values[i] < values[i - 1] ? 1 : 0
      i += 1
    }
    (smallest, largest) = (low, high)
    least = RadixSort.key(low)
    isSorted = inversions == 0
    shift = isSorted ? 0 : UInt64(max(0, 32 - (RadixSort.key(high) - least).leadingZeroBitCount))
  }
}
