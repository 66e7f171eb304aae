/// The mass of a density in the image of each cell of another grid under the gradient of a convex
/// function, exactly, in two dimensions.
///
/// The numbers are those of `ImageMass`, but each side of an image is integrated without error
/// (`TiltedCells`). So a vacuum is empty, no mass is negative where an image keeps its orientation,
/// and all masses add up to the whole to rounding, which a density must and the gradient of a dual
/// need not.
///
/// Complexity: O(N + crossings of sides with faces).
struct PolygonMass {
  /// The axes of u, and of the density.
  let axes: [GridAxis]
  let target: [GridAxis]
  let cells: TiltedCells

  /// m_j, by cells of u.
  func callAsFunction(_ u: [Double]) -> [Double] {
    let corners = cornerImages(u)
    let x = ScratchArray(corners.x)
    let y = ScratchArray(corners.y)
    let reader = cells.reader()
    return ParallelLoop.chunkedMap(count: axes[0].count, grain: 1 + 4096 / axes[1].count) {
      masses($0, x, y, reader)
    }
  }

  private func masses(
    _ rows: Range<Int>, _ x: borrowing ScratchArray<Double>, _ y: borrowing ScratchArray<Double>,
    _ reader: borrowing TiltedCells.Reader
  ) -> [Double] {
    let columns = axes[1].count
    func side(_ a: Int, _ b: Int) -> Double {
      reader.flux(x[a], y[a], x[b] - x[a], y[b] - y[a])
    }
    var result: [Double] = []
    result.reserveCapacity(rows.count * columns)
    var before = (0..<columns).map { j in
      side(rows.lowerBound * (columns + 1) + j, rows.lowerBound * (columns + 1) + j + 1)
    }
    for i in rows {
      let (low, high) = (i * (columns + 1), (i + 1) * (columns + 1))
      var left = side(low, high)
      for j in 0..<columns {
        let (right, above) = (side(low + j + 1, high + j + 1), side(high + j, high + j + 1))
        result.append((left - right) + (above - before[j]))
        (left, before[j]) = (right, above)
      }
    }
    return result
  }

  /// grad u at the corners, in cells of the density from its lower corner; as `GradientCorners`.
  private func cornerImages(_ u: [Double]) -> (x: [Double], y: [Double]) {
    let (n1, n2) = (axes[0].count, axes[1].count)
    let (first, second) = (target[0], target[1])
    var x = [Double](repeating: 0, count: (n1 + 1) * (n2 + 1))
    var y = x
    for i in 0...n1 {
      let (low, high) = (max(i - 1, 0) * n2, min(i, n1 - 1) * n2)
      for j in 0...n2 {
        let (a, b) = (max(j - 1, 0), min(j, n2 - 1))
        let along = (u[high + a] - u[low + a]) + (u[high + b] - u[low + b])
        let across = (u[high + b] - u[high + a]) + (u[low + b] - u[low + a])
        let corner = i * (n2 + 1) + j
        x[corner] = Self.place(along / (2 * axes[0].step), i, n1, first)
        y[corner] = Self.place(across / (2 * axes[1].step), j, n2, second)
      }
    }
    return (x, y)
  }

  /// A coordinate in cells; faces go to faces.
  private static func place(_ x: Double, _ i: Int, _ count: Int, _ axis: GridAxis) -> Double {
    let n = Double(axis.count)
    if i == 0 { return 0 }
    return i == count ? n : min(max((x - axis.lower) / axis.step, 0), n)
  }
}
