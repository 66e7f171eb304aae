import Foundation
import OptimalTransport

/// What `ot bridge` reports.
struct BridgeReport {
  let bridge: Bridge
  let times: [Double]
  let mass: Double
  let seed: UInt64
  let samples: Int
  let reason: String
  let note: String?
  let seconds: Double

  /// Whether the recursion converged, and, where a gap is asked for, reached it.
  func isMet(_ tolerance: GapTolerance) -> Bool {
    bridge.termination == .converged
      && (!tolerance.isGiven || bridge.certificate.holds(to: tolerance.value))
  }

  /// The object that `--json` prints.
  func json(_ tolerance: GapTolerance) throws(TransportError) -> JSONValue {
    let evidence = Evidence(
      method: bridge.method, costName: GroundCost.squaredEuclidean.name, distance: nil,
      certificate: bridge.certificate, termination: bridge.termination,
      iterations: bridge.iterations, seconds: seconds, reason: reason, note: note)
    guard case .object(let members) = evidence.json(tolerance: tolerance.value) else {
      return .null
    }
    var rows: [JSONValue] = []
    for time in times {
      let (mean, covariance) = try bridge.moments(at: time)
      rows.append(
        .object([
          ("time", .number(time)), ("mean", .array(mean.map { .number($0) })),
          (
            "covariance",
            .array(
              (0..<covariance.rows).map { i in
                .array((0..<covariance.columns).map { .number(covariance[i, $0]) })
              })
          ),
        ]))
    }
    return .object(
      members + [
        ("objective", .string(bridge.objective)),
        ("epsilon", .number(2 * bridge.noise * bridge.noise)),
        ("noise", .number(bridge.noise)),
        ("transportLower", .number(bridge.transportBounds?.lowerBound)),
        ("transportUpper", .number(bridge.transportBounds?.upperBound)),
        ("samples", .integer(samples)), ("seed", .integer(Int(seed))), ("times", .array(rows)),
      ])
  }

  /// The table that a person reads.
  func table(_ tolerance: GapTolerance, on console: Console) throws(TransportError) -> [String] {
    var table = TextTable()
    let certificate = bridge.certificate
    table.add("method", bridge.method)
    table.add("epsilon", String(format: "%.12g", 2 * bridge.noise * bridge.noise), "2 s^2")
    table.add("noise s", "\(bridge.noise)", "of dX = b dt + s dW")
    table.add("value", "\(certificate.upperBound)", bridge.objective)
    table.add("lower bound", "\(certificate.lowerBound)", "the dual value of potentials")
    table.add("relative gap", Evidence.brief(certificate.relativeGap), "gap / larger bound")
    table.add("marginal error", Evidence.brief(certificate.marginalError), "at t = 0 and 1, L1")
    if let bounds = bridge.transportBounds {
      table.add(
        "without noise", "[\(bounds.lowerBound), \(bounds.upperBound)]", "W2^2 lies between these")
    }
    table.add("termination", bridge.termination.rawValue)
    if let iterations = bridge.iterations { table.add("iterations", "\(iterations)") }
    table.add("seconds", Evidence.rounded(seconds))
    let remarks = [("reason", reason), ("note", note)].compactMap { name, text in
      text.map { console.colored(name, .strong) + ": " + $0 }
    }
    return table.lines() + [""] + (try wayTable()) + [""] + remarks
      + [verdict(tolerance, on: console)]
  }

  /// Times beyond this number are thinned in the table.
  private static let rowLimit = 11

  private func wayTable() throws(TransportError) -> [String] {
    var table = TextTable()
    table.add(["t", "mean", "standard deviations"])
    let steps = times.count - 1
    let stride = (1...steps).first { steps.isMultiple(of: $0) && steps / $0 < Self.rowLimit }!
    for k in Swift.stride(from: 0, through: steps, by: stride) {
      let (mean, covariance) = try bridge.moments(at: times[k])
      let deviations = mean.indices.map { max(covariance[$0, $0], 0).squareRoot() }
      table.add([Self.short(times[k]), Self.list(mean), Self.list(deviations)])
    }
    return table.lines()
  }

  private static func list(_ values: [Double]) -> String {
    let shown = values.prefix(4).map(short).joined(separator: ", ")
    return values.count > 4 ? shown + ", ..." : shown
  }

  private static func short(_ value: Double) -> String { String(format: "%.6g", value) }

  private func verdict(_ tolerance: GapTolerance, on console: Console) -> String {
    let gap = "relative gap \(Evidence.brief(bridge.certificate.relativeGap))"
    let error = "marginal error \(Evidence.brief(bridge.certificate.marginalError))"
    guard isMet(tolerance) else {
      return console.colored("NOT converged", .bad) + ": \(error), \(gap)"
    }
    return console.colored(
      bridge.certificate.holds(to: tolerance.value) ? "certified" : "converged", .good)
      + ": \(error), \(gap)"
  }
}
