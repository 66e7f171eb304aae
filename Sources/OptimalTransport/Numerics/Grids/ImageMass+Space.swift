extension ImageMass {
  /// The masses of some layers of cells in three dimensions, by the flux through bilinear patches.
  func space(
    _ corners: GradientCorners, _ mass: CumulativeMass.Reader, _ range: Range<Int>,
    _ out: UnsafeMutablePointer<Double>
  ) {
    let (n2, n3) = (axes[1].count, axes[2].count)
    var layer = CornerLayer(corners, range.lowerBound)
    let flux = PatchFlux(mass: mass, axes: density.axes)
    var across = ScratchArray<Double>(uninitialized: n2 * n3)
    var nextAcross = ScratchArray<Double>(uninitialized: n2 * n3)
    let beside = ScratchArray<Double>(uninitialized: n3)
    layer.fill(across, flux)
    for i in range {
      let next = CornerLayer(corners, i + 1)
      next.fill(nextAcross, flux)
      for k in 0..<n3 { beside[k] = layer.wallAlongThird(next, 0, k, flux) }
      for j in 0..<n2 {
        var before = layer.wallAlongSecond(next, j, 0, flux)
        for k in 0..<n3 {
          let after = layer.wallAlongSecond(next, j, k + 1, flux)
          let nextBeside = layer.wallAlongThird(next, j + 1, k, flux)
          let cell = j * n3 + k
          out[i * n2 * n3 + cell] =
            (nextAcross[cell] - across[cell]) + (nextBeside - beside[k]) + (after - before)
          beside[k] = nextBeside
          before = after
        }
      }
      layer = next
      swap(&across, &nextAcross)
    }
  }
}

/// The images of one layer of corners.
private struct CornerLayer: ~Copyable {
  let x: ScratchArray<Double>
  let y: ScratchArray<Double>
  let z: ScratchArray<Double>
  let rows: Int
  let columns: Int

  init(_ corners: GradientCorners, _ i: Int) {
    rows = corners.axes[1].count
    columns = corners.axes[2].count
    let count = (rows + 1) * (columns + 1)
    x = ScratchArray(uninitialized: count)
    y = ScratchArray(uninitialized: count)
    z = ScratchArray(uninitialized: count)
    corners.layer(i, x: x, y: y, z: z)
  }

  @inline(__always)
  func at(_ j: Int, _ k: Int) -> SIMD3<Double> {
    let place = j * (columns + 1) + k
    return SIMD3(x[place], y[place], z[place])
  }

  /// The flux through the patches of this layer.
  func fill(_ flux: borrowing ScratchArray<Double>, _ patch: PatchFlux) {
    for j in 0..<rows {
      for k in 0..<columns {
        flux[j * columns + k] = patch(at(j, k), at(j + 1, k), at(j, k + 1), at(j + 1, k + 1))
      }
    }
  }

  /// Through the wall to the next layer along the third axis, oriented by the second.
  @inline(__always)
  func wallAlongThird(_ next: borrowing CornerLayer, _ j: Int, _ k: Int, _ patch: PatchFlux)
    -> Double
  {
    patch(at(j, k), at(j, k + 1), next.at(j, k), next.at(j, k + 1))
  }

  /// Through the wall to the next layer along the second axis, oriented by the third.
  @inline(__always)
  func wallAlongSecond(_ next: borrowing CornerLayer, _ j: Int, _ k: Int, _ patch: PatchFlux)
    -> Double
  {
    patch(at(j, k), next.at(j, k), at(j + 1, k), next.at(j + 1, k))
  }
}

/// The flux of M e_1 through a bilinear patch X(s, t): the integral of M (X_s x X_t)_1.
private struct PatchFlux {
  let mass: CumulativeMass.Reader
  let inverse: SIMD3<Double>

  init(mass: CumulativeMass.Reader, axes: [GridAxis]) {
    self.mass = mass
    inverse = SIMD3(1 / axes[0].step, 1 / axes[1].step, 1 / axes[2].step)
  }

  /// From X(0, 0), X(1, 0), X(0, 1), X(1, 1).
  @inline(__always)
  func callAsFunction(
    _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>, _ d: SIMD3<Double>
  ) -> Double {
    let (diagonal, other) = (d - a, c - b)
    let size = abs(diagonal) * inverse
    let otherSize = abs(other) * inverse
    let length = max(size.max(), otherSize.max())
    if length <= 1.5 {
      let area = (diagonal.y * other.z - diagonal.z * other.y) / 2
      let middle = (a + b + c + d) / 4
      return area * mass(middle.x, middle.y, middle.z)
    }
    return inPieces(a, b, c, d, length.rounded())
  }

  @inline(never)
  private func inPieces(
    _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>, _ d: SIMD3<Double>,
    _ pieces: Double
  ) -> Double {
    let twist = (a - b) + (d - c)
    var sum = 0.0
    for p in 0..<Int(pieces) {
      let s = (Double(p) + 0.5) / pieces
      for q in 0..<Int(pieces) {
        let t = (Double(q) + 0.5) / pieces
        let (along, across) = (b - a + t * twist, c - a + s * twist)
        let place = a + s * (b - a) + t * across
        sum += mass(place.x, place.y, place.z) * (along.y * across.z - along.z * across.y)
      }
    }
    return sum / (pieces * pieces)
  }

  @inline(__always)
  private func abs(_ v: SIMD3<Double>) -> SIMD3<Double> { v.replacing(with: -v, where: v .< 0) }
}
