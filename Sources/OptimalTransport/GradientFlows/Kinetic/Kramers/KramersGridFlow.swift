/// The Kramers equation in any potential, by the recursion with the kinetic cost on a grid of
/// positions and momenta.
///
/// ```
/// rho_t = -p rho_q + ((V'(q) + g p) rho)_p + g theta rho_pp,
/// rho_k = argmin over rho of C_h(rho_{k-1}, rho) / (2 g h) + int |p|^2/2 rho + theta int rho log rho,
/// ```
/// where C_h is the transport cost of
/// ```
/// c_h(z, z') = |p' - p + h V'(q + h p / 2)|^2 + 12 |(q' - q) / h - (p + p') / 2|^2,
/// ```
/// h times the least integral of |q'' - a|^2 over paths from z to z' that are kicked by -h V' in
/// the middle of a free flight: least acceleration beside the force, which is frozen for a step.
/// ``LinearKramersFlow`` has the exact flow of a quadratic V in place of flight, kick and flight;
/// the two are O(h^3) a step apart.
///
/// Before the second half of the flight the position is Q = q - h p / 2, and in y =
/// (sqrt(12) Q / h, p) the cost is |y' - y|^2. So the step is
/// ```
/// flight h/2,   kick -h V',   mu = argmin W2^2(mu, mu') / 2 + g h int (y_2^2/2 + theta log mu) mu,   flight h/2
/// ```
/// with one proximal step of W2 on the same cells, sqrt(12) / h as long in y_1 as in Q. Its
/// optimality system: a convex u carries mu' before it to mu,
/// ```
/// (grad u)# mu' = mu,   y - grad u* + g h grad(y_2^2/2 + theta log mu) = 0,
/// ```
/// solved by the dual of ``GridFlow``. Mass goes along momenta by forces of friction and noise, and
/// along positions by h^2/12 of the latter, the noise that the least acceleration needs.
///
/// Flight and kick are positive conservative shifts of degree 7, so mass is kept to rounding and
/// rho >= 0. Positions are periodic: V repeats with the period, or holds the mass away from its
/// ends. Steps are first order in h (Huang 2000; Duong, Peletier and Zimmer 2014 prove that they
/// converge where V'' is bounded), and off by O(cells^2).
///
/// A record's `energy` is int (|p|^2/2 + V) rho + theta int rho log rho, which the equation lowers
/// by slope^2 = g int |p + theta d_p log rho|^2 rho a unit of time, and a step too but for O(h^2)
/// of its kick; `distance` is the root of C_h / g, and `gap` a proved bound of how far what the
/// step minimises, times h, is above its minimum over densities constant in each cell: from above
/// by fluxes (`ColumnMomentum`), from below by the dual of ``GridFlow``, which is the looser of the
/// two where cells are long in the frame.
///
/// Complexity: a ``GridFlow`` step. Sources: Huang 2000; Duong, Peletier and Zimmer 2014.
public struct KramersGridFlow: ProximalFlow {
  /// V.
  public let potential: ScalarPotential
  /// g > 0.
  public let friction: Double
  /// theta > 0.
  public let temperature: Double
  /// h.
  public let timeStep: Double
  /// A proximal step ends when Newton's step promises to lower its objective by less than this part
  /// of C_h; where the cells forbid it, it counts as stalled.
  public let tolerance: Double
  /// Inner iterations at most, a step.
  public let iterationLimit: Int

  /// - Throws: `outOfRange` unless all numbers are positive and finite.
  public init(
    potential: ScalarPotential, friction: Double, temperature: Double, timeStep: Double,
    tolerance: Double = 1e-4, iterationLimit: Int = 50
  ) throws(TransportError) {
    try checkPositive(friction, argument: "friction")
    try checkPositive(temperature, argument: "temperature")
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(tolerance, argument: "tolerance")
    self.potential = potential
    self.friction = friction
    self.temperature = temperature
    self.timeStep = timeStep
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// The equation with its numbers.
  public var equation: String {
    "rho_t = -p rho_q + ((V' + \(friction) p) rho)_p + \(friction * temperature) rho_pp,  "
      + "V = \(potential.formula)"
  }

  /// Prepares steps on the grid of a start, whose velocities are the momenta.
  ///
  /// - Throws: `nonFinite` where V or V' is not finite; `outOfRange` for momenta that do not hold
  ///   the Maxwellian (less than 4 thermal speeds, or cells wider than one).
  public func stepper(for start: PhaseDensity) throws(TransportError) -> KramersGridStepper {
    try KramersGridStepper(self, on: start)
  }
}
