/// What differences of fourth order would add to a scheme's roots and images, where they agree well
/// enough for psi to be smooth.
///
/// With H_h and H_2h the centred Hessians by steps of one and two cells, (4 H_h - H_2h) / 3 is of
/// fourth order, and so is the gradient made alike. tau = (det H)^1/d - R(u) is added to R as a
/// constant: solved again, the equations are those of fourth order up to the change of tau, which
/// is of fourth order itself. A tau above `limit` R says that the grid does not resolve psi there;
/// it is faded out between one and two limits, so that the scheme, and with it its convergence,
/// stands.
/// Sources: Pereyra 1968 for the correction; Froese and Oberman 2013 for the filter.
struct DeferredCorrection {
  /// The share of R up to which tau is taken whole.
  static let limit = 0.05

  /// tau, one a cell.
  let roots: [Double]
  /// What to add to grad psi.
  let images: [SIMD3<Double>]

  init<Scheme: MongeAmpereScheme>(_ scheme: Scheme, _ u: [Double]) {
    let grid = scheme.grid
    let values = ScratchArray(u)
    let roots = ScratchArray<Double>(uninitialized: grid.count)
    let images = ScratchArray<SIMD3<Double>>(uninitialized: grid.count)
    let near = WideDifferences(grid, reach: 1)
    let far = WideDifferences(grid, reach: 2)
    let leastTrace = 1e-2 * grid.slopes.reduce(0, +)
    grid.forEachCell { cell, index in
      let state = scheme.cell(cell, index, values)
      let (one, two) = (near(cell, index, values), far(cell, index, values))
      var hessian = SymmetricMatrix3()
      hessian.diagonal = (4 * one.hessian.diagonal - two.hessian.diagonal) / 3
      hessian.offDiagonal = (4 * one.hessian.offDiagonal - two.hessian.offDiagonal) / 3
      let accurate = hessian.determinantRoot(dimension: grid.dimension, leastTrace: leastTrace)
      let change = accurate.root - state.root
      let share = abs(change) / (Self.limit * max(state.root, .leastNormalMagnitude))
      let trust = max(0, min(1, 2 - share))
      roots[cell] = trust * change
      images[cell] = trust * ((4 * one.image - two.image) / 3 - state.image)
    }
    (self.roots, self.images) = (roots.array, images.array)
  }
}

/// Centred differences of psi by steps of a number of cells.
struct WideDifferences {
  private let grid: PotentialGrid
  private let reach: Int
  /// The offset of the cell at index i - reach along each axis.
  private let offsets: [[Int]]
  private let step: SIMD3<Double>

  init(_ grid: PotentialGrid, reach: Int) {
    self.grid = grid
    self.reach = reach
    step = grid.stepVector * Double(reach)
    offsets = grid.shape.indices.map { k in
      (-reach..<grid.shape[k] + reach).map { grid.folded($0, axis: k) * grid.strides[k] }
    }
  }

  /// The Hessian and the gradient of psi.
  func callAsFunction(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>
  ) -> (hessian: SymmetricMatrix3, image: SIMD3<Double>) {
    let d = grid.dimension
    var image = grid.baseImage(index)
    var hessian = SymmetricMatrix3()
    var (after, before) = (SIMD3<Int>.zero, SIMD3<Int>.zero)
    for k in 0..<d {
      let here = index[k] * grid.strides[k]
      after[k] = offsets[k][index[k] + 2 * reach] - here
      before[k] = offsets[k][index[k]] - here
      let (up, down) = (u[cell + after[k]] - u[cell], u[cell] - u[cell + before[k]])
      hessian.diagonal[k] = grid.slopes[k] + (up - down) / (step[k] * step[k])
      image[k] += (up + down) / (2 * step[k])
    }
    for (pair, (k, l)) in [(0, 1), (0, 2), (1, 2)].enumerated() where l < d {
      let even = u[cell + after[k] + after[l]] + u[cell + before[k] + before[l]]
      let odd = u[cell + after[k] + before[l]] + u[cell + before[k] + after[l]]
      hessian.offDiagonal[pair] = (even - odd) / (4 * step[k] * step[l])
    }
    return (hessian, image)
  }
}
