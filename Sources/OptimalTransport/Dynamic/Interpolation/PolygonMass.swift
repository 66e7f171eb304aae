/// The mass of a density in the image of each cell of another grid under the gradient of a convex
/// function, exactly, in two and three dimensions.
///
/// The numbers are those of `ImageMass`, but each side of an image, a segment or two triangles, is
/// integrated without error (``TiltedCells``). So a vacuum is empty, no mass is negative where an
/// image keeps its orientation, and all masses add up to the whole to rounding, which a density
/// must and the gradient of a dual need not.
///
/// Complexity: O(N + crossings of sides with faces); in space some 5 microseconds a cell.
struct PolygonMass {
  /// The axes of u, and of the density.
  let axes: [GridAxis]
  let target: [GridAxis]
  let cells: TiltedCells

  /// m_j, by cells of u.
  func callAsFunction(_ u: [Double]) -> [Double] {
    callAsFunction(ImageCorners(u, axes: axes, target: target))
  }

  /// m_j, by the images of the corners of cells.
  func callAsFunction(_ images: ImageCorners) -> [Double] {
    let corners = Corners(images)
    let reader = cells.reader()
    let layer = axes.dropFirst().reduce(1) { $0 * $1.count }
    return ParallelLoop.chunkedMap(count: axes[0].count, grain: 1 + 4096 / layer) {
      axes.count == 2 ? plane($0, corners, reader) : space($0, corners, reader)
    }
  }

  /// The corners' images, without checks of bounds.
  private struct Corners: ~Copyable {
    private let x: ScratchArray<Double>
    private let y: ScratchArray<Double>
    private let z: ScratchArray<Double>

    init(_ images: ImageCorners) {
      x = ScratchArray(images.coordinates[0])
      y = ScratchArray(images.coordinates[1])
      z = ScratchArray(images.coordinates.count > 2 ? images.coordinates[2] : [])
    }

    func plane(_ i: Int) -> (Double, Double) { (x[i], y[i]) }

    func space(_ i: Int) -> SIMD3<Double> { SIMD3(x[i], y[i], z[i]) }
  }

  private func plane(
    _ rows: Range<Int>, _ corners: borrowing Corners, _ reader: borrowing TiltedCells.Reader
  ) -> [Double] {
    let columns = axes[1].count
    func side(_ a: Int, _ b: Int) -> Double {
      let (from, onto) = (corners.plane(a), corners.plane(b))
      return reader.flux(from.0, from.1, onto.0 - from.0, onto.1 - from.1)
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

  private func space(
    _ layers: Range<Int>, _ corners: borrowing Corners, _ reader: borrowing TiltedCells.Reader
  ) -> [Double] {
    let (n2, n3) = (axes[1].count, axes[2].count)
    // One step of a corner along each axis.
    let (x, y, z) = ((n2 + 1) * (n3 + 1), n3 + 1, 1)
    let triangle = TriangleFlux()
    /// Through the side of a corner that goes along s and t; its normal is that of s x t.
    func side(_ corner: Int, _ s: Int, _ t: Int) -> Double {
      let (a, d) = (corners.space(corner), corners.space(corner + s + t))
      return triangle(a, corners.space(corner + s), d, reader)
        + triangle(a, d, corners.space(corner + t), reader)
    }
    var result: [Double] = []
    result.reserveCapacity(layers.count * n2 * n3)
    var across = (0..<n2 * n3).map { side(layers.lowerBound * x + $0 / n3 * y + $0 % n3, y, z) }
    for i in layers {
      var beside = (0..<n3).map { side(i * x + $0, z, x) }
      for j in 0..<n2 {
        var before = side(i * x + j * y, x, y)
        for k in 0..<n3 {
          let corner = i * x + j * y + k
          let fluxes = (
            side(corner + x, y, z), side(corner + y, z, x), side(corner + z, x, y)
          )
          result.append(
            (fluxes.0 - across[j * n3 + k]) + (fluxes.1 - beside[k]) + (fluxes.2 - before))
          (across[j * n3 + k], beside[k], before) = fluxes
        }
      }
    }
    return result
  }
}
