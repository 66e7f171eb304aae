/// What an exact solver returns: a plan, the potentials that prove it, and how good both are.
public struct TransportSolution: Sendable {
  /// The plan as the solver left it.
  public let plan: TransportPlan
  /// The Kantorovich potentials.
  public let potentials: KantorovichPotentials
  /// Bounds on the optimum, and the feasibility errors.
  public let certificate: Certificate
  /// Why the solver stopped.
  public let termination: Termination
  /// Pivots of the simplex method, or atoms swept by a direct method.
  public let iterations: Int
  /// Wall-clock seconds of the solve, certificate included.
  public let seconds: Double

  /// The transport cost <C, P>: the cost of the plan rounded to exact marginals.
  public var value: Double { certificate.upperBound }

  /// Collects the parts.
  public init(
    plan: TransportPlan, potentials: KantorovichPotentials, certificate: Certificate,
    termination: Termination, iterations: Int, seconds: Double
  ) {
    self.plan = plan
    self.potentials = potentials
    self.certificate = certificate
    self.termination = termination
    self.iterations = iterations
    self.seconds = seconds
  }
}
