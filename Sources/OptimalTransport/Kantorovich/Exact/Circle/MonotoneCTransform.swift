/// The c-transform min over sites s of c(s, y) - potential(s) on a circle, in O((m + n) log m).
///
/// The sites are lifted to three turns of the line, which hold a nearest representative of each for
/// every y in [0, L); so the minimum of |s - y|^p - potential(s) over the lifted sites is the
/// minimum with the geodesic cost. For p >= 1 that matrix is Monge: with s < s' and y < y', c(s, y)
/// + c(s', y') <= c(s, y') + c(s', y), and subtracting a function of s keeps this. Hence the
/// leftmost minimiser does not decrease with y, and the middle row's minimiser splits the problem
/// in two (divide and conquer).
///
/// With rounding delta of one entry a split may lose a site whose entry is at most 2 delta below
/// the kept one; over all levels the result is at most 2 delta (1 + log2 m) above the true minimum.
struct MonotoneCTransform {
  /// Increasing positions in [0, L).
  let sites: [Double]
  /// One number a site.
  let potential: [Double]
  let metric: CircleMetric

  /// The transform at increasing positions in [0, L).
  func values(at positions: [Double]) -> [Double] {
    var result = [Double](repeating: .infinity, count: positions.count)
    var pending = [(rows: 0..<positions.count, columns: 0..<3 * sites.count)]
    while let (rows, columns) = pending.popLast() {
      let middle = (rows.lowerBound + rows.upperBound) / 2
      let best = minimizer(at: positions[middle], among: columns)
      let site = best % sites.count
      result[middle] = metric.geodesic(sites[site], positions[middle]) - potential[site]
      if rows.lowerBound < middle {
        pending.append((rows.lowerBound..<middle, columns.lowerBound..<best + 1))
      }
      if middle + 1 < rows.upperBound {
        pending.append((middle + 1..<rows.upperBound, best..<columns.upperBound))
      }
    }
    return result
  }

  /// The leftmost lifted site with the least entry.
  private func minimizer(at y: Double, among columns: Range<Int>) -> Int {
    var best = columns.lowerBound
    var least = Double.infinity
    var turn = best / sites.count - 1
    var site = best % sites.count
    for column in columns {
      let lifted = sites[site] + Double(turn) * metric.circumference
      let entry = metric.lifted(lifted, y) - potential[site]
      if entry < least { (least, best) = (entry, column) }
      site += 1
      if site == sites.count { (site, turn) = (0, turn + 1) }
    }
    return best
  }
}
