extension RadixSort {
  /// Puts in order each run of numbers that agree in the bits sorted so far.
  static func mendRuns(_ order: borrowing LineOrder, _ words: borrowing ScratchArray<UInt64>) {
    var start = 0
    while start < words.count {
      var end = start + 1
      var inversions = 0
      while end < words.count, words[end] >> 32 == words[start] >> 32 {
        inversions += order.values[end] < order.values[end - 1] ? 1 : 0
        end += 1
      }
      if inversions > 0 { sortRun(order, start..<end) }
      start = end
    }
  }

  /// Short runs by insertion, long ones by their own leading bits, which they have more of to tell
  /// them apart: a run's keys differ by less than 2^32, so one recursion ends it.
  private static func sortRun(_ order: borrowing LineOrder, _ run: Range<Int>) {
    if run.count <= 32 { return insertionSort(order, run) }
    let sorted = sort(order.values.slice(from: run.lowerBound, count: run.count))
    let indices = order.indices.slice(from: run.lowerBound, count: run.count)
    for k in 0..<run.count {
      order.values[run.lowerBound + k] = sorted.values[k]
      order.indices[run.lowerBound + k] = indices[Int(sorted.indices[k])]
    }
  }

  private static func insertionSort(_ order: borrowing LineOrder, _ run: Range<Int>) {
    for k in run.dropFirst() {
      let (value, index) = (order.values[k], order.indices[k])
      var hole = k
      while hole > run.lowerBound, order.values[hole - 1] > value {
        order.values[hole] = order.values[hole - 1]
        order.indices[hole] = order.indices[hole - 1]
        hole -= 1
      }
      order.values[hole] = value
      order.indices[hole] = index
    }
  }
}
