import Foundation

extension InteractionKernel {
  /// The potential s G of a unit charge in d dimensions, -lap G = delta: -|z| / 2 for d = 1, -log
  /// |z| / (2 pi) for d = 2, |z|^(2 - d) / ((d - 2) |S|) beyond, |S| the area of the unit sphere.
  ///
  /// - Throws: `nonFinite`, `outOfRange` for d < 1.
  public static func coulomb(
    strength: Double, dimension d: Int
  ) throws(TransportError) -> InteractionKernel {
    try checkFinite([strength], argument: "strength of the field")
    guard d >= 1 else {
      throw .outOfRange(argument: "dimension", value: Double(d), expected: "at least 1")
    }
    let sphere = 2 * pow(.pi, Double(d) / 2) / tgamma(Double(d) / 2)
    switch d {
    case 2: return try .logarithmic(strength: -strength / sphere)
    case 3: return try .coulomb(strength: strength / sphere)
    default: return power(strength / (Double(d - 2) * sphere), exponent: 2 - d)
    }
  }

  /// U = a |z|^p.
  private static func power(_ a: Double, exponent p: Int) -> InteractionKernel {
    InteractionKernel(
      "\(a) |z|^\(p)",
      value: { z in a * pow(z.reduce(0) { $0 + $1 * $1 }.squareRoot(), Double(p)) },
      gradient: { z in
        let square = z.reduce(0) { $0 + $1 * $1 }
        let factor = square > 0 ? a * Double(p) * pow(square, Double(p) / 2 - 1) : 0
        return z.map { factor * $0 }
      })
  }
}
