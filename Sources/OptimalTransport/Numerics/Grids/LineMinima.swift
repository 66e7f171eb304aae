/// min over j of c_ij - beta_j for all i, where c_ij is a convex function of x_i - y_j, so that the
/// least best j does not fall as i rises: halving.
///
/// Complexity: O(m log n + n); Aggarwal, Klawe, Moran, Shor and Wilber (1987) do without the
/// logarithm, which pays on longer lines only. Rounding may lead the halving astray only between
/// values that agree to rounding.
///
/// Unsafe inside: `beta` has an entry for each cell of y, `costs` for each difference of -n...n
/// cells, and both outlive this value; indices of y are clamped.
struct LineMinima {
  let cost: PowerCost
  let beta: UnsafePointer<Double>
  /// c_ij at j - i, where both lines have the same cells.
  let costs: UnsafePointer<Double>?
  let source: GridAxis
  let target: GridAxis
  /// The square of the distance between the lines.
  let square: Double
  let isSmooth: Bool

  /// out[start + i] = the least value.
  func fill(_ out: borrowing ScratchArray<Double>, from start: Int) {
    fill(out, start, 0, target.count, 0, source.count - 1)
  }

  private func fill(
    _ out: borrowing ScratchArray<Double>, _ start: Int, _ low: Int, _ high: Int, _ first: Int,
    _ last: Int
  ) {
    guard low < high else { return }
    let i = (low + high) / 2
    let (j, value) = least(i, first, last)
    out[start + i] =
      isSmooth ? Self.vertex(difference(i, j - 1), value, difference(i, j + 1)) : value
    fill(out, start, low, i, first, j)
    fill(out, start, i + 1, high, j, last)
  }

  private func least(_ i: Int, _ first: Int, _ last: Int) -> (Int, Double) {
    var (best, value) = (first, Double.infinity)
    if let costs {
      let costs = costs - i
      for j in first...last {
        let candidate = costs[j] - beta[j]
        if candidate < value { (best, value) = (j, candidate) }
      }
    } else {
      for j in first...last {
        let candidate = difference(i, j)
        if candidate < value { (best, value) = (j, candidate) }
      }
    }
    return (best, value)
  }

  /// c_ij - beta_j, mirrored beyond the ends.
  private func difference(_ i: Int, _ j: Int) -> Double {
    let beta = beta[min(max(j, 0), source.count - 1)]
    if let costs { return costs[j - i] - beta }
    let move = target.center(i) - source.center(j)
    return cost(square: move * move + square) - beta
  }

  /// The least value of the parabola through three values at even distances, the middle one of
  /// which is least.
  @inline(__always)
  static func vertex(_ before: Double, _ least: Double, _ after: Double) -> Double {
    let (rise, bend) = (after - before, (before - least) + (after - least))
    return bend > 0 ? least - rise * rise / (8 * bend) : least
  }
}
