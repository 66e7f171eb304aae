import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix, S = V diag(values) V'.
///
/// LAPACK `dsyevd`; each eigenvalue is exact to a few ulp of the largest in magnitude.
struct SymmetricEigendecomposition: Sendable {
  /// The eigenvalues, in increasing order.
  let values: [Double]
  /// The orthonormal eigenvectors, one a column.
  let vectors: Matrix

  /// Decomposes the symmetric matrix whose lower triangle is given; nil when an entry is not
  /// finite or the iteration fails. Complexity: O(n^3).
  init?(_ matrix: Matrix) {
    let n = matrix.rows
    guard n == matrix.columns, n > 0, matrix.elements.allSatisfy(\.isFinite) else { return nil }
    var vectors = matrix
    var values = [Double](repeating: 0, count: n)
    LinearAlgebraThreads.useOne()
    let size = Int32(n)
    let status = LAPACKE_dsyevd(
      LAPACK_ROW_MAJOR, cCharacter("V"), cCharacter("L"), size, &vectors.elements, size, &values)
    guard status == 0 else { return nil }
    self.values = values
    self.vectors = vectors
  }

  /// V diag(f(values)) V'.
  func applying(_ f: (Double) -> Double) -> Matrix {
    vectors * vectors.transposed.scalingRows(by: values.map(f))
  }
}

extension Matrix {
  /// The symmetric square root of a positive semidefinite matrix; eigenvalues below zero count as
  /// zero. Nil when the matrix is not square or not finite.
  func symmetricSquareRoot() -> Matrix? {
    SymmetricEigendecomposition(self)?.applying { max($0, 0).squareRoot() }
  }
}
