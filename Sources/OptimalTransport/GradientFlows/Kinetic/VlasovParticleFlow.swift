/// A Vlasov-Poisson-Fokker-Planck flow of particles in a periodic box, in 1 to 3 dimensions of
/// position and as many of velocity.
///
/// One step is symmetric in time: flight tau/2, kick tau/2, Langevin transition tau, kick tau/2,
/// flight tau/2, with the field found once. The field is spectral on a grid to which the particles
/// are clouds in cells (`CloudInCell`), by the same weights both ways: the total momentum is kept
/// to rounding without friction and outer forces, and the charge of particles and background is
/// zero. The Langevin part is exact,
/// ```
/// v' = e^{-g tau} v + sqrt(theta (1 - e^{-2 g tau})) xi,   xi standard normal,
/// ```
/// xi drawn from the seed, the step and the particle alone.
///
/// A cloud has no density, so a record's `energy` is the mechanical one, which noise may raise;
/// `slope` is the root of the power g (int |v|^2 - d theta mass) that friction takes net of noise,
/// zero when noise gives more; `distance` is that of particles in the Langevin part over the root
/// of g, an upper bound of the transport distance; the `gap` is unknown, infinite, unless there is
/// no friction. Errors: O(tau^2); O(h^2) of the clouds, h the cells' sides; and 1 / sqrt(n) of the
/// sample, e.g. ``PhaseCloud/temperatureError``.
///
/// Complexity: O(n 2^d + N log N) a step, N cells. Sources: Hockney and Eastwood 1981; Birdsall and
/// Langdon 1985.
public struct VlasovParticleFlow: ProximalFlow {
  /// The equation.
  public let equation: VlasovEquation
  /// Cells of the field's grid along each axis.
  public let fieldShape: [Int]
  /// tau.
  public let timeStep: Double
  /// What the noise is drawn from.
  public let seed: UInt64

  /// - Throws: `outOfRange` unless tau is positive and finite; `shapeMismatch` unless there are 1
  ///   to 3 positive extents.
  public init(
    _ equation: VlasovEquation, fieldShape: [Int], timeStep: Double, seed: UInt64 = 0
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    guard (1...3).contains(fieldShape.count), fieldShape.allSatisfy({ $0 > 0 }) else {
      throw .shapeMismatch(
        argument: "fieldShape", expected: "1 to 3 positive extents", found: "\(fieldShape)")
    }
    self.equation = equation
    self.fieldShape = fieldShape
    self.timeStep = timeStep
    self.seed = seed
  }

  /// Friction comes with noise, unless the bath is at temperature zero.
  public var isRandom: Bool { equation.friction > 0 && equation.temperature > 0 }

  /// Prepares steps in the box of a start.
  ///
  /// - Throws: `shapeMismatch` unless the box has as many axes as the field's grid.
  public func stepper(for start: PhaseCloud) throws(TransportError) -> VlasovParticleStepper {
    guard start.dimension == fieldShape.count else {
      throw .shapeMismatch(
        argument: "start", expected: "\(fieldShape.count) axes, as the field's grid",
        found: "\(start.dimension)")
    }
    return VlasovParticleStepper(
      equation: equation, seed: seed, cloud: CloudInCell(shape: fieldShape, box: start.box),
      field: SelfConsistentField(
        shape: fieldShape, sides: start.box.sides, coupling: equation.coupling))
  }
}
