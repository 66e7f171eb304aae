import OptimalTransport

/// Routes to one value, side by side.
struct Comparison {
  let routes: [Route]
  /// All takes on two densities; nil where the problem is no such one.
  var densities: DensityComparison?
  let costName: String
  let note: String?
  let tolerance: Double

  /// Pairs of routes of which the second lies outside the first's certificate or bracket.
  var disagreements: [(holder: String, stray: String)] {
    let comparable = routes.filter(\.isComparable)
    return comparable.flatMap { holder in
      comparable.filter { !holder.allows($0, tolerance: tolerance) }
        .map { (holder.name, $0.name) }
    }
  }

  /// Whether every exact route is certified, and inside every other's certificate and every
  /// bracket, and all takes on densities agree.
  var holds: Bool { disagreements.isEmpty && short.isEmpty && densities?.agrees != false }

  private var exact: [Route] { routes.filter { !$0.isBracket } }
  private var brackets: [Route] { routes.filter(\.isBracket) }
  private var short: [Route] { exact.filter { !$0.evidence.holds(to: tolerance) } }

  /// The object that `--json` prints.
  var json: JSONValue {
    .object([
      ("cost", .string(costName)),
      ("routes", .array(routes.map { $0.json(tolerance: tolerance) })),
      ("densities", densities?.json ?? .null),
      ("densityLower", .number(densities?.common.lower)),
      ("densityUpper", .number(densities?.common.upper)),
      ("cellError", .number(densities?.cellError)),
      ("consistent", .boolean(disagreements.isEmpty && densities?.agrees != false)),
      ("certified", .boolean(holds)),
      ("tolerance", .number(tolerance)),
      ("note", .string(note)),
    ])
  }

  /// The table that a person reads.
  func table(on console: Console) -> [String] {
    var table = TextTable()
    table.add([
      "route", "value (upper bound)", "lower bound", "relative gap", "iterations", "seconds",
    ])
    for route in routes {
      let certificate = route.evidence.certificate
      table.add(
        route.name, "\(certificate.upperBound)", "\(certificate.lowerBound)",
        Evidence.brief(certificate.relativeGap),
        route.evidence.iterations.map { "\($0)" } ?? "-",
        Evidence.rounded(route.evidence.seconds))
    }
    let notes = unconverged + [closedFormNote, note.map { "note: " + $0 }].compactMap { $0 }
    let title = densities == nil ? [] : ["\(costName) between the cell centres"]
    return title + table.lines(rightAligned: [4, 5]) + [""] + verdict(console) + notes
      + (densities.map { [""] + $0.table(on: console) + [""] + $0.verdict(on: console) } ?? [])
  }

  private func verdict(_ console: Console) -> [String] {
    let strays = disagreements.map { pair in
      console.colored("DISAGREE", .bad)
        + ": the value of \(pair.stray) is outside the certificate of \(pair.holder)"
    }
    let short = short.map { route in
      console.colored("NOT certified", .bad)
        + ": \(route.name), its relative gap is above the tolerance \(tolerance)"
    }
    guard strays.isEmpty, short.isEmpty else { return strays + short }
    let agreement =
      console.colored("certified", .good)
      + ": every value lies inside every other's certificate, to the tolerance \(tolerance)"
    return brackets.isEmpty ? [agreement] : [agreement, bracketVerdict(console)]
  }

  private func bracketVerdict(_ console: Console) -> String {
    console.colored("bracketed", .good)
      + ": every value lies inside each of Sinkhorn's \(brackets.count) brackets [lower, upper]"
  }

  /// A bracket holds wherever the recursion stopped, but is wider than it need be.
  private var unconverged: [String] {
    brackets.filter { $0.evidence.termination != .converged }.map { route in
      "note: \(route.name) stopped at the marginal error "
        + "\(Evidence.brief(route.evidence.certificate.marginalError)), "
        + "\(route.evidence.termination?.rawValue ?? "unfinished"); its bracket holds all the same."
    }
  }

  /// How far the atoms are from the law they stand for.
  private var closedFormNote: String? {
    guard let closed = routes.first(where: { !$0.isComparable }), let first = routes.first else {
      return nil
    }
    let exact = closed.evidence.certificate.upperBound
    let atoms = first.evidence.certificate.upperBound
    return "closed form: \(closed.name) is the value before discretisation; that of the atoms "
      + "differs by \(Evidence.brief(atoms - exact))"
  }
}
