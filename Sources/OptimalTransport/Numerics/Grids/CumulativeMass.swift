/// M(x) = the integral of a grid density over the ray from the lower face along the first axis to
/// x, per unit of the other coordinates: dM/dx_1 is the density.
///
/// The density is constant in each cell along the first axis and linear between cell centres along
/// the others, and constant in the outer half cells. By the divergence theorem the mass in a set is
/// the flux of M e_1 through its boundary.
struct CumulativeMass: Sendable {
  /// The axes of the density's grid.
  let axes: [GridAxis]
  /// M at the faces of the first axis and the centres of the others, (n_1 + 1) x n_2 x n_3.
  let values: [Double]
  /// Half of the density's rise along each cell times the cell: M bends by it, M = M_i + s (M_i+1 -
  /// M_i) - bend s (1 - s).
  let bends: [Double]

  /// Complexity: O(N) time and memory.
  init(_ density: [Double], axes: [GridAxis]) {
    self.axes = axes
    let lines = density.count / axes[0].count
    var values = [Double](repeating: 0, count: density.count + lines)
    for i in 0..<axes[0].count {
      for t in 0..<lines {
        values[(i + 1) * lines + t] = values[i * lines + t] + density[i * lines + t] * axes[0].step
      }
    }
    self.values = values
    let (n, half) = (axes[0].count, axes[0].step / 2)
    bends = ParallelLoop.map(count: density.count, grain: 1 << 14) { cell in
      let i = cell / lines
      guard i > 0, i + 1 < n else { return 0 }
      let (fall, rise) = (
        density[cell] - density[cell - lines], density[cell + lines] - density[cell]
      )
      guard fall * rise > 0 else { return 0 }
      let size = min(2 * abs(fall), 2 * abs(rise), abs(fall + rise) / 2)
      return rise > 0 ? half * size : -half * size
    }
  }

  /// Calls `body` with what interpolates M.
  func withReader(_ body: (Reader) -> Void) {
    values.withUnsafeBufferPointer { values in
      bends.withUnsafeBufferPointer { bends in
        body(Reader(values.baseAddress!, bends.baseAddress!, axes))
      }
    }
  }

  /// M and what it takes to interpolate it, for inner loops.
  ///
  /// Unsafe inside: the pointer lives as long as the array that `withUnsafeBufferPointer` handed
  /// out; indices are clamped to the grid.
  struct Reader {
    let base: UnsafePointer<Double>
    let bends: UnsafePointer<Double>
    let first: Face
    let second: Centre
    let third: Centre
    let strides: (Int, Int)

    init(_ base: UnsafePointer<Double>, _ bends: UnsafePointer<Double>, _ axes: [GridAxis]) {
      self.base = base
      self.bends = bends
      first = Face(axes[0])
      second = Centre(axes.count > 1 ? axes[1] : GridAxis(lower: 0, upper: 1, count: 1))
      third = Centre(axes.count > 2 ? axes[2] : GridAxis(lower: 0, upper: 1, count: 1))
      let n3 = axes.count > 2 ? axes[2].count : 1
      strides = ((axes.count > 1 ? axes[1].count : 1) * n3, n3)
    }

    @inline(__always)
    func callAsFunction(_ x: Double) -> Double {
      let (i, s) = first.locate(x)
      return base[i] + s * ((base[i + 1] - base[i]) - (1 - s) * bends[i])
    }

    @inline(__always)
    func callAsFunction(_ x: Double, _ y: Double) -> Double {
      let (i, s) = first.locate(x)
      let (j, t) = second.locate(y)
      let cell = i * strides.0 + j
      let (p, q) = (base + cell, bends + cell)
      let next = second.next
      let low = p[0] + t * (p[next] - p[0])
      let high = p[strides.0] + t * (p[strides.0 + next] - p[strides.0])
      let bend = q[0] + t * (q[next] - q[0])
      return low + s * ((high - low) - (1 - s) * bend)
    }

    @inline(__always)
    func callAsFunction(_ x: Double, _ y: Double, _ z: Double) -> Double {
      let (i, s) = first.locate(x)
      let (j, t) = second.locate(y)
      let (k, r) = third.locate(z)
      let cell = i * strides.0 + j * strides.1 + k
      let p = base + cell
      @inline(__always) func plane(_ p: UnsafePointer<Double>) -> Double {
        let q = p + second.next * strides.1
        let low = p[0] + r * (p[third.next] - p[0])
        let high = q[0] + r * (q[third.next] - q[0])
        return low + t * (high - low)
      }
      let low = plane(p)
      return low + s * ((plane(p + strides.0) - low) - (1 - s) * plane(bends + cell))
    }
  }

  /// The interval between faces that holds a coordinate, and the place in it.
  struct Face {
    let lower: Double
    let inverse: Double
    let most: Double

    init(_ axis: GridAxis) {
      lower = axis.lower
      inverse = 1 / axis.step
      most = Double(axis.count)
    }

    @inline(__always)
    func locate(_ x: Double) -> (Int, Double) {
      let place = min(max((x - lower) * inverse, 0), most)
      let index = Int(min(place, most - 1))
      return (index, place - Double(index))
    }
  }

  /// The interval between centres that holds a coordinate, and the place in it.
  struct Centre {
    let origin: Double
    let inverse: Double
    let most: Double
    /// From a centre to the next one: 1, or 0 where there is one only.
    let next: Int

    init(_ axis: GridAxis) {
      origin = axis.lower + axis.step / 2
      inverse = 1 / axis.step
      most = Double(axis.count - 1)
      next = axis.count > 1 ? 1 : 0
    }

    @inline(__always)
    func locate(_ x: Double) -> (Int, Double) {
      let place = min(max((x - origin) * inverse, 0), most)
      let index = Int(min(place, max(most - 1, 0)))
      return (index, place - Double(index))
    }
  }
}
