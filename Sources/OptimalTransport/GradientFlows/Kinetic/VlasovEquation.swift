/// The Vlasov-Poisson-Fokker-Planck equation: particles in the field that they make, with friction
/// and noise.
///
/// ```
/// f_t + v . grad_x f + (E - grad U0) . grad_v f = g div_v(v f + theta grad_v f),
/// E = -grad phi,   -lap phi = s (rho - mean rho),   rho = int f dv.
/// ```
/// s > 0 repels (a plasma: masses, charges and the neutralising background are one), s < 0 attracts
/// (gravity). It is no gradient flow of W2: the left side conserves the energy and the entropy, and
/// only the right side descends
/// ```
/// F(f) = int int (|v|^2 / 2 + U0 + theta log f) f + (1 / 2s) int |E|^2,
/// dF/dt = -g int int |v + theta grad_v log f|^2 f,
/// ```
/// in the transport distance of velocities alone. So each step flies, kicks and then takes a
/// proximal step in velocity. Sources: Vlasov 1938; Villani 2009, "Hypocoercivity".
public struct VlasovEquation: Sendable {
  /// s: positive for a plasma, negative for gravity, zero without a field.
  public let coupling: Double
  /// g, an inverse time.
  public let friction: Double
  /// theta = 1 / beta, of the bath that friction couples to; without friction it only weighs the
  /// entropy in F.
  public let temperature: Double
  /// U0, a potential of x that repeats with the box.
  public let potential: ScalarPotential?

  /// - Throws: `nonFinite`, `outOfRange` for a friction or a temperature below zero.
  public init(
    coupling: Double = 0, friction: Double = 0, temperature: Double = 0,
    potential: ScalarPotential? = nil
  ) throws(TransportError) {
    try checkFinite([coupling], argument: "coupling")
    try Self.checkNotNegative(friction, "friction")
    try Self.checkNotNegative(temperature, "temperature")
    self.coupling = coupling
    self.friction = friction
    self.temperature = temperature
    self.potential = potential
  }

  private static func checkNotNegative(
    _ value: Double, _ argument: String
  ) throws(TransportError) {
    guard value >= 0, value.isFinite else {
      throw .outOfRange(argument: argument, value: value, expected: "a finite number >= 0")
    }
  }

  /// -grad U0 at a point.
  func outerForce(_ point: [Double]) -> [Double] {
    potential.map { $0.gradient(point).map { -$0 } } ?? point.map { _ in 0 }
  }
}

extension VlasovEquation: CustomStringConvertible {
  /// The equation with its numbers, in a periodic box.
  public var description: String { formula(hasBackground: true) }

  /// The equation with its numbers; in open space nothing balances the mass.
  public func formula(hasBackground: Bool) -> String {
    let forces = (coupling == 0 ? [] : ["E"]) + (potential.map { ["-grad(\($0.formula))"] } ?? [])
    let kick = forces.isEmpty ? "" : " + (\(forces.joined(separator: " "))) . grad_v f"
    let bath = friction == 0 ? "0" : "\(friction) div_v(v f + \(temperature) grad_v f)"
    let source = hasBackground ? "(rho - mean rho)" : "rho"
    let field = coupling == 0 ? "" : ",  div E = \(coupling) \(source)"
    return "f_t + v . grad_x f\(kick) = \(bath)\(field)"
  }
}
