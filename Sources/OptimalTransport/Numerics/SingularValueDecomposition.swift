import COpenBLAS

/// The singular value decomposition of a square matrix, M = U diag(values) V'.
///
/// One-sided Jacobi rotations, LAPACK `dgesvj`: small singular values keep their relative accuracy
/// when the columns of M differ in scale only (Drmac and Veselic 2008).
struct SingularValueDecomposition: Sendable {
  /// U, orthogonal, n x n.
  let left: Matrix
  /// The singular values, decreasing.
  let values: [Double]
  /// V, orthogonal, n x n.
  let right: Matrix

  /// Decomposes; nil when M is not square, an entry is not finite, the iteration fails, or M is
  /// singular to rounding, so that U is not determined. Complexity: O(n^3).
  init?(_ matrix: Matrix) {
    let n = matrix.rows
    guard n == matrix.columns, n > 0, matrix.elements.allSatisfy(\.isFinite) else { return nil }
    var left = matrix
    var right = Matrix(repeating: 0, rows: n, columns: n)
    var values = [Double](repeating: 0, count: n)
    var work = [Double](repeating: 0, count: max(6, 2 * n))
    LinearAlgebraThreads.useOne()
    let size = Int32(n)
    let status = LAPACKE_dgesvj(
      LAPACK_ROW_MAJOR, cCharacter("G"), cCharacter("U"), cCharacter("V"), size, size,
      &left.elements, size, &values, size, &right.elements, size, &work)
    guard status == 0, values[n - 1] > 0 else { return nil }
    self.left = left
    // LAPACK hands the values back divided by work[0] when they would overflow.
    self.values = work[0] == 1 ? values : values.map { $0 * work[0] }
    self.right = right
  }
}
