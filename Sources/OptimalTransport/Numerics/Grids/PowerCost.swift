import Foundation

/// The cost |x - y|^p, p > 1, of the Euclidean length, and the map that its potentials make.
///
/// With h(z) = |z|^p, a pair with alpha(x) + beta(y) = h(x - y) has grad beta(y) = grad h(y - x),
/// so x = y - grad h*(grad beta(y)), and in the same way y = x - grad h*(grad alpha(x)).
struct PowerCost: Sendable {
  let exponent: Double
  /// No move within the box is longer.
  let reach: Double
  /// grad h*(q) = scale |q|^(2 power) q.
  private let scale: Double
  private let power: Double

  init(exponent p: Double, reach: Double) {
    exponent = p
    self.reach = reach
    scale = pow(p, -1 / (p - 1))
    power = (2 - p) / (2 * (p - 1))
  }

  /// |x - y|^p from |x - y|^2.
  @inline(__always)
  func callAsFunction(square: Double) -> Double {
    exponent == 2 ? square : pow(square, exponent / 2)
  }

  /// The ratio of grad h*(q) = (|q|/p)^(1/(p-1)) q/|q| to q, from |q|^2, shortened to `reach`.
  ///
  /// What potentials are far from optimal could else be infinite where p is close to 1.
  @inline(__always)
  func moveRatio(square: Double) -> Double {
    if power == 0 { return scale }
    if square == 0 { return 0 }
    return min(scale * pow(square, power), reach / square.squareRoot())
  }
}
