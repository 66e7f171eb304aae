import CTransportKernels

/// The faces between the cells of a grid at one time, axis by axis, and the loops over them.
///
/// A face is stored at the index of the cell below it, so that a field on the faces across one axis
/// has one number a cell: the last of each line is the face to the first cell where the axis is
/// periodic, and a wall, always zero, otherwise.
///
/// Unsafe inside: each call hands the kernel slabs of `cells` numbers that lie within their arrays,
/// which `Slab` checks in debug builds.
struct SlabFaces: Sendable {
  /// One slab of an array of many.
  struct Slab {
    let array: PaddedArray<Double>
    let start: Int

    @inline(__always)
    fileprivate func pointer(_ cells: Int) -> UnsafeMutablePointer<Double> {
      assert(start >= 0 && start + cells <= array.count)
      return array.base + start
    }
  }

  /// Cells of the grid.
  let cells: Int
  let dimension: Int
  private let axes: [otk_axis_faces]
  private let kernels: KernelTable

  /// - Parameter steps: distances of neighbouring cell centres, one an axis.
  init(shape: [Int], steps: [Double], isPeriodic: Bool, kernels: KernelTable = .best) {
    cells = shape.reduce(1, *)
    dimension = shape.count
    axes = shape.indices.map { k in
      otk_axis_faces(
        blocks: shape[..<k].reduce(1, *), extent: shape[k],
        stride: shape[(k + 1)...].reduce(1, *), periodic: isPeriodic ? 1 : 0,
        inverse_step: 1 / steps[k])
    }
    self.kernels = kernels
  }

  /// (u_r, u_m) = projections of gamma (v_r, v_m) onto { a + b^2/2 <= 0 }, over gamma; adds the
  /// divergence of v_m - 2 u_m to `flow`, and half the sum of v_r - 2 u_r - mean of `density` over
  /// each cell's two faces to `share`. `work` is two slabs.
  func reflect(
    axis: Int, gamma: Double, faceDensity: Slab, momentum: Slab, density: Slab,
    dualDensity: Slab, dualMomentum: Slab, flow: Slab, share: Slab, work: Slab
  ) {
    axes.withUnsafeBufferPointer {
      kernels.faces.pointee.reflect(
        $0.baseAddress! + axis, gamma, faceDensity.pointer(cells), momentum.pointer(cells),
        density.pointer(cells), dualDensity.pointer(cells), dualMomentum.pointer(cells),
        flow.pointer(cells), share.pointer(cells), work.pointer(2 * cells))
    }
  }

  /// v_m += relaxation (grad potential - u_m), v_r += relaxation (mean density - (v_r - u_r)).
  func update(
    axis: Int, relaxation: Double, potential: Slab, density: Slab, dualDensity: Slab,
    dualMomentum: Slab, faceDensity: Slab, momentum: Slab
  ) {
    axes.withUnsafeBufferPointer {
      kernels.faces.pointee.update(
        $0.baseAddress! + axis, relaxation, potential.pointer(cells), density.pointer(cells),
        dualDensity.pointer(cells), dualMomentum.pointer(cells), faceDensity.pointer(cells),
        momentum.pointer(cells))
    }
  }

  /// flow += div momentum.
  func addDivergence(axis: Int, of momentum: Slab, to flow: Slab) {
    axes.withUnsafeBufferPointer {
      kernels.faces.pointee.divergence(
        $0.baseAddress! + axis, momentum.pointer(cells), flow.pointer(cells))
    }
  }

  /// momentum += grad potential.
  func addGradient(axis: Int, of potential: Slab, to momentum: Slab) {
    axes.withUnsafeBufferPointer {
      kernels.faces.pointee.gradient(
        $0.baseAddress! + axis, potential.pointer(cells), momentum.pointer(cells))
    }
  }

  /// means += mean of the density over the face's two cells.
  func addMeans(axis: Int, of density: Slab, to means: Slab) {
    axes.withUnsafeBufferPointer {
      kernels.faces.pointee.means(
        $0.baseAddress! + axis, density.pointer(cells), means.pointer(cells))
    }
  }

  /// energy += (square of grad potential on the face below + on the face above) / 4.
  func addSlopeEnergy(axis: Int, of potential: Slab, to energy: Slab) {
    axes.withUnsafeBufferPointer {
      kernels.faces.pointee.slope_energy(
        $0.baseAddress! + axis, potential.pointer(cells), energy.pointer(cells))
    }
  }

  /// The sum over faces of momentum^2 / (2 mean density); infinite where there is momentum and no
  /// density.
  func action(axis: Int, density: Slab, momentum: Slab) -> Double {
    axes.withUnsafeBufferPointer {
      kernels.faces.pointee.action(
        $0.baseAddress! + axis, density.pointer(cells), momentum.pointer(cells))
    }
  }

  /// The projections of points (x, y) onto { a + b^2/2 <= 0 }.
  static func parabolaProjections(
    x: [Double], y: [Double], kernels: KernelTable = .best
  ) -> (a: [Double], b: [Double]) {
    precondition(x.count == y.count)
    var (a, b) = (x, y)
    a.withUnsafeMutableBufferPointer { a in
      b.withUnsafeMutableBufferPointer { b in
        kernels.faces.pointee.parabola(x.count, x, y, a.baseAddress, b.baseAddress)
      }
    }
    return (a, b)
  }
}

extension PaddedArray where Element == Double {
  /// The slab that starts at an index.
  func slab(_ start: Int) -> SlabFaces.Slab { SlabFaces.Slab(array: self, start: start) }

  /// The numbers of a range.
  func array(_ range: Range<Int>) -> [Double] {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    return Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// A copy of all.
  var copy: PaddedArray<Double> {
    let result = PaddedArray<Double>(repeating: 0, count: count)
    result.base.update(from: base, count: count)
    return result
  }

  /// Copies numbers in, from an index on.
  func write(_ values: [Double], at start: Int = 0) {
    assert(start >= 0 && start + values.count <= count)
    values.withUnsafeBufferPointer {
      if let source = $0.baseAddress { (base + start).update(from: source, count: $0.count) }
    }
  }
}
