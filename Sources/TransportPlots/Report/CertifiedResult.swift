public import OptimalTransport

/// One result with the evidence for it, as a column of the table of certificates.
public struct CertifiedResult: Sendable, Equatable {
  /// The method, or what tells this column from the others.
  public var name: String
  /// The transport cost, in the units of the cost.
  public var value: Double
  /// value^(1/p) where the cost defines a distance W_p.
  public var distance: Double?
  /// The bounds and the feasibility errors.
  public var certificate: Certificate
  /// Why the solver stopped.
  public var termination: Termination
  /// Steps of the solver, in its own units.
  public var iterations: Int
  /// Wall-clock seconds.
  public var seconds: Double

  /// Collects the parts.
  public init(
    name: String, value: Double, distance: Double? = nil, certificate: Certificate,
    termination: Termination, iterations: Int, seconds: Double
  ) {
    self.name = name
    self.value = value
    self.distance = distance
    self.certificate = certificate
    self.termination = termination
    self.iterations = iterations
    self.seconds = seconds
  }

  /// The result of an exact solver under a ground cost, which says whether there is a distance.
  public init(name: String, solution: TransportSolution, cost: GroundCost) {
    let value = solution.value
    self.init(
      name: name, value: value,
      distance: cost.distanceExponent.flatMap { value >= 0 ? root(value, $0) : nil },
      certificate: solution.certificate, termination: solution.termination,
      iterations: solution.iterations, seconds: solution.seconds)
  }
}
