import COpenBLAS

/// OpenBLAS as this library uses it: on one thread.
///
/// Parallel loops are ours (``ParallelLoop``); BLAS threads under them would only contend, and
/// would make sums depend on the thread count.
enum LinearAlgebraThreads {
  private static let single: Void = openblas_set_num_threads(1)
  static func useOne() { _ = single }
}

extension Matrix {
  /// The matrix product. Complexity: O(n^3).
  static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.columns == right.rows, "inner extents differ")
    var result = Matrix(repeating: 0, rows: left.rows, columns: right.columns)
    guard !result.elements.isEmpty, left.columns > 0 else { return result }
    LinearAlgebraThreads.useOne()
    let (m, n, k) = (Int32(left.rows), Int32(right.columns), Int32(left.columns))
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, left.elements, k,
      right.elements, n, 0, &result.elements, n)
    return result
  }

  /// The product with a vector.
  static func * (left: Matrix, vector: [Double]) -> [Double] {
    precondition(left.columns == vector.count, "the vector has one entry a column")
    return (0..<left.rows).map { i in
      var sum = 0.0
      for j in 0..<left.columns { sum += left[i, j] * vector[j] }
      return sum
    }
  }

  /// The entrywise difference.
  static func - (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.rows == right.rows && left.columns == right.columns, "shapes differ")
    return Matrix(
      uncheckedRows: left.rows, columns: left.columns,
      elements: zip(left.elements, right.elements).map { $0 - $1 })
  }

  /// Every entry times `factor`.
  func scaled(by factor: Double) -> Matrix {
    Matrix(uncheckedRows: rows, columns: columns, elements: elements.map { $0 * factor })
  }

  /// Row i times `factors[i]`.
  func scalingRows(by factors: [Double]) -> Matrix {
    var result = self
    for i in 0..<rows { for j in 0..<columns { result[i, j] *= factors[i] } }
    return result
  }

  /// (M + M') / 2 for a square matrix.
  var symmetricPart: Matrix {
    var result = self
    for i in 0..<rows { for j in 0..<columns { result[i, j] = self[i, j] / 2 + self[j, i] / 2 } }
    return result
  }

  /// The sum of the diagonal.
  var trace: Double { (0..<min(rows, columns)).map { self[$0, $0] }.compensatedSum() }

  /// The sum of the squares of the entries.
  var squaredFrobeniusNorm: Double { compensatedDot(elements, elements) }
}
