/// A Vlasov-Poisson-Fokker-Planck flow of particles, in 1 to 3 dimensions of position and as many of
/// velocity.
///
/// One step is symmetric in time: flight tau/2, kick tau/2, Langevin transition tau, kick tau/2,
/// flight tau/2, with the field found once. In a periodic box the field is spectral on a grid to
/// which the particles are clouds in cells (`CloudInCell`), by the same weights both ways: the total
/// momentum is kept to rounding without friction and outer forces, and the charge of particles and
/// background is zero. In open space it is that of all pairs, by a tree (`OpenField`); momentum is
/// kept up to the tree's bound. The Langevin part is exact,
/// ```
/// v' = e^{-g tau} v + sqrt(theta (1 - e^{-2 g tau})) xi,   xi standard normal,
/// ```
/// xi drawn from the seed, the step and the particle alone.
///
/// A cloud has no density, so a record's `energy` is the mechanical one, which noise may raise, and
/// which the equation keeps without friction: then its drift is the error, O(tau^2) and that of the
/// field. `slope` is the root of the power g (int |v|^2 - d theta mass) that friction takes net of
/// noise, zero when noise gives more; `distance` is that of particles in the Langevin part over the
/// root of g, an upper bound of the transport distance; the `gap` is unknown, infinite, unless there
/// is no friction. Errors: O(tau^2); O(h^2) of the clouds, h the cells' sides, or the tree's; and
/// 1 / sqrt(n) of the sample, e.g. ``PhaseCloud/temperatureError``.
///
/// Complexity: O(n 2^d + N log N) a step, N cells; O(n log n) in open space. Sources: Hockney and
/// Eastwood 1981; Birdsall and Langdon 1985; Barnes and Hut 1986.
public struct VlasovParticleFlow: ProximalFlow {
  /// The equation.
  public let equation: VlasovEquation
  /// Where the particles live, and how their field is found.
  public let field: VlasovField
  /// tau.
  public let timeStep: Double
  /// What the noise is drawn from.
  public let seed: UInt64

  /// A flow in a periodic box, the field on a grid of so many cells along each axis.
  ///
  /// - Throws: `outOfRange` unless tau is positive and finite; `shapeMismatch` unless there are 1
  ///   to 3 positive extents.
  public init(
    _ equation: VlasovEquation, fieldShape: [Int], timeStep: Double, seed: UInt64 = 0
  ) throws(TransportError) {
    try self.init(equation, field: .grid(shape: fieldShape), timeStep: timeStep, seed: seed)
  }

  /// - Throws: `outOfRange` unless tau is positive and finite, and for a negative softening or an
  ///   opening outside of [0, 1); `shapeMismatch` unless a grid has 1 to 3 positive extents.
  public init(
    _ equation: VlasovEquation, field: VlasovField, timeStep: Double, seed: UInt64 = 0
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    try field.check()
    self.equation = equation
    self.field = field
    self.timeStep = timeStep
    self.seed = seed
  }

  /// Friction comes with noise, unless the bath is at temperature zero.
  public var isRandom: Bool { equation.friction > 0 && equation.temperature > 0 }

  /// Prepares steps of a start.
  ///
  /// - Throws: `shapeMismatch` unless the start's box has as many axes as the field's grid;
  ///   `notApplicable` in open space for a start with a box, or on the line.
  public func stepper(for start: PhaseCloud) throws(TransportError) -> VlasovParticleStepper {
    VlasovParticleStepper(
      equation: equation, seed: seed,
      field: try ParticleField(field, coupling: equation.coupling, for: start))
  }
}
