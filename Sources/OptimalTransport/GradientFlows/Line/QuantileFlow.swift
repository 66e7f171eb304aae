/// A Wasserstein gradient flow on the line, by the Jordan-Kinderlehrer-Otto recursion in quantile
/// space.
///
/// ```
/// rho_k = argmin over rho of W2^2(rho, rho_{k-1}) / 2 + tau F(rho)
/// ```
/// over densities that are uniform between nodes. In the nodes the distance is Euclidean and each
/// step a smooth convex problem where F is displacement convex, solved to rounding by Newton's
/// method; its gap is bounded by |grad J|^2 / (2 (1 + tau lambda)) in the dual norm. So the steps
/// are exact for this space of densities: Gaussian data stay on the discrete Gaussians (the minima
/// of entropy and a quadratic), Barenblatt data on the discrete Barenblatt profiles, and their
/// scales obey the equations of the exact steps to rounding. The space itself is off by O(1/n^2)
/// where rho is smooth.
///
/// Complexity: O(n) a Newton step without interaction, O(n^3) with one, n the number of cells.
/// Sources: Jordan, Kinderlehrer and Otto 1998; Blanchet, Calvez and Carrillo 2008; Matthes and
/// Osberger 2014.
public struct QuantileFlow: ProximalFlow {
  /// F.
  public let energy: FreeEnergy
  /// tau.
  public let timeStep: Double
  /// Nothing leaves this interval (no flux); the whole line when left out.
  public let walls: ClosedRange<Double>
  /// A step counts as converged when its gap is at most this part of W2^2 / 2, or all that a Double
  /// can tell.
  public let tolerance: Double
  /// Newton steps at most, a step.
  public let iterationLimit: Int

  /// - Throws: `outOfRange` unless tau and the tolerance are positive and finite and the walls
  ///   apart.
  public init(
    _ energy: FreeEnergy, timeStep: Double,
    walls: ClosedRange<Double> = -Double.infinity...Double.infinity, tolerance: Double = 1e-10,
    iterationLimit: Int = 500
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(tolerance, argument: "tolerance")
    guard walls.lowerBound < walls.upperBound else {
      throw .outOfRange(
        argument: "walls", value: walls.upperBound, expected: "above \(walls.lowerBound)")
    }
    self.energy = energy
    self.timeStep = timeStep
    self.walls = walls
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// Quantile functions make the line flat.
  public var isFlat: Bool { true }

  /// Fixes the masses that all steps share.
  ///
  /// - Throws: `notApplicable` where V falls so fast that steps have no minimum, or without bound
  ///   between the walls, and for a field with a background that no walls hold.
  public func stepper(for start: QuantileProfile) throws(TransportError) -> QuantileStepper {
    try QuantileStepper(self, start: start)
  }

  /// One step of length tau.
  ///
  /// - Throws: as ``QuantileStepper``'s.
  public func step(
    from profile: QuantileProfile, time: Double = 0
  ) throws(TransportError) -> (profile: QuantileProfile, record: ProximalStep) {
    let (state, record) = try stepper(for: profile).step(
      from: profile, index: 0, time: time, timeStep: timeStep)
    return (state, record)
  }
}
