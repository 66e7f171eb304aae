/// The Hessian of the semi-dual f -> <f, a> + <g(f), b> - eps sum P, where g(f) makes the columns exact, in
/// normalised variables.
///
/// -eps times it is D_r - P D_b^-1 P'. With W = D_a^-1/2 P D_b^-1/2, whose entries lie in [0, 1] whatever the masses,
/// and y = D_a^1/2 x it becomes S = D_{r/a} - W W', whose eigenvalues are 1 - sigma_k^2 at the solution, zero for
/// constants only. It is the Schur complement of the bipartite graph Laplacian with weights P.
struct ReducedHessian {
  private let entries: CompressedRows
  private let transposed: CompressedRows
  /// r_i / a_i, one where there is no mass.
  private let diagonal: [Double]

  init(entries: CompressedRows, diagonal: [Double]) {
    self.entries = entries
    self.transposed = entries.transposed
    self.diagonal = diagonal
  }

  /// S y.
  func product(_ y: [Double]) -> [Double] {
    let image = entries.product(transposed.product(y))
    return y.indices.map { diagonal[$0] * y[$0] - image[$0] }
  }

  /// The inverse of the diagonal of S, kept away from zero.
  var inverseDiagonal: [Double] {
    (0..<entries.rows).map { i in
      let squares = entries.squaredRowNorm(i)
      return 1 / max(diagonal[i] - squares, 1e-12 * diagonal[i])
    }
  }

  /// An approximate factorisation of the whole Laplacian [D_{r/a}, -W; -W', I], restricted to the rows.
  func approximateInverse(source: [Double], target: [Double]) -> ([Double]) -> [Double] {
    // In the variables of P itself, scaled to masses of at most one, the matrix is a Laplacian.
    let scale = max(source.max() ?? 1, target.max() ?? 1)
    let rootA = source.map { ($0 / scale).squareRoot() }
    let rootB = target.map { ($0 / scale).squareRoot() }
    var edges: [(Int32, Int32, Double)] = []
    edges.reserveCapacity(entries.count)
    var excess = zip(rootA, diagonal).map { $0 * $0 * $1 } + rootB.map { $0 * $0 }
    let m = source.count
    entries.forEach { i, j, value in
      let weight = rootA[i] * value * rootB[j]
      edges.append((Int32(i), Int32(m + j), weight))
      excess[i] -= weight
      excess[m + j] -= weight
    }
    // What is negative is rounding.
    let factor = ApproximateCholesky(edges: edges, excess: excess.map { max(0, $0) })
    let padding = [Double](repeating: 0, count: target.count)
    return { y in
      let x = factor.solve(zip(y, rootA).map { $0 * $1 } + padding)
      return zip(x, rootA).map { $0 * $1 }
    }
  }
}
