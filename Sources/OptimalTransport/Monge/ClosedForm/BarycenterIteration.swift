/// The fixed-point iteration for the covariance of a barycenter, in Cholesky coordinates.
///
/// With S = L L' and L_i' L = U D V', (S^1/2 S_i S^1/2)^1/2 is K_i = V D V' turned by an orthogonal
/// matrix, A_i = L'^-1 K_i L^-1, and the step is S <- (L'^-1 K)(L'^-1 K)', K = sum l_i K_i.
struct BarycenterIteration {
  /// S.
  private(set) var covariance: Matrix
  /// |K - L'L|_F / |L'L|_F at S.
  private(set) var residual = Double.infinity
  /// Steps taken.
  private(set) var count = 0
  private var factor: Cholesky
  private let members: [(share: Double, factor: Matrix)]

  init(family: GaussianMixture, shares: [Double]) throws(TransportError) {
    members = zip(shares, family.components).filter { $0.0 > 0 }
      .map { (share: $0, factor: $1.cholesky.lower) }
    (covariance, factor) = try Self.start(members)
  }

  /// (sum l_i S_i^1/2)^2, or sum l_i S_i where that is singular to rounding.
  private static func start(
    _ members: [(share: Double, factor: Matrix)]
  ) throws(TransportError) -> (Matrix, Cholesky) {
    let matrices = members.map { ($0.share, $0.factor * $0.factor.transposed) }
    let roots = matrices.compactMap { share, matrix in
      matrix.symmetricSquareRoot().map { (share, $0) }
    }
    if roots.count == members.count {
      let root = Matrix.weightedSum(roots)
      let square = (root * root).symmetricPart
      if let factor = Cholesky(square) { return (square, factor) }
    }
    let mean = Matrix.weightedSum(matrices)
    guard let factor = Cholesky(mean) else { throw illConditioned }
    return (mean, factor)
  }

  private static let illConditioned = TransportError.notPositiveDefinite(
    argument: "barycenter covariance", smallestEigenvalue: 0)

  /// Iterates until the residual is below the tolerance, or has not fallen for 20 steps.
  mutating func run(tolerance: Double, iterationLimit: Int) throws(TransportError) -> Termination {
    var best = (residual: Double.infinity, covariance: covariance, factor: factor, count: 0)
    while true {
      let mean = Matrix.weightedSum(try decompositions().map { ($0.share, $0.root) })
      let gram = factor.lower.transposed * factor.lower
      let misfit = (mean - gram).squaredFrobeniusNorm / gram.squaredFrobeniusNorm
      residual = misfit.squareRoot()
      if residual <= tolerance { return .converged }
      if residual < best.residual { best = (residual, covariance, factor, count) }
      if Task.isCancelled { return .cancelled }
      if count - best.count >= 20 {
        (residual, covariance, factor) = (best.residual, best.covariance, best.factor)
        return .stalled
      }
      guard count < iterationLimit else { return .iterationLimit }
      try step(mean)
    }
  }

  private mutating func step(_ mean: Matrix) throws(TransportError) {
    let half = factor.solveLowerTransposed(mean)
    let next = (half * half.transposed).symmetricPart
    guard let nextFactor = Cholesky(next) else { throw Self.illConditioned }
    (covariance, factor) = (next, nextFactor)
    count += 1
  }

  private typealias Part = (
    share: Double, root: Matrix, factor: Matrix, svd: SingularValueDecomposition
  )

  /// K_i and what it comes from.
  private func decompositions() throws(TransportError) -> [Part] {
    let parts = ParallelLoop.map(count: members.count) { i -> Part? in
      let member = members[i]
      guard let svd = SingularValueDecomposition(member.factor.transposed * factor.lower) else {
        return nil
      }
      let half = svd.right.transposed.scalingRows(by: svd.values.map { $0.squareRoot() })
      return (member.share, half.transposed * half, member.factor, svd)
    }
    let complete = parts.compactMap { $0 }
    guard complete.count == parts.count else { throw Self.illConditioned }
    return complete
  }

  /// The functional at S and the dual value of the B_i, both with the part of the means.
  func certificate(means family: GaussianMixture) throws(TransportError) -> Certificate {
    let parts = try decompositions()
    let inverse = factor.solveLowerTransposed(Matrix.weightedSum(parts.map { ($0.share, $0.root) }))
    let average = factor.solveLowerTransposed(inverse.transposed).symmetricPart
    guard let congruence = Cholesky(average)?.lower else { throw Self.illConditioned }
    let center = family.mean
    var (upper, lower, scale) = (CompensatedSum(), CompensatedSum(), 0.0)
    for (weight, component) in zip(family.weights, family.components) where weight > 0 {
      let shift = GroundCost.squaredEuclidean(component.mean, center) * (weight / family.mass)
      upper.add(shift)
      lower.add(shift)
    }
    for part in parts {
      let turned = part.factor * (part.svd.left * part.svd.right.transposed)
      upper.add(part.share * (factor.lower - turned).squaredFrobeniusNorm)
      let dual = part.svd.right.transposed * factor.lower.transposed * congruence * part.factor
      let weighted = dual.scalingRows(by: part.svd.values.map { 1 / $0.squareRoot() })
      let trace = part.factor.squaredFrobeniusNorm
      lower.add(part.share * (trace - weighted.squaredFrobeniusNorm))
      scale += part.share * trace
    }
    return Certificate(
      upperBound: upper.value, lowerBound: max(lower.value, 0), marginalError: 0,
      dualInfeasibility: 0, resolution: 0x1p-46 * scale)
  }
}

extension Matrix {
  /// sum_i weights_i M_i.
  fileprivate static func weightedSum(_ terms: [(Double, Matrix)]) -> Matrix {
    var result = Matrix(repeating: 0, rows: terms[0].1.rows, columns: terms[0].1.columns)
    for (weight, matrix) in terms {
      for k in matrix.elements.indices { result.elements[k] += weight * matrix.elements[k] }
    }
    return result
  }
}
