/// The Hessian of the semi-dual f -> <f, a> + <g(f), b> - eps sum P, where g(f) makes the columns
/// exact, in normalised variables.
///
/// -eps times it is D_r - P D_b^-1 P'. With W = D_a^-1/2 P D_b^-1/2, whose entries lie in [0, 1]
/// whatever the masses, and y = D_a^1/2 x it becomes S = D_{r/a} - W W', whose eigenvalues are 1 -
/// sigma_k^2 at the solution, zero for constants only. It is the Schur complement of the bipartite
/// graph Laplacian with weights P.
struct ReducedHessian {
  private let weights: Weights
  /// r_i / a_i, one where there is no mass.
  private let diagonal: [Double]

  /// W, stored with its transpose, or applied through the Gibbs kernel at two passes over the pairs
  /// a product.
  private enum Weights {
    case stored(CompressedRows, transposed: CompressedRows)
    case implicit(GibbsKernel, f: [Double], g: [Double], epsilon: Double)
  }

  /// The Hessian at an iterate with exact columns; stored if W has at most `limit` entries of at
  /// least `threshold`.
  init(_ state: SinkhornState, threshold: Double, limit: Int) {
    let (a, r) = (state.problem.sourceWeights, state.rowSums)
    diagonal = a.indices.map { a[$0] > 0 ? r[$0] / a[$0] : 1 }
    let (f, g) = state.normalized
    let entries = state.kernel.entries(
      f: f, g: g, epsilon: state.epsilon,
      threshold: [Double](repeating: threshold, count: f.count), limit: limit)
    if let entries {
      weights = .stored(entries, transposed: entries.transposed)
    } else {
      weights = .implicit(state.kernel, f: f, g: g, epsilon: state.epsilon)
    }
  }

  /// Whether a product is cheap beside a pass over the pairs.
  var isStored: Bool { if case .stored = weights { true } else { false } }

  /// Whether a factorisation, at some 50 products an entry, is worth its time.
  var isSparse: Bool {
    guard case .stored(let entries, _) = weights else { return false }
    return entries.count <= 64 * (entries.rows + entries.columns)
  }

  /// S y.
  func product(_ y: [Double]) -> [Double] {
    let image: [Double]
    switch weights {
    case .stored(let entries, let transposed):
      image = entries.product(transposed.product(y))
    case .implicit(let kernel, let f, let g, let epsilon):
      let columns = kernel.applyTransposed(y, f: f, g: g, epsilon: epsilon)
      image = kernel.apply(columns, f: f, g: g, epsilon: epsilon)
    }
    return y.indices.map { diagonal[$0] * y[$0] - image[$0] }
  }

  /// The inverse of the diagonal of S, kept away from zero; that of r / a alone where W is not
  /// stored.
  var inverseDiagonal: [Double] {
    guard case .stored(let entries, _) = weights else { return diagonal.map { 1 / $0 } }
    return (0..<entries.rows).map { i in
      1 / max(diagonal[i] - entries.squaredRowNorm(i), 1e-12 * diagonal[i])
    }
  }

  /// An approximate factorisation of the whole Laplacian [D_{r/a}, -W; -W', I], restricted to the
  /// rows; nil where W is not stored.
  func approximateInverse(source: [Double], target: [Double]) -> (([Double]) -> [Double])? {
    guard case .stored(let entries, _) = weights else { return nil }
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
