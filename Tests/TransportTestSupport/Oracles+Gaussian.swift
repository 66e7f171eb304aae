import Foundation
public import OptimalTransport

extension Oracles {
  /// W2^2 between two Gaussians: |d|^2 + tr(S0 + S1 - 2 (S0^1/2 S1 S0^1/2)^1/2).
  public static func gaussianDistanceSquared(_ source: Gaussian, _ target: Gaussian) -> Double {
    let root = squareRoot(source.covariance)
    let cross = squareRoot(product(product(root, target.covariance), root))
    let shift = zip(source.mean, target.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let traces = source.mean.indices.map {
      source.covariance[$0, $0] + target.covariance[$0, $0] - 2 * cross[$0, $0]
    }
    return shift + traces.reduce(0, +)
  }

  /// The map's matrix A = S0^-1/2 (S0^1/2 S1 S0^1/2)^1/2 S0^-1/2.
  public static func gaussianMap(_ source: Gaussian, _ target: Gaussian) -> Matrix {
    let root = squareRoot(source.covariance)
    let inverse = spectral(source.covariance) { 1 / $0.squareRoot() }
    let cross = squareRoot(product(product(root, target.covariance), root))
    return product(product(inverse, cross), inverse)
  }

  /// The symmetric square root of a symmetric positive semidefinite matrix.
  public static func squareRoot(_ matrix: Matrix) -> Matrix {
    spectral(matrix) { max($0, 0).squareRoot() }
  }

  /// The matrix product, by its definition.
  public static func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    var result = Matrix(repeating: 0, rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        for k in 0..<a.columns { result[i, j] += a[i, k] * b[k, j] }
      }
    }
    return result
  }

  /// V f(D) V' for the eigendecomposition V D V' of a symmetric matrix, by cyclic Jacobi rotations.
  public static func spectral(_ matrix: Matrix, _ f: (Double) -> Double) -> Matrix {
    let n = matrix.rows
    var a = matrix
    var v = Matrix.identity(n)
    for _ in 0..<60 {
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where abs(a[p, q]) > 1e-300 {
          rotate(&a, &v, p, q)
        }
      }
    }
    var scaled = v
    for i in 0..<n { for j in 0..<n { scaled[i, j] *= f(a[j, j]) } }
    return product(scaled, v.transposed)
  }

  /// One rotation that makes a[p, q] zero.
  private static func rotate(_ a: inout Matrix, _ v: inout Matrix, _ p: Int, _ q: Int) {
    let ratio = (a[q, q] - a[p, p]) / (2 * a[p, q])
    let t = (ratio >= 0 ? 1.0 : -1.0) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for k in 0..<a.rows {
      (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q])
    }
    for k in 0..<a.rows {
      (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k])
      (v[k, p], v[k, q]) = (c * v[k, p] - s * v[k, q], s * v[k, p] + c * v[k, q])
    }
  }
}
