/// Splits points in halves across the longest side of their box until groups are small.
struct MedianSplit {
  let points: Matrix
  let groupSize: Int

  func run(_ order: inout [Int], _ range: Range<Int>, _ visit: (ArraySlice<Int>) -> Void) {
    guard range.count > groupSize else { return visit(order[range]) }
    let axis = longestSide(order[range])
    order[range].sort { (points[$0, axis], $0) < (points[$1, axis], $1) }
    let middle = (range.lowerBound + range.upperBound) / 2
    run(&order, range.lowerBound..<middle, visit)
    run(&order, middle..<range.upperBound, visit)
  }

  private func longestSide(_ indices: ArraySlice<Int>) -> Int {
    var best = (axis: 0, side: -1.0)
    for k in 0..<points.columns {
      var (low, high) = (Double.infinity, -Double.infinity)
      for i in indices {
        low = min(low, points[i, k])
        high = max(high, points[i, k])
      }
      if high - low > best.side { best = (k, high - low) }
    }
    return best.axis
  }
}
