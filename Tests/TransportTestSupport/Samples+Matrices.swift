public import OptimalTransport

extension Samples {
  /// A symmetric positive definite matrix with the given spectrum: sum of lambda_k q_k q_k^T over
  /// a random orthonormal basis.
  public static func positiveDefinite(spectrum: [Double], seed: UInt64) -> Matrix {
    let basis = orthonormalBasis(spectrum.count, seed: seed)
    var matrix = Matrix(repeating: 0, rows: spectrum.count, columns: spectrum.count)
    for (eigenvalue, q) in zip(spectrum, basis) {
      for i in q.indices { for j in q.indices { matrix[i, j] += eigenvalue * (q[i] * q[j]) } }
    }
    return matrix
  }

  /// Gram and Schmidt's, each vector made orthogonal twice.
  private static func orthonormalBasis(_ n: Int, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    var basis: [[Double]] = []
    for _ in 0..<n {
      var vector = (0..<n).map { _ in generator.normal() }
      for _ in 0..<2 { for q in basis { vector = subtract(dot(vector, q), q, from: vector) } }
      let length = dot(vector, vector).squareRoot()
      basis.append(vector.map { $0 / length })
    }
    return basis
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func subtract(_ s: Double, _ q: [Double], from x: [Double]) -> [Double] {
    zip(x, q).map { $0 - s * $1 }
  }
}
