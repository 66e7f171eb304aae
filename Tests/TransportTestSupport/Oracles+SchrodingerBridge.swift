import Foundation
public import OptimalTransport

/// Entropic transport between two Gaussians N(m0, S0), N(m1, S1) of mass one in closed form:
/// min <C, P> + eps KL(P | a x b) for |x - y|^2 and eps = 2 s^2, the static Schroedinger bridge of noise s^2.
///
/// The plan is Gaussian with cross-covariance C = (S0^1/2 D S0^-1/2 - s^2 I) / 2, D = (4 S0^1/2 S1 S0^1/2 + s^4 I)^1/2.
/// All else follows from C by definition: the density P / (a x b) = exp((phi + psi - c) / eps) of two Gaussians gives
/// phi(m0 + u) = u' Q0 u + 2 (m0 - m1).u + const with Q0 = I - s^2 ((S0 - C S1^-1 C')^-1 - S0^-1), and psi likewise.
public struct GaussianBridge {
  /// E (x - m0) (y - m1)' under the optimal plan.
  public let crossCovariance: Matrix
  /// <C, P>.
  public let cost: Double
  /// <C, P> + eps KL(P | a x b).
  public let value: Double
  /// Q0, the second-order part of phi.
  public let sourceCurvature: Matrix
  /// Q1, the second-order part of psi.
  public let targetCurvature: Matrix
  private let sourceMean: [Double]
  private let targetMean: [Double]

  /// The bridge at eps.
  public init(_ source: Gaussian, _ target: Gaussian, epsilon: Double) {
    let (s0, s1, s2) = (source.covariance, target.covariance, epsilon / 2)
    let d = source.mean.count
    let root = Oracles.squareRoot(s0)
    let inverseRoot = Oracles.spectral(s0) { 1 / $0.squareRoot() }
    var square = Oracles.product(Oracles.product(root, s1), root)
    for k in square.elements.indices { square.elements[k] *= 4 }
    for k in 0..<d { square[k, k] += s2 * s2 }
    var c = Oracles.product(Oracles.product(root, Oracles.squareRoot(square)), inverseRoot)
    for k in 0..<d { c[k, k] -= s2 }
    for k in c.elements.indices { c.elements[k] /= 2 }
    let left = Self.conditional(s0, c, s1)
    let right = Self.conditional(s1, c.transposed, s0)
    let shift = zip(source.mean, target.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let information = (Self.logDeterminant(s0) - Self.logDeterminant(left)) / 2
    crossCovariance = c
    cost = shift + (0..<d).reduce(0) { $0 + s0[$1, $1] + s1[$1, $1] - 2 * c[$1, $1] }
    value = cost + epsilon * information
    sourceCurvature = Self.curvature(s0, left, s2)
    targetCurvature = Self.curvature(s1, right, s2)
    sourceMean = source.mean
    targetMean = target.mean
  }

  /// phi(x) up to a constant.
  public func phi(_ x: [Double]) -> Double {
    Self.potential(x, sourceMean, targetMean, sourceCurvature)
  }

  /// psi(y) up to a constant.
  public func psi(_ y: [Double]) -> Double {
    Self.potential(y, targetMean, sourceMean, targetCurvature)
  }

  private static func potential(
    _ x: [Double], _ mean: [Double], _ other: [Double], _ curvature: Matrix
  ) -> Double {
    var sum = 0.0
    for k in x.indices {
      sum += 2 * (mean[k] - other[k]) * (x[k] - mean[k])
      for l in x.indices { sum += (x[k] - mean[k]) * curvature[k, l] * (x[l] - mean[l]) }
    }
    return sum
  }

  /// S0 - C S1^-1 C', the covariance of one side given the other.
  private static func conditional(_ s0: Matrix, _ c: Matrix, _ s1: Matrix) -> Matrix {
    let inverse = Oracles.spectral(s1) { 1 / $0 }
    let part = Oracles.product(Oracles.product(c, inverse), c.transposed)
    var result = s0
    for k in result.elements.indices { result.elements[k] -= part.elements[k] }
    return result
  }

  /// I - s^2 (conditional^-1 - S0^-1).
  private static func curvature(_ s0: Matrix, _ conditional: Matrix, _ s2: Double) -> Matrix {
    let inverse = Oracles.spectral(s0) { 1 / $0 }
    let inner = Oracles.spectral(conditional) { 1 / $0 }
    var result = Matrix.identity(s0.rows)
    for k in result.elements.indices {
      result.elements[k] -= s2 * (inner.elements[k] - inverse.elements[k])
    }
    return result
  }

  private static func logDeterminant(_ matrix: Matrix) -> Double {
    let logarithm = Oracles.spectral(matrix) { log($0) }
    return (0..<matrix.rows).reduce(0) { $0 + logarithm[$1, $1] }
  }
}
