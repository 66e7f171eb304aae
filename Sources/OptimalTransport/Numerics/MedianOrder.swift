/// An order of points in which each run of 64 lies in a small box: halves across the longest side, again and again, cut at
/// multiples of 64.
///
/// Complexity: O(n d log n), by selection instead of sorting.
struct MedianOrder {
  private(set) var order: [Int]
  private let points: Matrix

  init(_ points: Matrix) {
    self.points = points
    order = Array(0..<points.rows)
    split(0..<points.rows)
  }

  private mutating func split(_ range: Range<Int>) {
    let blocks = (range.count + PointBlocks.size - 1) / PointBlocks.size
    guard blocks > 1 else { return }
    let axis = longestSide(range)
    let middle = range.lowerBound + blocks / 2 * PointBlocks.size
    select(middle, in: range, axis: axis)
    split(range.lowerBound..<middle)
    split(middle..<range.upperBound)
  }

  private func longestSide(_ range: Range<Int>) -> Int {
    var best = (axis: 0, side: -1.0)
    for k in 0..<points.columns {
      var (low, high) = (Double.infinity, -Double.infinity)
      for place in range {
        let value = points.elements[order[place] * points.columns + k]
        low = min(low, value)
        high = max(high, value)
      }
      if high - low > best.side { best = (k, high - low) }
    }
    return best.axis
  }

  /// Exchanges places until those before `middle` hold the least coordinates (Hoare 1961, "Find").
  private mutating func select(_ middle: Int, in range: Range<Int>, axis: Int) {
    let columns = points.columns
    points.elements.withUnsafeBufferPointer { elements in
      order.withUnsafeMutableBufferPointer { order in
        func key(_ place: Int) -> Double { elements[order[place] * columns + axis] }
        var (low, high) = (range.lowerBound, range.upperBound - 1)
        while low < high {
          let pivot = median(key(low), key((low + high) / 2), key(high))
          var (i, j) = (low, high)
          while i <= j {
            while key(i) < pivot { i += 1 }
            while key(j) > pivot { j -= 1 }
            if i <= j {
              order.swapAt(i, j)
              i += 1
              j -= 1
            }
          }
          if middle <= j { high = j } else if middle >= i { low = i } else { return }
        }
      }
    }
  }
}

private func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
  max(min(a, b), min(max(a, b), c))
}
