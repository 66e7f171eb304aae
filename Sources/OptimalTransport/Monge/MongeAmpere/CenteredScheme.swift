/// Centred second-order differences of u, determinant by determinant.
///
/// ```
/// psi_kk = s_k + (u_{i+k} - 2 u_i + u_{i-k}) / h_k^2
/// psi_kl = (u_{i+k+l} - u_{i+k-l} - u_{i-k+l} + u_{i-k-l}) / (4 h_k h_l)
/// psi_k  = c_k + s_k (x_k - a_k) + (u_{i+k} - u_{i-k}) / (2 h_k)
/// ```
/// with the values of u beyond the box from its even or periodic extension. In 1 to 3 dimensions;
/// second order where psi is smooth, not monotone in more than one dimension. Where all psi_kk are
/// above zero, grad psi lies in the target box: it is the mean of two slopes between the box's
/// ends.
final class CenteredScheme: MongeAmpereScheme {
  let grid: PotentialGrid
  let width: Int
  /// The cell, its two neighbours along each axis, then four diagonal ones for each pair of axes.
  private let neighbors: StencilMatrix
  private let firstWeights: SIMD3<Double>
  private let secondWeights: SIMD3<Double>
  private let mixedWeights: SIMD3<Double>
  /// Of D^2 psi, where psi is far from convex: a small part of that of psi0.
  private let leastTrace: Double

  /// - Parameter ghosts: where the values beyond the box stand, if they are unknowns.
  init(_ grid: PotentialGrid, ghosts: GhostLayout? = nil) {
    self.grid = grid
    width = [3, 9, 19][grid.dimension - 1]
    let h = grid.stepVector
    firstWeights = 0.5 / h
    secondWeights = 1 / (h * h)
    mixedWeights = 0.25 / SIMD3(h.x * h.y, h.x * h.z, h.y * h.z)
    leastTrace = 1e-2 * grid.slopes.reduce(0, +)
    neighbors = StencilMatrix(rows: grid.count, width: width)
    if let ghosts { fillNeighbors(ghosts) } else { fillNeighbors() }
  }

  private static let pairs = [(0, 1), (0, 2), (1, 2)]

  private func fillNeighbors() {
    let d = grid.dimension
    let pairs = Self.pairs.filter { $0.1 < d }
    let folded = (0..<d).map { k in
      (-1...grid.shape[k]).map { grid.folded($0, axis: k) * grid.strides[k] }
    }
    grid.forEachCell { cell, index in
      var entry = cell * width
      func add(_ offset: Int) {
        neighbors.columns[entry] = Int32(cell + offset)
        entry += 1
      }
      func step(_ k: Int, _ sign: Int) -> Int {
        folded[k][index[k] + 1 + sign] - folded[k][index[k] + 1]
      }
      add(0)
      for k in 0..<d { for sign in [1, -1] { add(step(k, sign)) } }
      for (k, l) in pairs {
        for (a, b) in [(1, 1), (-1, -1), (1, -1), (-1, 1)] { add(step(k, a) + step(l, b)) }
      }
    }
  }

  /// In the plane, with ghosts, in the same order.
  private func fillNeighbors(_ ghosts: GhostLayout) {
    let steps = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)]
    grid.forEachCell { cell, index in
      for (entry, step) in steps.enumerated() {
        neighbors.columns[cell * width + entry] = Int32(
          ghosts.index(index.x + step.0, index.y + step.1))
      }
    }
  }

  /// The Hessian and the gradient of psi.
  @inline(__always)
  private func derivatives(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>
  ) -> (hessian: SymmetricMatrix3, image: SIMD3<Double>) {
    let (d, start) = (grid.dimension, cell * width)
    let center = u[cell]
    var hessian = SymmetricMatrix3()
    var image = grid.baseImage(index)
    for k in 0..<d {
      let after = u[Int(neighbors.columns[start + 1 + 2 * k])] - center
      let before = center - u[Int(neighbors.columns[start + 2 + 2 * k])]
      hessian.diagonal[k] = grid.slopes[k] + (after - before) * secondWeights[k]
      image[k] += (after + before) * firstWeights[k]
    }
    for pair in 0..<d * (d - 1) / 2 {
      let entry = start + 1 + 2 * d + 4 * pair
      hessian.offDiagonal[pair] =
        (u[Int(neighbors.columns[entry])] + u[Int(neighbors.columns[entry + 1])]
          - u[Int(neighbors.columns[entry + 2])] - u[Int(neighbors.columns[entry + 3])])
        * mixedWeights[pair]
    }
    return (hessian, image)
  }

  @inline(__always)
  func cell(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>
  ) -> CellDerivatives {
    let (hessian, image) = derivatives(cell, index, u)
    let (root, policy, eigenvalue) = hessian.determinantRoot(
      dimension: grid.dimension, leastTrace: leastTrace)
    return CellDerivatives(image: image, root: root, policy: policy, eigenvalue: eigenvalue)
  }

  @inline(__always)
  func writeRow(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>, drift: SIMD3<Double>,
    scale: Double, into matrix: StencilMatrix
  ) {
    let (d, start) = (grid.dimension, cell * width)
    let policy = self.cell(cell, index, u).policy
    let second = scale * policy.diagonal * secondWeights
    let first = scale * drift * firstWeights
    // An off-diagonal entry occurs twice in the trace.
    let mixed = 2 * scale * policy.offDiagonal * mixedWeights
    var center = 0.0
    for k in 0..<d {
      matrix.values[start + 1 + 2 * k] = second[k] + first[k]
      matrix.values[start + 2 + 2 * k] = second[k] - first[k]
      center -= 2 * second[k]
    }
    matrix.values[start] = center
    for pair in 0..<d * (d - 1) / 2 {
      for corner in 0..<4 {
        matrix.values[start + 1 + 2 * d + 4 * pair + corner] =
          corner < 2 ? mixed[pair] : -mixed[pair]
      }
    }
    for k in start..<start + width { matrix.columns[k] = neighbors.columns[k] }
  }
}
