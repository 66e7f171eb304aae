/// The mass of a density in the image of each cell of another grid under a gradient map.
///
/// For convex u on the grid of y and a density on the box of x, the numbers are m_j = mass of grad
/// u(cell j): the density of the push-forward by the inverse map, integrated over the cell. An
/// image is the polygon of its corners' images, and its mass the flux of ``CumulativeMass`` through
/// its sides, which neighbours share; so the images fill the box without gaps or overlap whatever u
/// is, and the masses add up to what is in the box, to the quadrature along the faces of the box. A
/// side is cut into pieces about as long as a cell of the density, each measured at its middle.
///
/// Complexity: O(N + total length of all sides in cells); a few rows of scratch a thread.
struct ImageMass: Sendable {
  /// The axes of u.
  let axes: [GridAxis]
  let density: CumulativeMass
  /// Where u is the potential of this cost, the map is that of ``PowerCost``; in up to two
  /// dimensions.
  var cost: PowerCost?

  /// m_j, by cells.
  func callAsFunction(_ u: [Double]) -> [Double] {
    [Double](unsafeUninitializedCapacity: u.count) { out, count in
      count = u.count
      // Unchecked because each thread writes to the cells of its own rows.
      nonisolated(unsafe) let out = out.baseAddress!
      u.withUnsafeBufferPointer { u in
        density.withReader { mass in
          let base = u.baseAddress!
          nonisolated(unsafe) let corners =
            cost.map { GradientCorners(base, axes: axes, cost: $0) }
            ?? GradientCorners(base, axes: axes, target: density.axes)
          nonisolated(unsafe) let mass = mass
          let rowSize = u.count / axes[0].count
          ParallelLoop.run(count: axes[0].count, grain: 1 + 4096 / rowSize) { range in
            switch axes.count {
            case 1: line(corners, mass, range, out)
            case 2: plane(corners, mass, range, out)
            default: space(corners, mass, range, out)
            }
          }
        }
      }
    }
  }

  private func line(
    _ corners: GradientCorners, _ mass: CumulativeMass.Reader, _ range: Range<Int>,
    _ out: UnsafeMutablePointer<Double>
  ) {
    var before = mass(corners.point(range.lowerBound))
    for i in range {
      let after = mass(corners.point(i + 1))
      out[i] = after - before
      before = after
    }
  }

  private func plane(
    _ corners: GradientCorners, _ mass: CumulativeMass.Reader, _ range: Range<Int>,
    _ out: UnsafeMutablePointer<Double>
  ) {
    let n = axes[1].count
    var x = ScratchArray<Double>(uninitialized: n + 1)
    var y = ScratchArray<Double>(uninitialized: n + 1)
    var nextX = ScratchArray<Double>(uninitialized: n + 1)
    var nextY = ScratchArray<Double>(uninitialized: n + 1)
    var flux = ScratchArray<Double>(uninitialized: n)
    var nextFlux = ScratchArray<Double>(uninitialized: n)
    let side = SideFlux(mass: mass, axes: density.axes)
    func alongRow(
      _ x: borrowing ScratchArray<Double>, _ y: borrowing ScratchArray<Double>,
      _ flux: borrowing ScratchArray<Double>
    ) {
      for j in 0..<n { flux[j] = side(x[j], y[j], x[j + 1], y[j + 1]) }
    }
    corners.row(range.lowerBound, x: x, y: y)
    alongRow(x, y, flux)
    for i in range {
      corners.row(i + 1, x: nextX, y: nextY)
      alongRow(nextX, nextY, nextFlux)
      var before = side(x[0], y[0], nextX[0], nextY[0])
      for j in 0..<n {
        let after = side(x[j + 1], y[j + 1], nextX[j + 1], nextY[j + 1])
        out[i * n + j] = (before - after) + (nextFlux[j] - flux[j])
        before = after
      }
      swap(&x, &nextX)
      swap(&y, &nextY)
      swap(&flux, &nextFlux)
    }
  }
}

/// The flux of M e_1 through a segment: the integral of M dy.
private struct SideFlux {
  let mass: CumulativeMass.Reader
  let inverse: (Double, Double)

  init(mass: CumulativeMass.Reader, axes: [GridAxis]) {
    self.mass = mass
    inverse = (1 / axes[0].step, 1 / axes[1].step)
  }

  @inline(__always)
  func callAsFunction(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> Double {
    let (dx, dy) = (x1 - x0, y1 - y0)
    let length = max(abs(dx) * inverse.0, abs(dy) * inverse.1)
    if length <= 1.5 { return dy * mass(x0 + dx / 2, y0 + dy / 2) }
    return inPieces(x0, y0, dx, dy, length)
  }

  @inline(never)
  private func inPieces(
    _ x0: Double, _ y0: Double, _ dx: Double, _ dy: Double, _ length: Double
  ) -> Double {
    let pieces = length.rounded()
    var sum = 0.0
    for piece in 0..<Int(pieces) {
      let t = (Double(piece) + 0.5) / pieces
      sum += mass(x0 + t * dx, y0 + t * dy)
    }
    return dy * sum / pieces
  }
}
