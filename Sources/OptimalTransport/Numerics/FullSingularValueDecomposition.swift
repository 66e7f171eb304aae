import COpenBLAS

/// The singular value decomposition M = U diag(values) V' of an m x n matrix of any rank.
///
/// LAPACK `dgesvd`: U and V are orthogonal to rounding whatever the rank, so their columns beyond
/// it are bases of the complements. Each singular value is exact to a few ulp of the largest; where
/// small ones must keep their relative accuracy, ``SingularValueDecomposition`` is the one to use.
struct FullSingularValueDecomposition: Sendable {
  /// U, orthogonal, m x m.
  let left: Matrix
  /// The singular values, decreasing, min(m, n) of them.
  let values: [Double]
  /// V, orthogonal, n x n.
  let right: Matrix

  /// Decomposes; nil when an entry is not finite, there is none, or the iteration fails.
  ///
  /// Complexity: O(m n (m + n)).
  init?(_ matrix: Matrix) {
    let (m, n) = (matrix.rows, matrix.columns)
    guard m > 0, n > 0, matrix.elements.allSatisfy(\.isFinite) else { return nil }
    var copy = matrix
    var left = Matrix(repeating: 0, rows: m, columns: m)
    var rightTransposed = Matrix(repeating: 0, rows: n, columns: n)
    var values = [Double](repeating: 0, count: min(m, n))
    var superdiagonal = values
    LinearAlgebraThreads.useOne()
    let status = LAPACKE_dgesvd(
      LAPACK_ROW_MAJOR, cCharacter("A"), cCharacter("A"), Int32(m), Int32(n), &copy.elements,
      Int32(n), &values, &left.elements, Int32(m), &rightTransposed.elements, Int32(n),
      &superdiagonal)
    guard status == 0 else { return nil }
    self.left = left
    self.values = values
    self.right = rightTransposed.transposed
  }
}
