/// The increasing order of a list of finite Doubles, as ``RadixSort`` finds it.
///
/// Unsafe inside: `indices` is a permutation of the list's indices, so a list of as many elements,
/// which debug builds check, is read and written within its bounds, each element once.
struct LineOrder: ~Copyable {
  /// The numbers, increasing.
  let values: ScratchArray<Double>
  /// Where each of `values` stood in the list.
  let indices: ScratchArray<UInt32>

  init(values: consuming ScratchArray<Double>, indices: consuming ScratchArray<UInt32>) {
    self.values = values
    self.indices = indices
  }

  /// The order of a list that is increasing already.
  init(sorted list: UnsafeBufferPointer<Double>) {
    values = ScratchArray(uninitialized: list.count)
    indices = ScratchArray(uninitialized: list.count)
    for k in 0..<list.count {
      values[k] = list[k]
      indices[k] = UInt32(truncatingIfNeeded: k)
    }
  }

  /// A list that goes with the numbers, brought into their order and multiplied by `scale`.
  func gathered(_ list: [Double], scale: Double) -> ScratchArray<Double> {
    assert(list.count == indices.count)
    let result = ScratchArray<Double>(uninitialized: list.count)
    list.withUnsafeBufferPointer { list in
      for k in 0..<list.count { result[k] = list[Int(indices[k])] * scale }
    }
    return result
  }

  /// A list given in increasing order of the numbers, in their own order.
  func restored(_ sorted: borrowing ScratchArray<Double>) -> [Double] {
    assert(sorted.count == indices.count)
    let (source, count) = (sorted.base, sorted.count)
    return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      for k in 0..<count {
        buffer.initializeElement(at: Int(indices[k]), to: source[k])
      }
      initialized = count
    }
  }
}

extension LineOrder {
  /// Puts in order each run of numbers that agree in the leading bits, by which they are sorted.
  func mendRuns(_ words: borrowing ScratchArray<UInt64>) {
    var start = 0
    while start < words.count {
      var end = start + 1
      var inversions = 0
      while end < words.count, words[end] >> 32 == words[start] >> 32 {
        inversions += values[end] < values[end - 1] ? 1 : 0
        end += 1
      }
      if inversions > 0 { sortRun(start..<end) }
      start = end
    }
  }

  /// Puts in order numbers that are nearly so by insertion; false when that takes over `limit` moves.
  func mendAll(limit: Int) -> Bool {
    var moves = 0
    var previous = values.count > 0 ? values[0] : 0
    for k in 1..<max(1, values.count) {
      let value = values[k]
      if value >= previous {
        previous = value
        continue
      }
      moves &+= insert(k, from: 0)
      if moves > limit { return false }
    }
    return true
  }

  /// Short runs by insertion, long ones by a radix sort of their own: the keys of a run differ by
  /// less than 2^32, so that one ends the matter.
  private func sortRun(_ run: Range<Int>) {
    if run.count <= 64 { return sortByInsertion(run) }
    let old = indices.slice(from: run.lowerBound, count: run.count)
    let sorted = RadixSort.sort(values.slice(from: run.lowerBound, count: run.count))
    for k in 0..<run.count {
      values[run.lowerBound + k] = sorted.values[k]
      indices[run.lowerBound + k] = old[Int(sorted.indices[k])]
    }
  }

  private func sortByInsertion(_ run: Range<Int>) {
    for k in run.dropFirst() { _ = insert(k, from: run.lowerBound) }
  }

  /// Moves the number in place k before those from `start` on that are greater; returns how many.
  private func insert(_ k: Int, from start: Int) -> Int {
    let (value, index) = (values[k], indices[k])
    var hole = k
    while hole > start, values[hole - 1] > value {
      values[hole] = values[hole - 1]
      indices[hole] = indices[hole - 1]
      hole -= 1
    }
    values[hole] = value
    indices[hole] = index
    return k - hole
  }
}
