import OptimalTransport

/// One way to the value of a transport problem, and what it found.
struct Route {
  let name: String
  let evidence: Evidence
  /// Whether it solves the same discrete problem as the others, so that its value must agree.
  let isComparable: Bool

  /// Whether it only brackets the optimum, which the others find.
  var isBracket: Bool { evidence.entropic != nil }

  /// The JSON object of one row.
  func json(tolerance: Double) -> JSONValue {
    guard case .object(let members) = evidence.json(tolerance: tolerance) else { return .null }
    return .object(
      [("route", .string(name))] + members
        + [("comparable", .boolean(isComparable)), ("bracket", .boolean(isBracket))])
  }
}

extension Route {
  /// Whether the two can both be right: another's value lies inside this one's certificate, up to rounding. A
  /// bracket's value is the upper of its ends, so that two brackets need only meet, and an exact value asks
  /// nothing of a bracket's.
  func allows(_ other: Route, tolerance: Double) -> Bool {
    let (bounds, others) = (evidence.certificate, other.evidence.certificate)
    // Both ends may be off by what the two certificates leave open.
    let slack = max(tolerance * bounds.scale, bounds.resolution) + others.resolution
    let lowest = other.isBracket ? others.lowerBound : others.upperBound
    return others.upperBound >= bounds.lowerBound - slack && lowest <= bounds.upperBound + slack
  }
}

extension Certificate {
  /// The magnitude of the finite bounds.
  fileprivate var scale: Double {
    max(upperBound.isFinite ? abs(upperBound) : 0, abs(lowerBound))
  }
}
