import Foundation

extension Oracles {
  /// A density on the square (-1/2, 1/2)^2 whose optimal map onto the uniform one is known.
  ///
  /// psi = |x|^2 / 2 + 4 q(x) q(y), where q' vanishes at the ends of (-1/2, 1/2) and in between
  /// oscillates, so that the square goes to itself, face to face. Source: Benamou, Froese and
  /// Oberman 2014, section 6.
  public enum Square {
    /// f = det D^2 psi, between 0.5578 and 1.5318.
    public static func density(_ x: Double, _ y: Double) -> Double {
      let mixed = slope(x) * slope(y)
      return (1 + 4 * bend(x) * q(y)) * (1 + 4 * q(x) * bend(y)) - 16 * mixed * mixed
    }

    /// T = grad psi.
    public static func map(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (x + 4 * slope(x) * q(y), y + 4 * q(x) * slope(y))
    }

    /// W2^2 to the uniform density, six digits.
    public static let distanceSquared = 1.47333e-5

    static func q(_ z: Double) -> Double {
      let pi = Double.pi
      let amplitude = -z * z / (8 * pi) + 1 / (256 * pi * pi * pi) + 1 / (32 * pi)
      return amplitude * cos(8 * pi * z) + z * sin(8 * pi * z) / (32 * pi * pi)
    }

    /// q'.
    static func slope(_ z: Double) -> Double { (z * z - 0.25) * sin(8 * .pi * z) }

    /// q''.
    static func bend(_ z: Double) -> Double {
      2 * z * sin(8 * .pi * z) + (z * z - 0.25) * 8 * .pi * cos(8 * .pi * z)
    }
  }
}
