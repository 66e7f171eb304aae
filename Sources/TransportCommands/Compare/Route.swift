import OptimalTransport

/// One way to the value of a transport problem, and what it found.
struct Route {
  let name: String
  let evidence: Evidence
  /// Whether it solves the same discrete problem as the others, so that its value must agree.
  let isComparable: Bool

  /// The JSON object of one row.
  func json(tolerance: Double) -> JSONValue {
    guard case .object(let members) = evidence.json(tolerance: tolerance) else { return .null }
    return .object(
      [("route", .string(name))] + members + [("comparable", .boolean(isComparable))])
  }
}

extension Route {
  /// Whether another route's value lies inside this one's certificate, up to rounding.
  func contains(_ other: Route, tolerance: Double) -> Bool {
    let (certificate, value) = (evidence.certificate, other.evidence.certificate.upperBound)
    let scale = max(abs(certificate.upperBound), abs(certificate.lowerBound))
    // Both ends may be off by what the two certificates leave open.
    let slack =
      max(tolerance * scale, certificate.resolution) + other.evidence.certificate.resolution
    return value >= certificate.lowerBound - slack && value <= certificate.upperBound + slack
  }
}
