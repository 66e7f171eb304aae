import ArgumentParser

/// How good the answer must be, and how it is told.
struct ReportOptions: ParsableArguments {
  @Option(
    name: .customLong("tolerance"),
    help: ArgumentHelp(
      "The relative gap up to which the answer counts as certified. (default: 1e-09)",
      valueName: "gap"))
  var givenTolerance: Double?

  @Flag(help: "Print one JSON object, and nothing else, on the standard output.")
  var json = false

  @Flag(help: "Print nothing but errors and, if asked for, the JSON object.")
  var quiet = false

  func validate() throws {
    guard tolerance > 0, tolerance.isFinite else {
      throw ValidationError("--tolerance is \(tolerance); expected a finite number above 0.")
    }
  }
}

extension ReportOptions {
  /// The relative gap asked for.
  var gapTolerance: GapTolerance {
    GapTolerance(value: givenTolerance ?? 1e-9, isGiven: givenTolerance != nil)
  }
  /// Its value.
  var tolerance: Double { gapTolerance.value }

  /// Prints what was found as a table or as JSON, with `lines` below the table.
  func print(_ evidence: Evidence, then lines: [String] = [], on console: Console) throws {
    if json {
      try console.output(evidence.json(tolerance: tolerance).text + "\n")
    } else if !quiet {
      let table = evidence.table(tolerance: gapTolerance, on: console)
      try console.output((table + lines).joined(separator: "\n") + "\n")
    }
  }
}

/// The relative gap up to which an answer counts as certified.
struct GapTolerance {
  let value: Double
  /// Whether the command line asks for it: a bracket need not meet the default, which is for exact methods.
  let isGiven: Bool
}
