import OptimalTransport

/// What every command reports of a transport: an answer and how good it is.
struct Evidence {
  var method: String
  var costName: String
  var distance: Double?
  var certificate: Certificate
  var termination: Termination?
  var iterations: Int?
  var seconds: Double
  var reason: String?
  var note: String?
  /// What Sinkhorn's method says besides; nil for any other.
  var entropic: EntropicEvidence?

  /// Whether the optimum is known to the tolerance.
  func holds(to tolerance: Double) -> Bool { certificate.holds(to: tolerance) }

  /// Whether it is what was asked for. Sinkhorn's method is asked for the marginals, and for the gap only when
  /// that is said.
  func meets(_ tolerance: GapTolerance) -> Bool {
    guard entropic != nil else { return holds(to: tolerance.value) }
    return termination == .converged && (!tolerance.isGiven || holds(to: tolerance.value))
  }

  /// The object that `--json` prints.
  func json(tolerance: Double) -> JSONValue {
    let members: [(key: String, value: JSONValue)] = [
      ("method", .string(method)),
      ("cost", .string(costName)),
      ("value", .number(certificate.upperBound)),
      ("distance", .number(distance)),
      ("upperBound", .number(certificate.upperBound)),
      ("lowerBound", .number(certificate.lowerBound)),
      ("gap", .number(certificate.gap)),
      ("relativeGap", .number(certificate.relativeGap)),
      ("marginalError", .number(certificate.marginalError)),
      ("dualInfeasibility", .number(certificate.dualInfeasibility)),
      ("termination", .string(termination?.rawValue)),
      ("iterations", iterations.map { .integer($0) } ?? .null),
      ("seconds", .number(seconds)),
      ("reason", .string(reason)),
      ("note", .string(note)),
      ("resolution", .number(certificate.resolution)),
      ("tolerance", .number(tolerance)),
      ("certified", .boolean(holds(to: tolerance))),
    ]
    return .object(members + (entropic?.jsonMembers ?? []))
  }
}

extension Evidence {
  /// What the front door found; `sinkhorn` is the solver whose method it was.
  init(_ outcome: TransportOutcome, by sinkhorn: Sinkhorn = Sinkhorn()) {
    self.init(
      method: outcome.method.rawValue, costName: outcome.costName, distance: outcome.distance,
      certificate: outcome.certificate, termination: outcome.termination,
      iterations: outcome.iterations, seconds: outcome.seconds, reason: outcome.reason,
      note: outcome.note, entropic: outcome.entropic.map { EntropicEvidence($0, by: sinkhorn) })
  }
}
