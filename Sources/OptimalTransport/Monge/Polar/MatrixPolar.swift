/// The polar decomposition of a real matrix, M = P Q = Q R: P and R symmetric positive
/// semidefinite, Q with orthonormal columns (m >= n), rows (m <= n), or both.
///
/// From M = U S V' it is Q = U V', P = (M M')^1/2 = U S U', R = (M' M)^1/2 = V S V'. It is the
/// polar factorisation of the linear field x -> M x: P is the gradient of x'P x / 2, and Q
/// preserves every measure that is invariant under rotations, such as N(0, I).
///
/// - Q is nearest to M among all matrices with orthonormal columns (rows), in the Frobenius norm:
///   |M - Q|^2 = sum of (sigma_i - 1)^2. For a square M of negative determinant, Q has determinant
///   -1: it is a reflection.
/// - P and R are unique. Q is, exactly when M has full rank. Otherwise U and V are completed beyond
///   the rank to orthonormal bases, and not left out, which would give a partial isometry: a
///   measure-preserving factor must be orthogonal, and any completion is at the same, least
///   distance.
/// - Accuracy: P Q - M and Q'Q - I are some ulp of |M| and 1, at any condition number; see
///   ``residual`` and ``orthogonalityError``.
/// - Complexity: O(m n min(m, n)).
/// - Source: Higham, "Functions of Matrices" (2008), theorems 8.1 and 8.4.
public struct MatrixPolar: Sendable, Equatable {
  /// Q, m x n.
  public let isometry: Matrix
  /// P = (M M')^1/2, m x m, in M = P Q.
  public let left: Matrix
  /// R = (M' M)^1/2, n x n, in M = Q R.
  public let right: Matrix
  /// The singular values of M, decreasing, min(m, n) of them.
  public let singularValues: [Double]
  /// The number of singular values above max(m, n) ulp of the largest.
  public let rank: Int
  /// The larger of |M - P Q| and |M - Q R|, over |M|, in the Frobenius norm.
  public let residual: Double
  /// |Q'Q - I|, or |Q Q' - I| for m < n, in the Frobenius norm.
  public let orthogonalityError: Double

  /// Decomposes any real matrix.
  ///
  /// - Throws: `emptyInput`, `nonFinite`, `outOfRange` where the singular values overflow.
  public init(_ matrix: Matrix) throws(TransportError) {
    guard !matrix.elements.isEmpty else { throw .emptyInput(argument: "matrix") }
    try checkFinite(matrix.elements, argument: "matrix")
    let largest = matrix.largestMagnitude
    // In units of its largest entry no norm overflows or vanishes.
    let unit = largest > 0 ? max(largest.binade, 0x1p-1000) : 1
    let scaled = Matrix(
      uncheckedRows: matrix.rows, columns: matrix.columns,
      elements: matrix.elements.map { $0 / unit })
    guard let factors = ThinSingularValueDecomposition(scaled),
      (factors.values[0] * unit * 2).isFinite
    else {
      throw .outOfRange(
        argument: "matrix entry", value: largest,
        expected: "a size whose singular values do not overflow; rescale the matrix")
    }
    self.init(scaled, factors, unit: unit)
  }

  /// The factors of `matrix` times `unit`.
  private init(_ matrix: Matrix, _ factors: ThinSingularValueDecomposition, unit: Double) {
    let (u, values, vt) = (factors.left, factors.values, factors.rightTransposed)
    let q = u * vt
    let p = (u * u.transposed.scalingRows(by: values)).symmetricPart
    let r = (vt.transposed * vt.scalingRows(by: values)).symmetricPart
    isometry = q
    left = p.scaled(by: unit)
    right = r.scaled(by: unit)
    singularValues = values.map { $0 * unit }
    let threshold = Double(max(matrix.rows, matrix.columns)) * .ulpOfOne * values[0]
    rank = values.filter { $0 > threshold }.count
    let size = matrix.frobeniusNorm
    let error = max((p * q - matrix).frobeniusNorm, (q * r - matrix).frobeniusNorm)
    residual = size > 0 ? error / size : 0
    let gram = matrix.rows >= matrix.columns ? q.transposed * q : q * q.transposed
    orthogonalityError = (gram - .identity(gram.rows)).frobeniusNorm
  }

  /// Whether Q is the only one: M has full rank.
  public var isUnique: Bool { rank == singularValues.count }

  /// |M - Q| in the Frobenius norm, sqrt(sum of (sigma_i - 1)^2): the distance from M to the
  /// orthogonal matrices, or to those with orthonormal columns or rows.
  public var distance: Double {
    let differences = singularValues.map { abs($0 - 1) }
    let largest = differences.max()!
    guard largest > 0 else { return 0 }
    return largest * differences.map { $0 / largest * ($0 / largest) }.compensatedSum().squareRoot()
  }
}

extension Matrix {
  fileprivate var frobeniusNorm: Double { squaredFrobeniusNorm.squareRoot() }
}
