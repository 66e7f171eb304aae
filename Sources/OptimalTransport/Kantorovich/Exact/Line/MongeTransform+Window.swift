/// The c-transform of a potential that comes from a staircase: a short walk in each column.
///
/// Let alpha be exact: alpha_{i+1} - alpha_i = c_{i+1,l} - c_il with l = l(i) the column in which a
/// path, monotone, leaves row i. By the Monge property f: i -> c_ij - alpha_i falls while l(i) < j,
/// and rises while l(i) > j. Let g be f as computed, from the computed alpha, and |g - f| <= delta
/// at all rows. Walk from any row in both directions while g <= best + 2 delta, `best` being the
/// least g so far. Say the downward walk stops at i, and f does not fall beyond i; then every k
/// beyond has
///
///     g_k >= f_k - delta >= f_i - delta >= g_i - 2 delta > best.
///
/// If f still fell from i to i + 1, it would have fallen all the way: each row s walked would have
/// g_i <= f_i + delta <= f_s + delta <= g_s + 2 delta, so g_i <= best + 2 delta, and the walk would
/// not have stopped. Upwards alike. Hence the least g of the rows walked is the least of all: beta
/// is the c-transform of the computed alpha over all rows, wherever the walk starts.
///
/// delta adds up, with eps = 2^-53 and k = `cost.roundings`: k eps max c for the cost; eps (max c +
/// max |alpha|) for subtracting alpha, and as much for adding 2 delta to `best`; for alpha itself k eps (V + h(x_last - x_first)), where V is
/// its total variation and h(x_last - x_first) >= sum h(x_{i+1} - x_i) because h is convex, and
/// eps |alpha| + (n eps)^2 V for the compensated sum. Underflow adds a least Double a term.
extension MongeTransform {
  /// 2 delta.
  static func slack(
    _ cost: Cost, _ x: SortedMarginal, _ y: SortedMarginal, potential: borrowing SummedPotential
  ) -> Double {
    let (firstX, lastX) = (x.line.values[0], x.line.values[x.count - 1])
    let (firstY, lastY) = (y.line.values[0], y.line.values[y.count - 1])
    let largest = max(cost(lastX - firstY), cost(firstX - lastY))
    let n = Double(x.count)
    let varied = potential.variation + cost(lastX - firstX)
    var roundings = (cost.roundings + 2) * (largest + varied)
    roundings += 3 * potential.largest + n * n * 0x1p-53 * potential.variation
    return 0x1p-52 * roundings + 16 * n * .leastNonzeroMagnitude
  }

  /// Sets beta by walks from the cells in which the path enters the columns.
  ///
  /// False when the walks of some columns
  /// grow long, as they do where f is flat: among ties, or for a slack that is not small.
  /// Complexity: O(n) costs, in parallel; the limit is 8 rows a column on average.
  func fillWindows(from rows: borrowing ScratchArray<UInt32>, slack: Double) -> Bool {
    guard slack.isFinite else { return false }
    let pieces = max(1, min(16, y.count / 4096))
    let done = ParallelLoop.map(count: pieces) { piece in
      fillWindows(
        y.count * piece / pieces..<y.count * (piece + 1) / pieces, from: rows, slack: slack)
    }
    return !done.contains(false)
  }

  private func fillWindows(
    _ columns: Range<Int>, from rows: borrowing ScratchArray<UInt32>, slack: Double
  ) -> Bool {
    var budget = 64 + 8 * columns.count
    for j in columns {
      let start = Int(rows[j])
      let target = y.line.values[j]
      var best = reduced(start, target)
      var i = start &+ 1
      while i < x.count {
        let value = reduced(i, target)
        if value > best + slack { break }
        best = min(best, value)
        i &+= 1
      }
      var k = start &- 1
      while k >= 0 {
        let value = reduced(k, target)
        if value > best + slack { break }
        best = min(best, value)
        k &-= 1
      }
      beta[j] = best
      budget &-= i &- k
      if budget < 0 { return false }
    }
    return true
  }

  @inline(__always)
  private func reduced(_ i: Int, _ target: Double) -> Double {
    cost(x.line.values[i] - target) - alpha[i]
  }
}
