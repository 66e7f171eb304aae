/// The cell-centred grid on which a Monge-Ampere equation is solved for u = psi - psi0.
///
/// psi0 is the quadratic whose gradient maps the source box onto the target box axis by axis,
/// d psi0 / d x_k = c_k + s_k (x_k - a_k), with a and c the lower corners and s_k the ratio of the
/// sides. Then u has zero slope on every face, or is periodic, so its values beyond the box are
/// those of its even or its periodic extension, and trigonometric transforms diagonalise its
/// second differences.
struct PotentialGrid: Sendable {
  let shape: [Int]
  /// Cell sides.
  let steps: [Double]
  /// s, the diagonal of D^2 psi0.
  let slopes: [Double]
  /// d psi0 / d x_k at the cell centres along each axis.
  let baseImages: [[Double]]
  /// s and the cell sides as vectors, 1 on unused axes.
  let slopeVector: SIMD3<Double>
  let stepVector: SIMD3<Double>
  /// Numbers from one cell to the next along each axis.
  let strides: [Int]
  /// `cosine` or `periodic`, for all axes.
  let basis: AxisBasis

  /// - Parameters:
  ///   - source: the box of the cells.
  ///   - target: the box that grad psi0 fills.
  init(shape: [Int], source: Box, target: Box, basis: AxisBasis) {
    self.shape = shape
    self.basis = basis
    let steps = zip(source.sides, shape).map { $0 / Double($1) }
    let slopes = zip(target.sides, source.sides).map { $0 / $1 }
    baseImages = shape.indices.map { k in
      (0..<shape[k]).map { target.lower[k] + (Double($0) + 0.5) * steps[k] * slopes[k] }
    }
    (self.steps, self.slopes) = (steps, slopes)
    (stepVector, slopeVector) = (Self.padded(steps), Self.padded(slopes))
    strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
  }

  /// The number of cells.
  var count: Int { shape.reduce(1, *) }
  /// The dimension d.
  var dimension: Int { shape.count }
  /// The volume of a cell.
  var cellVolume: Double { steps.reduce(1, *) }

  private static func padded(_ values: [Double]) -> SIMD3<Double> {
    var result = SIMD3<Double>(repeating: 1)
    for (k, value) in values.enumerated() { result[k] = value }
    return result
  }

  /// The index along axis k of the cell whose u stands at `index`, in the box or beyond it.
  func folded(_ index: Int, axis k: Int) -> Int {
    let n = shape[k]
    guard basis != .periodic else { return (index % n + n) % n }
    let i = (index % (2 * n) + 2 * n) % (2 * n)
    return i < n ? i : 2 * n - 1 - i
  }

  /// grad psi0 at a cell.
  @inline(__always)
  func baseImage(_ index: SIMD3<Int>) -> SIMD3<Double> {
    var image = SIMD3<Double>.zero
    for k in 0..<dimension { image[k] = baseImages[k][index[k]] }
    return image
  }

  /// -L = -tr(S^-1 D^2), as -lap on a box whose sides are stretched by S^1/2.
  var laplacian: PoissonSolver {
    let sides = shape.indices.map { Double(shape[$0]) * steps[$0] * slopes[$0].squareRoot() }
    return PoissonSolver(
      shape: shape, sides: sides, bases: [AxisBasis](repeating: basis, count: dimension))
  }

  /// Calls `body` with each cell and its index along each axis, from several threads.
  @inline(__always)
  func forEachCell(_ body: (_ cell: Int, _ index: SIMD3<Int>) -> Void) {
    let (last, length) = (dimension - 1, shape[dimension - 1])
    ParallelLoop.run(count: count / length, grain: max(1, 4096 / length)) { rows in
      for row in rows {
        var index = rowIndex(row)
        for i in 0..<length {
          index[last] = i
          body(row * length + i, index)
        }
      }
    }
  }

  /// The index along each axis of a row's first cell.
  private func rowIndex(_ row: Int) -> SIMD3<Int> {
    var index = SIMD3<Int>.zero
    var rest = row
    for k in stride(from: dimension - 2, through: 0, by: -1) {
      index[k] = rest % shape[k]
      rest /= shape[k]
    }
    return index
  }

  /// psi0 at the cell centres, zero at the lower corner of the box.
  var basePotential: [Double] {
    var sums = [0.0]
    for k in shape.indices {
      let values = baseImages[k].enumerated().map { i, image in
        let x = (Double(i) + 0.5) * steps[k]
        return x * (image - slopes[k] * x / 2)
      }
      sums = sums.flatMap { sum in values.map { sum + $0 } }
    }
    return sums
  }

  /// grad psi at the cell centres by fourth-order differences of u, cells x d.
  ///
  /// The scheme's own gradient is of second order; this one costs nothing more, and leaves the
  /// error of psi the only one of second order.
  func gradient(_ u: [Double]) -> [Double] {
    let d = dimension
    let values = ScratchArray(u)
    let result = ScratchArray<Double>(uninitialized: count * d)
    let offsets = (0..<d).map { k in
      (-2..<shape[k] + 2).map { folded($0, axis: k) * strides[k] }
    }
    forEachCell { cell, index in
      let image = baseImage(index)
      for k in 0..<d {
        let (i, origin) = (index[k], cell - index[k] * strides[k])
        let near = values[origin + offsets[k][i + 3]] - values[origin + offsets[k][i + 1]]
        let far = values[origin + offsets[k][i + 4]] - values[origin + offsets[k][i]]
        result[cell * d + k] = image[k] + (8 * near - far) / (12 * steps[k])
      }
    }
    return result.array
  }
}
