import OptimalTransport
import TransportIO

extension FlowResult {
  /// The object that `--json` prints.
  var json: JSONValue {
    .object([
      ("title", .string(file.title)),
      ("equation", .string(equation)),
      ("method", .string(method)),
      ("dimension", .integer(dimension)),
      ("duration", .number(file.schedule.duration)),
      ("steps", .integer(history.steps.count)),
      ("shortSteps", .integer(history.shortSteps)),
      ("iterations", .integer(history.iterations)),
      ("initialEnergy", .number(history.initialEnergy)),
      ("energy", .number(history.energies.last)),
      ("largestRise", .number(history.largestRise)),
      ("largestDrift", .number(keepsEnergy ? history.largestDrift : nil)),
      ("largestExcess", .number(history.largestExcess)),
      ("largestGap", .number(history.largestGap)),
      ("gapSum", .number(history.steps.reduce(0) { $0 + $1.gap })),
      ("localErrorSum", .number(localErrorSum)),
      ("massStart", .number(frames.masses.first)),
      ("massEnd", .number(frames.masses.last)),
      ("termination", .string(termination.rawValue)),
      ("seconds", .number(seconds)),
      ("certified", .boolean(isMet)),
      ("states", .array(frames.times.indices.map(state))),
    ])
  }

  /// A state that was kept, with the step that led to it.
  private func state(_ k: Int) -> JSONValue {
    let step = frameIndices[k] > 0 ? history.steps[frameIndices[k] - 1] : nil
    return .object([
      ("time", .number(frames.times[k])),
      ("energy", .number(history.energies[frameIndices[k]])),
      ("distance", .number(step?.distance)),
      ("slope", .number(step?.slope)),
      ("dissipation", .number(descent(k))),
      ("gap", .number(step?.gap)),
      ("mass", .number(frames.masses[k])),
    ])
  }

  /// How fast the step before a state that was kept lowered F; nil for the start.
  private func descent(_ k: Int) -> Double? {
    frameIndices[k] > 0 ? history.descents[frameIndices[k] - 1] : nil
  }

  /// Coordinates of a place.
  private var dimension: Int {
    switch frames.states {
    case .line: 1
    case .grid(let densities): densities[0].dimension
    case .clouds(let clouds): clouds[0].dimension
    case .gaussians(let laws): laws[0].dimension
    }
  }

  /// The lines that a person reads.
  func table(on console: Console) -> [String] {
    [equation, "on \(method)", ""] + (keepsEnergy ? drift() : course()) + [""] + summary()
      + ["", verdict(on: console)]
  }

  /// More rows than this say no more.
  private static let rows = 12

  /// The states that have a row.
  private var shown: [Int] {
    let count = frames.times.count
    let stride = max(1, (count - 1 + Self.rows - 1) / Self.rows)
    return (0..<count).filter { $0 % stride == 0 || $0 == count - 1 }
  }

  private func course() -> [String] {
    var table = TextTable()
    table.add("t", "F", "-dF/dt", "|grad F|^2", "moved", "gap", "mass")
    for k in shown {
      let step = frameIndices[k] > 0 ? history.steps[frameIndices[k] - 1] : nil
      let brief = { (value: Double?) in value.map { Evidence.brief($0) } ?? "" }
      table.add(
        Evidence.rounded(frames.times[k]), "\(history.energies[frameIndices[k]])",
        brief(descent(k)), brief(step.map { $0.slope * $0.slope }), brief(step?.distance),
        brief(step?.gap), "\(frames.masses[k])")
    }
    return table.lines(rightAligned: [0, 2, 3, 4, 5])
  }

  /// F where the equation keeps it.
  private func drift() -> [String] {
    var table = TextTable()
    table.add("t", "F", "F - F(0)", "mass")
    for k in shown {
      let energy = history.energies[frameIndices[k]]
      table.add(
        Evidence.rounded(frames.times[k]), "\(energy)",
        Evidence.brief(energy - history.initialEnergy), "\(frames.masses[k])")
    }
    return table.lines(rightAligned: [0, 2])
  }

  private func summary() -> [String] {
    var table = TextTable()
    table.add("steps", "\(history.steps.count)", "\(history.iterations) inner iterations")
    if keepsEnergy {
      table.add(
        "drift of F", Evidence.brief(history.largestDrift),
        "at most; the equation keeps F, so this is the error of the run in it")
    } else {
      addGaps(to: &table)
    }
    if let localErrorSum {
      table.add("local errors", Evidence.brief(localErrorSum), "estimated, all together")
    }
    table.add("seconds", Evidence.rounded(seconds))
    return table.lines()
  }

  private func addGaps(to table: inout TextTable) {
    let gaps = history.steps.reduce(0) { $0 + $1.gap }
    if history.largestGap.isFinite {
      table.add(
        "gaps", Evidence.brief(history.largestGap),
        "no step misses its minimum by more; \(Evidence.brief(gaps)) all together")
    } else {
      table.add("gaps", "unknown", "no convexity of F is known that would bound them")
    }
    let rise = history.largestRise
    table.add(
      "F rose", rise == 0 ? "never" : "by \(Evidence.brief(rise))",
      rise == 0 ? "" : "in one step, at most")
    table.add(
      "F + d^2/2h", Evidence.brief(history.largestExcess),
      "is above the F before a step by this at most; 0 for exact steps")
  }

  private func verdict(on console: Console) -> String {
    if isMet && keepsEnergy {
      return console.colored("converged", .good) + ": F drifted by "
        + "\(Evidence.brief(history.largestDrift)) at most, where the equation keeps it"
    }
    if isMet {
      let proof = history.largestGap.isFinite ? "certified" : "converged"
      return console.colored(proof, .good) + ": every step converged, and F "
        + (slack ?? "fell as far as the gaps tell")
    }
    let short = history.shortSteps
    let end = Evidence.rounded(history.steps.last?.time ?? 0)
    let reasons = [
      termination == .blowUp
        ? "the mass gathered in a point by t = \(end), where the flow ends (blow-up)" : nil,
      short > 0 ? "\(short) of \(history.steps.count) steps did not converge" : nil,
      hasUnexplainedRise ? "F rose by more than the gaps explain" : nil,
    ]
    return console.colored("NOT certified", .bad) + ": "
      + reasons.compactMap { $0 }.joined(separator: ", and ")
  }
}
