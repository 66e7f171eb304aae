import COpenBLAS
import Foundation

/// The Cholesky factor of a symmetric positive definite matrix S = L L', L lower triangular.
///
/// Its rounding error is a few n ulp of each sqrt(S_ii S_jj), so badly scaled matrices, such as
/// diag(1e-12, 1e12), lose nothing (Demmel 1989; Higham 2002, chapter 10).
struct Cholesky: Sendable, Equatable {
  /// The lower triangular factor L, zeros above the diagonal.
  let lower: Matrix

  /// Factors the symmetric matrix whose lower triangle is given; nil when it is not positive
  /// definite to rounding, i.e. a pivot loses all digits of its diagonal entry.
  ///
  /// Complexity: n^3/3 multiplications.
  init?(_ matrix: Matrix) {
    let n = matrix.rows
    guard n == matrix.columns, n > 0, matrix.elements.allSatisfy(\.isFinite) else { return nil }
    var factor = matrix
    LinearAlgebraThreads.useOne()
    let size = Int32(n)
    guard LAPACKE_dpotrf(LAPACK_ROW_MAJOR, cCharacter("L"), size, &factor.elements, size) == 0
    else { return nil }
    for i in 0..<n {
      let pivot = factor[i, i] * factor[i, i]
      guard pivot > Double(n) * .ulpOfOne * matrix[i, i] else { return nil }
      for j in i + 1..<max(n, i + 1) { factor[i, j] = 0 }
    }
    lower = factor
  }

  /// Wraps a lower triangular factor; nil when a diagonal entry is not positive and finite.
  init?(lower: Matrix) {
    guard (0..<lower.rows).allSatisfy({ lower[$0, $0] > 0 && lower[$0, $0].isFinite }) else {
      return nil
    }
    self.lower = lower
  }

  /// The matrix size n.
  var count: Int { lower.rows }

  /// log det S.
  var logDeterminant: Double { 2 * (0..<count).map { log(lower[$0, $0]) }.compensatedSum() }

  /// L^-1 B.
  func solveLower(_ right: Matrix) -> Matrix { solve(right, transposed: false) }
  /// L'^-1 B.
  func solveLowerTransposed(_ right: Matrix) -> Matrix { solve(right, transposed: true) }
  /// S^-1 B.
  func solve(_ right: Matrix) -> Matrix { solveLowerTransposed(solveLower(right)) }

  /// L^-1 b, by forward substitution.
  func solveLower(_ right: [Double]) -> [Double] {
    var x = right
    for i in 0..<count {
      for j in 0..<i { x[i] -= lower[i, j] * x[j] }
      x[i] /= lower[i, i]
    }
    return x
  }

  private func solve(_ right: Matrix, transposed: Bool) -> Matrix {
    precondition(right.rows == count, "one row an unknown")
    var result = right
    guard right.columns > 0 else { return result }
    LinearAlgebraThreads.useOne()
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
      Int32(count), Int32(right.columns), 1, lower.elements, Int32(count), &result.elements,
      Int32(right.columns))
    return result
  }
}

/// A LAPACK option letter.
func cCharacter(_ letter: Unicode.Scalar) -> CChar { CChar(letter.value) }
