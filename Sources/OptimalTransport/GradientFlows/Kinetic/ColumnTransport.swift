/// The monotone map between two densities of velocity of equal mass on the same cells, at the edges
/// between cells.
///
/// T(e) is where the first density has as much mass below as the second has below e. Cumulative
/// sums are exact at edges and cubic between them, so that T is right to O(dv^4); they run from the
/// nearer end, which keeps their digits in both tails.
struct ColumnTransport: ~Copyable {
  /// Cumulative sums from below and from above, one more than cells.
  private let below: ScratchArray<Double>
  private let above: ScratchArray<Double>
  private let count: Int

  /// - Parameter count: cells of velocity.
  init(count: Int) {
    self.count = count
    below = ScratchArray(repeating: 0, count: count + 1)
    above = ScratchArray(repeating: 0, count: count + 1)
  }

  /// Calls `body` with each inner edge e (1..<count), in cells, and T(e) - e, also in cells, where
  /// T goes from the second density back to the first.
  @inline(__always)
  func forEachEdge(
    from first: PaddedArray<Double>, to second: PaddedArray<Double>, start: Int,
    _ body: (Int, Double) -> Void
  ) {
    let total = accumulate(first, start)
    guard total > 0 else { return }
    var (low, sum) = (0, 0.0)
    var edge = 1
    while edge < count {
      sum += second[start + edge - 1]
      guard sum <= total / 2 else { break }
      while low < count - 1, below[low + 1] < sum { low += 1 }
      body(edge, Double(low - edge) + part(below, low, 1, sum))
      edge += 1
    }
    var (high, rest) = (count, 0.0)
    for e in stride(from: count - 1, through: edge, by: -1) {
      rest += second[start + e]
      while high > 1, above[high - 1] < rest { high -= 1 }
      body(e, Double(high - e) - part(above, high, -1, rest))
    }
  }

  /// Fills the sums; returns the mass.
  private func accumulate(_ values: PaddedArray<Double>, _ start: Int) -> Double {
    for j in 0..<count { below[j + 1] = below[j] + values[start + j] }
    for j in stride(from: count - 1, through: 0, by: -1) {
      above[j] = above[j + 1] + values[start + j]
    }
    return below[count]
  }

  /// The part s of a cell, from edge `near` towards `near + step`, at which the cumulative sum
  /// reaches `mass`.
  @inline(__always)
  private func part(
    _ sums: borrowing ScratchArray<Double>, _ near: Int, _ step: Int, _ mass: Double
  ) -> Double {
    let (c, d) = (sums[near], sums[near + step])
    let inside = d - c
    guard inside > 0 else { return 0 }
    let linear = min(1, max(0, (mass - c) / inside))
    guard near - step >= 0, near - step <= count, near + 2 * step >= 0, near + 2 * step <= count
    else { return linear }
    // Newton's form of the cubic through the four edges, in s: c + s (d1 + (s - 1) (q + (s + 1)
    // k)).
    let before = c - sums[near - step]
    let after = sums[near + 2 * step] - d
    let (q, k) = ((inside - before) / 2, (after - 2 * inside + before) / 6)
    var s = linear
    for _ in 0..<3 {
      let inner = q + (s + 1) * k
      let slope = inside + (2 * s - 1) * inner + s * (s - 1) * k
      guard slope > 0 else { return linear }
      s = min(1, max(0, s - (c - mass + s * (inside + (s - 1) * inner)) / slope))
    }
    return s
  }
}
