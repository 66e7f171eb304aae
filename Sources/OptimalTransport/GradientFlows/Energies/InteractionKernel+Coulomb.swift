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
    let formulas = ["-|z|/2", "-log|z|/(2 pi)"]
    return InteractionKernel(
      "\(strength) (\(d <= 2 ? formulas[d - 1] : "|z|^\(2 - d)/(\(Double(d - 2) * sphere))"))",
      value: { z in
        let r = z.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if d == 2 { return -strength * log(r) / sphere }
        return strength * pow(r, Double(2 - d)) / (Double(d - 2) * sphere)
      },
      gradient: { z in
        let square = z.reduce(0) { $0 + $1 * $1 }
        let factor = square > 0 ? -strength * pow(square, -Double(d) / 2) / sphere : 0
        return z.map { factor * $0 }
      })
  }
}
