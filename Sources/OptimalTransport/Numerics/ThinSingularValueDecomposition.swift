import COpenBLAS

/// The thin singular value decomposition of any real matrix, M = U diag(values) V'.
///
/// LAPACK `dgesdd` (divide and conquer): every singular value is exact to a few ulp of the largest,
/// and U and V have orthonormal columns even where M is rank-deficient. `dgesvj` of
/// ``SingularValueDecomposition`` keeps small values more accurate, but needs full rank.
struct ThinSingularValueDecomposition: Sendable {
  /// U, m x min(m, n), with orthonormal columns.
  let left: Matrix
  /// The singular values, decreasing, min(m, n) of them.
  let values: [Double]
  /// V', min(m, n) x n, with orthonormal rows.
  let rightTransposed: Matrix

  /// Decomposes; nil when M is empty, an entry is not finite or the iteration fails.
  ///
  /// Complexity: O(m n min(m, n)).
  init?(_ matrix: Matrix) {
    let (m, n) = (matrix.rows, matrix.columns)
    guard m > 0, n > 0, matrix.elements.allSatisfy(\.isFinite) else { return nil }
    let rank = min(m, n)
    var work = matrix
    var values = [Double](repeating: 0, count: rank)
    var left = Matrix(repeating: 0, rows: m, columns: rank)
    var right = Matrix(repeating: 0, rows: rank, columns: n)
    LinearAlgebraThreads.useOne()
    let (rows, columns, inner) = (Int32(m), Int32(n), Int32(rank))
    let status = LAPACKE_dgesdd(
      LAPACK_ROW_MAJOR, cCharacter("S"), rows, columns, &work.elements, columns, &values,
      &left.elements, inner, &right.elements, columns)
    guard status == 0, values.allSatisfy(\.isFinite) else { return nil }
    self.left = left
    self.values = values
    rightTransposed = right
  }
}
