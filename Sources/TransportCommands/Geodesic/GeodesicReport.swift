import Foundation
import OptimalTransport

extension Geodesic {
  /// The object that `--json` prints.
  func json(_ tolerance: GapTolerance) -> JSONValue {
    guard case .object(let members) = evidence.json(tolerance: tolerance.value) else {
      return .null
    }
    let ways = rows.map { row in
      JSONValue.object([
        ("time", .number(row.time)), ("mass", .number(row.measure.mass)),
        ("distance", .number(row.distance?.value)),
        ("distanceLower", .number(row.distance?.lower)),
        ("distanceUpper", .number(row.distance?.upper)),
      ])
    }
    return .object(
      members + [
        ("discretizationError", .number(cellError)),
        ("speedDefect", .number(speedDefect)),
        ("constantSpeed", .boolean(hasConstantSpeed)),
        ("times", .array(ways)),
      ])
  }

  /// The table that a person reads.
  func table(_ tolerance: GapTolerance, on console: Console) -> [String] {
    var table = TextTable()
    let certificate = evidence.certificate
    table.add("method", evidence.method)
    table.add("value", "\(certificate.upperBound)", "W2^2, in units of mass x length^2")
    table.add("distance", "\(distance)", "value^(1/2)")
    table.add("upper bound", "\(certificate.upperBound)", "a plan with the exact marginals")
    table.add("lower bound", "\(certificate.lowerBound)", "potentials that are exactly feasible")
    table.add("relative gap", Evidence.brief(certificate.relativeGap), "gap / larger bound")
    if cellError > 0 {
      table.add(
        "cell error", Evidence.brief(cellError), "at most what means over cells change W2 by")
    }
    if let speedDefect {
      table.add(
        "speed defect", Evidence.brief(speedDefect), "max |W2(rho_0, rho_t) - t W2| / W2")
    }
    table.add("seconds", Evidence.rounded(evidence.seconds))
    let remarks = [("reason", evidence.reason), ("note", evidence.note)].compactMap { name, text in
      text.map { console.colored(name, .strong) + ": " + $0 }
    }
    return table.lines() + [""] + wayTable + [""] + remarks + [verdict(tolerance, on: console)]
  }

  private var wayTable: [String] {
    var table = TextTable()
    table.add(["t", "mass", "W2 from source", "t W2", "bounds"])
    for row in rows where row.time == 0 || row.distance != nil || rows.count <= 9 {
      let expected = String(format: "%.9g", row.time * distance)
      table.add([
        String(format: "%.6g", row.time), String(format: "%.12g", row.measure.mass),
        row.distance.map { String(format: "%.9g", $0.value) } ?? "-", expected,
        row.distance.map { String(format: "[%.9g, %.9g]", $0.lower, $0.upper) } ?? "-",
      ])
    }
    return table.lines(rightAligned: [0, 1, 2, 3])
  }

  private func verdict(_ tolerance: GapTolerance, on console: Console) -> String {
    let gap = "relative gap \(Evidence.brief(evidence.certificate.relativeGap))"
    guard hasConstantSpeed else {
      return console.colored("NOT certified", .bad)
        + ": a distance from the source is not t W2, within its bounds"
    }
    guard isMet(tolerance) else {
      return console.colored("NOT certified", .bad) + ": \(gap), tolerance \(tolerance.value)"
    }
    let word = evidence.holds(to: tolerance.value) ? "certified" : "bracketed"
    return console.colored(word, .good) + ": \(gap), and the speed is constant within the bounds"
  }
}
