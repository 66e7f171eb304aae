import Foundation

/// The nonlinearity sigma of a two-layer network.
public enum Activation: String, Sendable, CaseIterable {
  /// Smooth and bounded.
  case tanh
  /// max(0, z), whose slope jumps at 0, where 0 is taken.
  case relu

  /// sigma(z) and sigma'(z).
  func callAsFunction(_ z: Double) -> (value: Double, slope: Double) {
    switch self {
    case .tanh:
      let value = Foundation.tanh(z)
      return (value, 1 - value * value)
    case .relu: return z > 0 ? (z, 1) : (0, 0)
    }
  }

  /// max |sigma''|, where sigma is smooth and bounded by one as its slope is: 4 / (3 sqrt 3) for
  /// tanh.
  var curvatureBound: Double? { self == .tanh ? 4 / (3 * 3.0.squareRoot()) : nil }
}
