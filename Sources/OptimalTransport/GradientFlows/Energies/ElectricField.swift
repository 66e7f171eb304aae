/// The electric field that the mass makes itself, as a term of a free energy.
///
/// ```
/// (s / 2) int |E|^2,   E = -grad phi,   -lap phi = rho - background;     the first variation is s phi.
/// ```
/// s > 0 repels (a plasma), s < 0 attracts (gravity, and the chemicals of Keller and Segel).
/// Without a background the field fills all of space, where int |E|^2 is infinite on the line and
/// in the plane; the energy is then (s / 2) int phi rho, phi = G * rho with the kernel
/// -|z| / 2, -log |z| / (2 pi) or 1 / (4 pi |z|) of the dimension.
public struct ElectricField: Sendable, Equatable {
  /// What balances the mass.
  public enum Background: String, Sendable, CaseIterable {
    /// Nothing: the field reaches to infinity.
    case none
    /// As much mass of the other sign, spread evenly over the box; no field crosses its walls.
    case uniform
  }

  /// s = 1 / lambda.
  public let strength: Double
  /// What balances the mass.
  public let background: Background

  /// - Throws: `nonFinite`.
  public init(strength: Double, background: Background = .uniform) throws(TransportError) {
    try checkFinite([strength], argument: "strength of the field")
    self.strength = strength
    self.background = background
  }

  /// The right-hand side of its equation.
  var source: String { background == .uniform ? "rho - mean rho" : "rho" }
}
