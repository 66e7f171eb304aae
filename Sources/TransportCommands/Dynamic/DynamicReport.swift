import OptimalTransport

extension DynamicResult {
  /// The object that `--json` prints.
  var json: JSONValue {
    let evidence = Evidence(
      method: "benamou-brenier", costName: GroundCost.squaredEuclidean.name, distance: distance,
      certificate: solution.certificate, termination: solution.termination,
      iterations: solution.iterations, seconds: solution.seconds, note: note)
    guard case .object(let members) = evidence.json(tolerance: tolerance) else { return .null }
    return .object(
      members + [
        ("action", .number(solution.action)),
        ("continuityResidual", .number(solution.residuals.continuity)),
        ("hamiltonJacobiResidual", .number(solution.residuals.hamiltonJacobi)),
        ("actionVariation", .number(solution.residuals.actionVariation)),
        ("densityLower", .number(bracket?.lower)), ("densityUpper", .number(bracket?.upper)),
        ("cap", .number(constraints.cap)), ("growth", .number(constraints.growth)),
        ("obstacleCells", .integer(walls.count { $0 })),
        ("massSource", .number(source.mass)), ("massTarget", .number(target.mass)),
        ("shape", .array(source.shape.map { .integer($0) })),
        ("steps", .integer(solution.timeSteps)),
      ])
  }

  /// The table that a person reads.
  func table(on console: Console) -> [String] {
    var table = TextTable()
    let (certificate, residuals) = (solution.certificate, solution.residuals)
    let cells = source.shape.map(String.init).joined(separator: " x ")
    table.add("method", "benamou-brenier", "\(cells) cells, \(solution.timeSteps) steps of time")
    table.add("action", "\(solution.action)", "the integral of |m|^2 / (2 rho)")
    table.add("value", "\(certificate.upperBound)", "twice the action, in units of mass x length^2")
    table.add("distance", "\(distance)", "value^(1/2)")
    table.add("lower bound", "\(certificate.lowerBound)", "a phi with phi_t + |grad phi|^2/2 <= 0")
    table.add("relative gap", Evidence.brief(certificate.relativeGap), "on this grid")
    if let bracket {
      table.add(
        "W2^2", "[\(bracket.lower), \(bracket.upper)]", "proved, between the densities themselves")
    }
    table.add("continuity", Evidence.brief(residuals.continuity), "|rho_t + div m|, largest")
    table.add(
      "Hamilton-Jacobi", Evidence.brief(residuals.hamiltonJacobi),
      "|phi_t + |grad phi|^2/2| where there is mass, over the action")
    table.add(
      "action in time", Evidence.brief(residuals.actionVariation),
      "largest deviation from its mean")
    table.add("termination", solution.termination.rawValue)
    table.add("iterations", "\(solution.iterations)")
    table.add("seconds", Evidence.rounded(solution.seconds))
    let remarks = note.map { [console.colored("note", .strong) + ": " + $0] } ?? []
    return table.lines() + [""] + remarks + [verdict(on: console)]
  }

  private func verdict(on console: Console) -> String {
    let gap = "relative gap \(Evidence.brief(solution.certificate.relativeGap))"
    return isMet
      ? console.colored("certified", .good) + ": \(gap), tolerance \(tolerance)"
      : console.colored("NOT certified", .bad) + ": \(gap) is above the tolerance \(tolerance)"
  }
}
