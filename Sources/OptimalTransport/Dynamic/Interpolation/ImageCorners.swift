/// The gradient of a convex function u at the corners of its cells, in cells of another grid from
/// its lower corner.
///
/// As `GradientCorners`, the gradient is the mean of the difference quotients between the cells
/// around, and faces go to faces. Complexity: O(2^d d N).
struct ImageCorners {
  /// d arrays of a number for each corner, row-major.
  let coordinates: [[Double]]
  /// Corners along each axis.
  let shape: [Int]

  init(_ u: [Double], axes: [GridAxis], target: [GridAxis]) {
    let cells = axes.map(\.count)
    let shape = cells.map { $0 + 1 }
    self.shape = shape
    coordinates = axes.indices.map { k in
      let (axis, n) = (target[k], axes[k].count)
      let inner = shape[(k + 1)...].reduce(1, *)
      let slopes = Self.slopes(u, cells, along: k, step: axes[k].step)
      return ParallelLoop.map(count: slopes.count, grain: 4096) { corner in
        let i = corner / inner % (n + 1)
        if i == 0 { return 0 }
        if i == n { return Double(axis.count) }
        return min(max((slopes[corner] - axis.lower) / axis.step, 0), Double(axis.count))
      }
    }
  }

  /// Difference quotients along one axis, averaged along the others.
  private static func slopes(
    _ u: [Double], _ cells: [Int], along k: Int, step: Double
  ) -> [Double] {
    var (values, shape) = (u, cells)
    for axis in cells.indices {
      let (n, inner) = (shape[axis], shape[(axis + 1)...].reduce(1, *))
      let (low, high) = axis == k ? (-1 / step, 1 / step) : (0.5, 0.5)
      let source = values
      values = ParallelLoop.map(count: source.count / n * (n + 1), grain: 4096) { corner in
        let (line, rest) = (corner / inner, corner % inner)
        let (outer, i) = (line / (n + 1), line % (n + 1))
        let start = outer * n * inner + rest
        return low * source[start + max(i - 1, 0) * inner]
          + high * source[start + min(i, n - 1) * inner]
      }
      shape[axis] = n + 1
    }
    return values
  }
}
