public import OptimalTransport

/// One result with the evidence for it: the line of its section, and its row in the table at the
/// end.
public struct CertifiedResult: Sendable, Equatable {
  /// The method.
  public var method: String
  /// What is bounded, in a few words.
  public var quantity: String
  /// What the optimum, or a mass, is not above; nil where no bounds of the whole are known.
  public var upperBound: Double?
  /// What it is not below.
  public var lowerBound: Double?
  /// The distance between the bounds; of a flow, the most by which a step misses its minimum.
  public var gap: Double
  /// Why the solver stopped.
  public var termination: Termination
  /// What was checked, after "checked: ".
  public var checked: String
  /// Wall-clock seconds.
  public var seconds: Double

  /// Collects the parts.
  public init(
    method: String, quantity: String, upperBound: Double? = nil, lowerBound: Double? = nil,
    gap: Double, termination: Termination, checked: String, seconds: Double
  ) {
    (self.method, self.quantity) = (method, quantity)
    (self.upperBound, self.lowerBound) = (upperBound, lowerBound)
    (self.gap, self.termination) = (gap, termination)
    (self.checked, self.seconds) = (checked, seconds)
  }

  /// A result between the bounds of a certificate.
  public init(
    method: String, quantity: String = "cost", certificate: Certificate, termination: Termination,
    checked: String, seconds: Double
  ) {
    self.init(
      method: method, quantity: quantity, upperBound: certificate.upperBound,
      lowerBound: certificate.lowerBound, gap: certificate.gap, termination: termination,
      checked: checked, seconds: seconds)
  }

  /// Why the solver stopped, as readers who know no solvers need it.
  private static func words(_ termination: Termination) -> String {
    switch termination {
    case .converged: "converged"
    case .iterationLimit: "stopped at the iteration limit"
    case .cancelled: "cancelled"
    case .stalled: "stalled, no step improved it further"
    case .blowUp: "ended as the mass gathered in a point"
    }
  }

  /// The line under a picture.
  var html: String {
    let parts = [
      upperBound.map { "\(quantity): upper bound \(typeset($0, digits: 9))" },
      lowerBound.map { "lower bound \(typeset($0, digits: 9))" },
      (upperBound == nil ? quantity + ": gap " : "gap ") + scientific(gap), Self.words(termination),
      "checked: " + checked,
    ]
    let text = parts.compactMap(\.self).joined(separator: " · ")
    return "<p class=\"certificate\"><b>Certificate.</b> \(escaped(text)).</p>\n"
  }
}
