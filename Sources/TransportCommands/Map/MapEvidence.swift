import Foundation
import OptimalTransport

/// What `ot map` reports: a map and how good it is.
struct MapEvidence {
  let found: TransportMap
  let tolerance: GapTolerance

  init(_ found: TransportMap, tolerance: GapTolerance) {
    self.found = found
    self.tolerance = tolerance
  }

  private var isOnGrid: Bool { found.method == .backAndForth || found.method == .mongeAmpere }

  /// Whether it is what was asked for: the gap, or, of a map between grids where no gap is asked
  /// for, that the method ended by itself.
  var isMet: Bool {
    if isOnGrid, !tolerance.isGiven {
      return found.termination == .converged || found.termination == .stalled
    }
    return found.certificate.holds(to: tolerance.value)
  }

  var json: JSONValue {
    let certificate = found.certificate
    return .object([
      ("method", .string(found.method.rawValue)),
      ("cost", .string(GroundCost.squaredEuclidean.name)),
      ("value", .number(found.value)),
      ("distance", .number(found.distance)),
      ("upperBound", .number(certificate.upperBound)),
      ("lowerBound", .number(certificate.lowerBound)),
      ("gap", .number(certificate.gap)),
      ("relativeGap", .number(certificate.relativeGap)),
      ("discretizationError", .number(found.discretizationError)),
      ("marginalError", .number(certificate.marginalError)),
      ("dualInfeasibility", .number(certificate.dualInfeasibility)),
      ("termination", .string(found.termination.rawValue)),
      ("iterations", found.iterations.map { .integer($0) } ?? .null),
      ("iterationSeconds", .number(found.iterationSeconds)),
      ("seconds", .number(found.seconds)),
      ("reason", .string(found.reason)),
      ("note", .string(found.note)),
      ("resolution", .number(certificate.resolution)),
      ("tolerance", .number(tolerance.value)),
      ("certified", .boolean(certificate.holds(to: tolerance.value))),
    ])
  }

  /// The table that a person reads.
  func table(on console: Console) -> [String] {
    let certificate = found.certificate
    var table = TextTable()
    table.add("method", found.method.rawValue)
    table.add(
      "value", "\(found.value)", "the integral of |x - T(x)|^2, in units of mass x length^2")
    table.add("distance", "\(found.distance)", "value^(1/2)")
    table.add("upper bound", "\(certificate.upperBound)", "a plan with the exact marginals")
    table.add("lower bound", "\(certificate.lowerBound)", "potentials that are exactly feasible")
    table.add("gap", Evidence.brief(certificate.gap), "the optimum lies between the two bounds")
    table.add("relative gap", Evidence.brief(certificate.relativeGap), "gap / larger bound")
    if found.discretizationError > 0 {
      table.add(
        "grid error", Evidence.brief(found.discretizationError),
        "at most what cells instead of points change, on either side of the bounds")
    }
    table.add("termination", found.termination.rawValue, meaning)
    if let iterations = found.iterations { table.add("iterations", "\(iterations)") }
    table.add("seconds", Evidence.rounded(found.seconds))
    let remarks = [("reason", found.reason), ("note", found.note)].compactMap { name, text in
      text.map { console.colored(name, .strong) + ": " + $0 }
    }
    return table.lines() + [""] + remarks + [verdict(on: console)]
  }

  private var meaning: String {
    switch found.termination {
    case .converged: "the optimality conditions hold"
    case .stalled: isOnGrid ? "as far as this grid can tell" : "no further progress"
    case .iterationLimit: "the iteration limit came first"
    case .cancelled: "the task was cancelled"
    case .blowUp: "the mass gathered in a point"
    }
  }

  private func verdict(on console: Console) -> String {
    let gap = "relative gap \(Evidence.brief(found.certificate.relativeGap))"
    if isOnGrid, !tolerance.isGiven {
      return isMet
        ? console.colored("bracketed", .good) + ": \(gap) between the cell centres"
        : console.colored("NOT converged", .bad) + ": \(gap)"
    }
    return isMet
      ? console.colored("certified", .good) + ": \(gap)"
      : console.colored("NOT certified", .bad)
        + ": \(gap) is above the tolerance \(tolerance.value)"
  }
}

extension ReportOptions {
  /// Prints a map as a table or as JSON, with `lines` below the table.
  func print(_ evidence: MapEvidence, then lines: [String], on console: Console) throws {
    if json {
      try console.output(evidence.json.text + "\n")
    } else if !quiet {
      try console.output((evidence.table(on: console) + lines).joined(separator: "\n") + "\n")
    }
  }
}
