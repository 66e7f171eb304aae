/// A monotone discretisation of det D^2 psi in the plane: the least of the determinants that second
/// differences along the superbases of the grid's lattice allow.
///
/// With D_e = psi_{i+e} - 2 psi_i + psi_{i-e} for lattice vectors e,
/// ```
/// h_1^2 h_2^2 det D_i^2 psi = min over superbases (e0, e1, e2) of G(D_e0, D_e1, D_e2),
/// G(a, b, c) = b c where a >= b + c, and so on round,
///              (a b + b c + c a) / 2 - (a^2 + b^2 + c^2) / 4 elsewhere.
/// ```
/// G does not fall in any of its arguments, so the scheme is degenerate elliptic in D^2 psi and has
/// one convex solution for rough data too, while for a quadratic psi it is exact as soon as a
/// superbase is obtuse for it: second order where D^2 psi is no more anisotropic than the stencil,
/// 3 cells wide, can follow. The gradient is centred, and monotone where log eta varies little over
/// an image of a cell. Source: Benamou, Collino and Mirebeau 2016 (MA-LBR).
final class MonotoneScheme: MongeAmpereScheme {
  let grid: PotentialGrid
  /// The cell, three pairs of neighbours along a superbase, two along each axis for the gradient.
  let width = 11
  private let directions: ScratchArray<SIMD2<Int>>
  private let triples: ScratchArray<SIMD3<Int>>
  /// D_e psi0.
  private let baseDifferences: ScratchArray<Double>
  /// 1 / |e|^2 in units of length.
  private let inverseSquares: ScratchArray<Double>
  /// The least difference that weights are made from.
  private let least: Double
  /// The reach of the stencil in cells.
  private let reach: Int
  /// The offset of the cell at index i - reach along each axis.
  private let rowOffsets: ScratchArray<Int>
  private let columnOffsets: ScratchArray<Int>

  init(_ grid: PotentialGrid) {
    precondition(grid.dimension == 2)
    let superbases = LatticeSuperbases(depth: 2)
    directions = ScratchArray(superbases.directions)
    triples = ScratchArray(superbases.triples.map { SIMD3($0.0, $0.1, $0.2) })
    let reach = superbases.directions.reduce(0) { max($0, abs($1.x), abs($1.y)) }
    let offsets = (0..<2).map { k in
      (-reach..<grid.shape[k] + reach).map { grid.folded($0, axis: k) * grid.strides[k] }
    }
    rowOffsets = ScratchArray(offsets[0])
    columnOffsets = ScratchArray(offsets[1])
    let scales = (0..<2).map { grid.slopes[$0] * grid.steps[$0] * grid.steps[$0] }
    baseDifferences = ScratchArray(
      superbases.directions.map {
        scales[0] * Double($0.x * $0.x) + scales[1] * Double($0.y * $0.y)
      })
    inverseSquares = ScratchArray(
      superbases.directions.map {
        let v = (Double($0.x) * grid.steps[0], Double($0.y) * grid.steps[1])
        return 1 / (v.0 * v.0 + v.1 * v.1)
      })
    least = 1e-4 * scales.min()!
    self.reach = reach
    self.grid = grid
  }

  @inline(__always)
  private func neighbor(_ index: SIMD3<Int>, _ e: SIMD2<Int>) -> Int {
    rowOffsets[index.x + e.x + reach] + columnOffsets[index.y + e.y + reach]
  }

  /// The least root, in cells, with its superbase, the weights of the differences in it, and
  /// the least curvature along a direction.
  @inline(__always)
  private func minimum(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>
  ) -> (root: Double, triple: Int, weights: SIMD3<Double>, curvature: Double) {
    var differences = SIMD16<Double>.zero
    var curvature = Double.infinity
    let center = 2 * u[cell]
    for k in 0..<directions.count {
      let e = directions[k]
      let sum = u[neighbor(index, e)] + u[neighbor(index, SIMD2.zero &- e)]
      differences[k] = baseDifferences[k] + (sum - center)
      curvature = min(curvature, differences[k] * inverseSquares[k])
    }
    var best = Root.greatest
    var number = 0
    for t in 0..<triples.count {
      let i = triples[t]
      let root = Self.root(
        SIMD3(differences[i.x], differences[i.y], differences[i.z]), least: least)
      if root.order < best.order { (best, number) = (root, t) }
    }
    return (best.value, number, best.weights, curvature)
  }

  /// G(d)^1/2 = w . d / 2, not yet divided by what normalises w.
  struct Root {
    /// (w . d / 2)^2 with the sign of w . d.
    let order: Double
    let unscaled: SIMD3<Double>
    /// The square of what w is divided by.
    let square: Double

    static let greatest = Root(order: .infinity, unscaled: .zero, square: 1)

    var value: Double { (order < 0 ? -1 : 1) * abs(order).squareRoot() }
    var weights: SIMD3<Double> { unscaled / square.squareRoot() }
  }

  /// The root with weights none below zero; where a difference is too small they are those of
  /// larger ones.
  @inline(__always)
  static func root(_ d: SIMD3<Double>, least: Double) -> Root {
    let floor = max(least, SymmetricMatrix3.leastEigenvalueShare * d.max())
    if d.min() >= floor {
      let (value, weights) = determinant(d)
      return Root(order: value, unscaled: weights, square: value)
    }
    let (value, weights) = determinant(d.replacing(with: floor, where: d .< floor))
    let half = (weights * d).sum() / 2
    return Root(order: half * abs(half) / value, unscaled: weights, square: value)
  }

  /// G and its derivatives, none below zero.
  @inline(__always)
  static func determinant(_ d: SIMD3<Double>) -> (value: Double, weights: SIMD3<Double>) {
    if d.x >= d.y + d.z { return (d.y * d.z, SIMD3(0, d.z, d.y)) }
    if d.y >= d.z + d.x { return (d.z * d.x, SIMD3(d.z, 0, d.x)) }
    if d.z >= d.x + d.y { return (d.x * d.y, SIMD3(d.y, d.x, 0)) }
    let weights = (d.sum() - 2 * d) / 2
    return ((weights * d).sum() / 2, weights)
  }

  @inline(__always)
  func cell(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>
  ) -> CellDerivatives {
    let best = minimum(cell, index, u)
    let h = grid.stepVector
    var image = grid.baseImage(index)
    image.x += (u[neighbor(index, SIMD2(1, 0))] - u[neighbor(index, SIMD2(-1, 0))]) / (2 * h.x)
    image.y += (u[neighbor(index, SIMD2(0, 1))] - u[neighbor(index, SIMD2(0, -1))]) / (2 * h.y)
    let root = best.root / (h.x * h.y)
    let policy = policy(best.triple, best.weights / (h.x * h.y))
    var eigenvalue = best.curvature
    if eigenvalue > 0 { eigenvalue = min(eigenvalue, root / policy.largestPlaneEigenvalue) }
    return CellDerivatives(image: image, root: root, policy: policy, eigenvalue: eigenvalue)
  }

  /// The sum of weight v v' over a superbase, in units of length.
  @inline(__always)
  private func policy(_ t: Int, _ weights: SIMD3<Double>) -> SymmetricMatrix3 {
    let (triple, h) = (triples[t], grid.stepVector)
    var result = SymmetricMatrix3()
    result.diagonal = .zero
    for m in 0..<3 {
      let (k, weight) = (triple[m], weights[m])
      let v = SIMD2(Double(directions[k].x) * h.x, Double(directions[k].y) * h.y)
      result.diagonal += weight * SIMD3(v.x * v.x, v.y * v.y, 0)
      result.offDiagonal.x += weight * v.x * v.y
    }
    return result
  }

  @inline(__always)
  func writeRow(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>, drift: SIMD3<Double>,
    scale: Double, into matrix: StencilMatrix
  ) {
    let best = minimum(cell, index, u)
    let triple = triples[best.triple]
    let weights = scale * best.weights / (grid.steps[0] * grid.steps[1])
    var entry = cell * width
    func set(_ column: Int, _ value: Double) {
      matrix.columns[entry] = Int32(column)
      matrix.values[entry] = value
      entry += 1
    }
    set(cell, -2 * weights.sum())
    for m in 0..<3 {
      let (k, weight) = (triple[m], weights[m])
      set(neighbor(index, directions[k]), weight)
      set(neighbor(index, SIMD2.zero &- directions[k]), weight)
    }
    let first = scale * drift / (2 * grid.stepVector)
    for (e, value) in [(SIMD2(1, 0), first.x), (SIMD2(0, 1), first.y)] {
      set(neighbor(index, e), value)
      set(neighbor(index, SIMD2.zero &- e), -value)
    }
  }
}
