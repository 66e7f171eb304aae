/// A symmetric positive semidefinite matrix S = L L' of any rank: the covariance of a Gaussian that
/// may live on a subspace, or at a point.
///
/// The rank is that of the correlations S_ij / sqrt(S_ii S_jj), so it does not depend on the units
/// of the axes: diag(1e-12, 1e12) has rank 2. An eigenvalue of the correlations counts as zero up
/// to `rankTolerance` d, some hundred times what rounding the entries can do to it.
public struct Covariance: Sendable, Equatable {
  /// S, d x d, symmetric.
  public let matrix: Matrix
  /// L, d x rank, with linearly independent columns.
  let factor: Matrix
  /// A left inverse of L, rank x d.
  let leftInverse: Matrix

  /// The eigenvalue of the correlations, a dimension, up to which it counts as zero.
  public static let rankTolerance = 0x1p-46

  /// Checks that S is symmetric and has no negative eigenvalue, both to rounding.
  ///
  /// Complexity: O(d^3).
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `notPositiveDefinite`.
  public init(_ matrix: Matrix) throws(TransportError) {
    let d = matrix.rows
    guard d > 0 else { throw .emptyInput(argument: "covariance") }
    guard matrix.columns == d else {
      throw .shapeMismatch(
        argument: "covariance", expected: "a square matrix", found: "\(d) x \(matrix.columns)")
    }
    try checkFinite(matrix.elements, argument: "covariance")
    try Self.checkSymmetry(matrix)
    let symmetric = matrix.symmetricPart
    let scales = (0..<d).map { symmetric[$0, $0].squareRoot() }
    let inverses = scales.map { $0 > 0 ? 1 / $0 : 0 }
    let factors = try Self.factors(of: symmetric, scales: scales, inverses: inverses)
    self.init(matrix: symmetric, factor: factors.factor, leftInverse: factors.leftInverse)
  }

  /// The covariance of a Gaussian, of full rank.
  public init(_ gaussian: Gaussian) {
    self.init(matrix: gaussian.covariance, cholesky: gaussian.cholesky)
  }

  private init(matrix: Matrix, cholesky: Cholesky) {
    self.init(
      matrix: matrix, factor: cholesky.lower,
      leftInverse: cholesky.solveLower(Matrix.identity(matrix.rows)))
  }

  init(matrix: Matrix, factor: Matrix, leftInverse: Matrix) {
    self.matrix = matrix
    self.factor = factor
    self.leftInverse = leftInverse
  }

  /// The dimension d.
  public var dimension: Int { matrix.rows }
  /// The dimension of the subspace that N(0, S) lives on.
  public var rank: Int { factor.columns }
  /// Whether S is positive definite, so that N(0, S) has a density on R^d.
  public var isRegular: Bool { rank == dimension }

  /// L = D^1/2 V diag(l)^1/2 from the correlations V diag(l) V', or Cholesky's where S is regular.
  private static func factors(
    of matrix: Matrix, scales: [Double], inverses: [Double]
  ) throws(TransportError) -> (factor: Matrix, leftInverse: Matrix) {
    let d = matrix.rows
    let half = matrix.scalingRows(by: inverses).transposed
    guard let eigen = SymmetricEigendecomposition(half.scalingRows(by: inverses).symmetricPart)
    else { throw .notPositiveDefinite(argument: "covariance", smallestEigenvalue: .nan) }
    let tolerance = rankTolerance * Double(d)
    guard eigen.values[0] >= -max(tolerance, Gaussian.symmetryTolerance) else {
      throw .notPositiveDefinite(
        argument: "covariance",
        smallestEigenvalue: SymmetricEigendecomposition(matrix)?.values[0] ?? .nan)
    }
    let kept = (0..<d).filter { eigen.values[$0] > tolerance }
    if kept.count == d, let cholesky = Cholesky(matrix) {
      let regular = Covariance(matrix: matrix, cholesky: cholesky)
      return (regular.factor, regular.leftInverse)
    }
    let basis = eigen.vectors.transposed.selecting(kept)
    let roots = kept.map { eigen.values[$0].squareRoot() }
    return (
      basis.scalingRows(by: roots).transposed.scalingRows(by: scales),
      basis.scalingRows(by: roots.map { 1 / $0 }).transposed.scalingRows(by: inverses).transposed
    )
  }

  /// Throws unless |S_ij - S_ji| is rounding, and where S_ii < 0 or |S_ij|^2 > S_ii S_jj = 0.
  private static func checkSymmetry(_ matrix: Matrix) throws(TransportError) {
    for i in 0..<matrix.rows {
      for j in 0...i {
        let scale = matrix[i, i].squareRoot() * matrix[j, j].squareRoot()
        let isSymmetric =
          abs(matrix[i, j] - matrix[j, i]) <= Gaussian.symmetryTolerance * scale
          && (scale > 0 || matrix[i, j] == 0)
        guard isSymmetric else {
          throw .notPositiveDefinite(
            argument: "covariance",
            smallestEigenvalue: SymmetricEigendecomposition(matrix.symmetricPart)?.values[0]
              ?? .nan)
        }
      }
    }
  }
}
