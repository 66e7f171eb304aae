import Foundation

/// The linear Kramers equation on Gaussians, by the recursion with the kinetic cost: each step is a
/// minimisation over all densities, solved in closed form.
///
/// ```
/// rho_t = -div_q(p rho) + div_p((W q + g p) rho) + g theta lap_p rho,
/// rho_k = argmin over rho of C_h(S_h rho_{k-1}, rho) / (2 g h) + int |p|^2/2 rho + theta int rho log rho,
/// ```
/// where S_h moves mass by the exact Hamiltonian flow of |p|^2/2 + q'W q/2 and C_h is the transport
/// cost of
/// ```
/// c_h(z, z') = |p' - p|^2 + 12 |(q' - q) / h - (p' - p) / 2|^2,
/// ```
/// h times the least integral of |acceleration|^2 that turns free flight from z into a path to z',
/// as Hermite's cubic does it. In y = (sqrt(12) (q - h p / 2) / h, p) this cost is |y' - y|^2, and
/// int |p|^2/2 and the entropy keep their forms. So the step is one proximal step of W2, whose
/// optimality, T = id + g h (B - theta S^-1) for the map back with B = diag(0, I), reads
/// ```
/// X + c^2 X^-1 = M^-1/2 S_0 M^-1/2 + 2 c,   X = M^1/2 S M^1/2,   M = I + g h B,   c = g h theta,
/// ```
/// solved by a spectral function: X = (Y + sqrt(Y^2 - 4 c^2)) / 2 of the right side Y. Means step
/// by M^-1.
///
/// Proven: rho_k converges to the equation's solution as h -> 0 (Duong, Peletier and Zimmer 2014,
/// for potentials with bounded second derivatives); to first order here, by test. A record's
/// `distance` is the root of C_h / g, and `gap` bounds the excess of what the step minimises, times
/// h, by convexity along generalised geodesics and the map of Gaussians computed on its own; it is
/// of the order of rounding. The energy of a record has int q'W q/2 added: the free energy that the
/// equation lowers, g int |p + theta grad_p log rho|^2 rho = slope^2 a unit of time.
///
/// Complexity: O(d^3) a step. Sources: Huang 2000; Duong, Peletier and Zimmer 2014; Halder and
/// Wendel 2017 (Gaussian proximal steps).
public struct LinearKramersFlow: ProximalFlow {
  /// W, d x d, symmetric: the force is -W q. Zero gives free particles.
  public let stiffness: Matrix
  /// g > 0.
  public let friction: Double
  /// theta > 0.
  public let temperature: Double
  /// h.
  public let timeStep: Double

  /// - Throws: `shapeMismatch` unless W is square; `nonFinite`; `outOfRange` unless W is symmetric
  ///   and the other numbers are positive and finite.
  public init(
    stiffness: Matrix, friction: Double, temperature: Double, timeStep: Double
  ) throws(TransportError) {
    guard stiffness.rows == stiffness.columns, stiffness.rows > 0 else {
      throw .shapeMismatch(
        argument: "stiffness", expected: "a square matrix",
        found: "\(stiffness.rows) x \(stiffness.columns)")
    }
    try checkFinite(stiffness.elements, argument: "stiffness")
    let skew = (stiffness - stiffness.transposed).elements.map(abs).max()!
    guard skew <= 1e-10 * stiffness.elements.map(abs).max()! else {
      throw .outOfRange(
        argument: "stiffness - its transpose", value: skew, expected: "a symmetric matrix")
    }
    try checkPositive(friction, argument: "friction")
    try checkPositive(temperature, argument: "temperature")
    try checkPositive(timeStep, argument: "timeStep")
    self.stiffness = stiffness.symmetricPart
    self.friction = friction
    self.temperature = temperature
    self.timeStep = timeStep
  }

  /// The equation with its numbers.
  public var equation: String {
    let rows = (0..<stiffness.rows).map { "\(stiffness.row($0))" }
    return "rho_t = -div_q(p rho) + div_p((W q + \(friction) p) rho) + "
      + "\(friction * temperature) lap_p rho,  W = [\(rows.joined(separator: ", "))]"
  }

  /// Prepares steps for Gaussians of (q, p) in 2 d dimensions.
  ///
  /// - Throws: `shapeMismatch`.
  public func stepper(for start: KramersGaussian) throws(TransportError) -> LinearKramersStepper {
    guard start.law.dimension == 2 * stiffness.rows else {
      throw .shapeMismatch(
        argument: "start", expected: "\(2 * stiffness.rows) dimensions, positions and momenta",
        found: "\(start.law.dimension)")
    }
    return LinearKramersStepper(self)
  }
}
