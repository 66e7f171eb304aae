/// A symmetric tridiagonal matrix.
struct TridiagonalMatrix: Sendable, Equatable {
  /// The n diagonal entries.
  var diagonal: [Double]
  /// The n - 1 entries beside them.
  var besides: [Double]

  /// The zero matrix of size n.
  init(size: Int) {
    diagonal = [Double](repeating: 0, count: size)
    besides = [Double](repeating: 0, count: max(0, size - 1))
  }

  /// Adds a 2 x 2 block between i and i + 1.
  mutating func add(_ first: Double, _ mixed: Double, _ second: Double, at i: Int) {
    diagonal[i] += first
    besides[i] += mixed
    diagonal[i + 1] += second
  }

  /// The product with a vector.
  static func * (matrix: TridiagonalMatrix, x: [Double]) -> [Double] {
    var result = zip(matrix.diagonal, x).map { $0 * $1 }
    for i in matrix.besides.indices {
      result[i] += matrix.besides[i] * x[i + 1]
      result[i + 1] += matrix.besides[i] * x[i]
    }
    return result
  }

  /// The solution of A x = b by L D L' without pivoting; nil unless A is positive definite.
  func solve(_ b: [Double]) -> [Double]? {
    let n = diagonal.count
    var (pivots, x) = (diagonal, b)
    for i in 0..<n {
      if i > 0 {
        let factor = besides[i - 1] / pivots[i - 1]
        pivots[i] -= factor * besides[i - 1]
        x[i] -= factor * x[i - 1]
      }
      guard pivots[i] > 0, pivots[i].isFinite else { return nil }
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      x[i] /= pivots[i]
      if i > 0 { x[i - 1] -= besides[i - 1] * x[i] }
    }
    return x
  }
}

extension TridiagonalMatrix {
  /// self := factor self + other.
  mutating func scaleAndAdd(_ factor: Double, _ other: TridiagonalMatrix) {
    for i in diagonal.indices { diagonal[i] = factor * diagonal[i] + other.diagonal[i] }
    for i in besides.indices { besides[i] = factor * besides[i] + other.besides[i] }
  }

  /// Makes unknown i its own equation, x_i = b_i.
  mutating func isolate(_ i: Int) {
    diagonal[i] = 1
    if i > 0 { besides[i - 1] = 0 }
    if i < besides.count { besides[i] = 0 }
  }
}
