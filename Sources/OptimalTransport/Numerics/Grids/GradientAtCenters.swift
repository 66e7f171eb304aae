/// grad u at the cell centres, from u there, second order up to kinks of u.
///
/// Along each axis it is the mean of the difference quotients on either side, where that across a
/// wall is the other box's edge, as for ``GradientCorners``. At a kink of a convex u that mean lies
/// between the two gradients, so a cell whose second difference is far above a neighbour's takes
/// the parabola through that neighbour instead (essentially non-oscillatory differences, Harten et
/// al. 1987).
struct GradientAtCenters: Sendable {
  let axes: [GridAxis]
  /// The axes of the box that the gradient maps onto.
  let target: [GridAxis]

  /// How many times a neighbour's second difference makes a kink.
  private static let kink = 4.0

  /// Cells x d numbers. Complexity: O(d N).
  func callAsFunction(_ u: [Double]) -> ScratchArray<Double> {
    let d = axes.count
    let result = ScratchArray<Double>(uninitialized: u.count * d)
    u.withUnsafeBufferPointer { u in
      for k in 0..<d {
        let n = axes[k].count
        let inner = axes[(k + 1)...].reduce(1) { $0 * $1.count }
        // Unchecked because each thread writes to cells of its own lines.
        nonisolated(unsafe) let (u, out) = (u.baseAddress!, result.base)
        ParallelLoop.run(
          count: inner * (axes[..<k].reduce(1) { $0 * $1.count }), grain: 1 + 16384 / n
        ) {
          let slopes = ScratchArray<Double>(uninitialized: n + 1)
          for line in $0 {
            let start = line / inner * n * inner + line % inner
            fillSlopes(slopes, k, u + start, inner)
            for i in 0..<n { out[(start + i * inner) * d + k] = derivative(slopes, i, n) }
          }
        }
      }
    }
    return result
  }

  /// The difference quotients across the n + 1 faces of a line.
  private func fillSlopes(
    _ slopes: borrowing ScratchArray<Double>, _ k: Int, _ u: UnsafePointer<Double>, _ stride: Int
  ) {
    let (n, inverse) = (axes[k].count, 1 / axes[k].step)
    slopes[0] = target[k].lower
    slopes[n] = target[k].upper
    for i in 1..<max(n, 1) { slopes[i] = (u[i * stride] - u[(i - 1) * stride]) * inverse }
  }

  private func derivative(_ slopes: borrowing ScratchArray<Double>, _ i: Int, _ n: Int) -> Double {
    let (left, right) = (slopes[i], slopes[i + 1])
    let jump = right - left
    let before = i > 0 ? left - slopes[i - 1] : .infinity
    let after = i + 1 < n ? slopes[i + 2] - right : .infinity
    let least = min(abs(before), abs(after))
    if !(abs(jump) > Self.kink * least) { return (left + right) / 2 }
    return abs(before) < abs(after) ? left + before / 2 : right - after / 2
  }
}
