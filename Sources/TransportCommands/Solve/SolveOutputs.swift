import OptimalTransport
import TransportIO
import TransportPlots

/// The files that `ot solve` is asked to write.
struct SolveOutputs {
  private let plan: OutputFile?
  private let potentials: OutputFile?
  private let plot: OutputFile?
  private let plotPotentials: OutputFile?

  init(_ command: SolveCommand) {
    plan = OutputFile("--plan", command.plan)
    potentials = OutputFile("--potentials", command.potentials)
    plot = OutputFile("--plot", command.plot)
    plotPotentials = OutputFile("--plot-potentials", command.plotPotentials)
  }

  /// Whether any of them shows the plan, or potentials that a method finds only with it.
  func needPlan(of method: TransportMethod) -> Bool {
    plan != nil || plot != nil || plotPotentials != nil
      || (potentials != nil && method != .sinkhorn)
  }

  /// Refuses, before any work, names that are sure to fail.
  func check(inputs: [String]) throws {
    try plan?.checkIsArchive()
    try potentials?.checkIsArchive()
    for figure in [plot, plotPotentials].compactMap(\.self) {
      _ = try FigureFormat(path: figure.path)
    }
    try OutputFile.check(
      [plan, potentials, plot, plotPotentials].compactMap(\.self), inputs: inputs)
  }

  /// Refuses, before anything is written, a plan that a closed form does not have.
  func checkAvailable(_ outcome: TransportOutcome) throws {
    guard outcome.plan == nil, outcome.entropic == nil,
      let file = plan ?? potentials ?? plotPotentials
    else { return }
    throw UsageError(
      description: "\(file.option): the method \(outcome.method.rawValue) is a closed form without "
        + "atoms, so it has no plan and no potentials to write. Choose --method quantile on the "
        + "line, or --method simplex.")
  }

  /// Writes what was asked for.
  func write(
    _ outcome: TransportOutcome, of problem: LoadedProblem
  ) -> WrittenFiles {
    var written = WrittenFiles()
    if let found = outcome.plan {
      written.attempt(plan, "the plan, \(found.count) entries") { try PlanFile.save(found, to: $0) }
    } else {
      written.attempt(plan, "the plan") { throw Self.tooLarge($0, outcome.note) }
    }
    if let found = outcome.potentials {
      written.attempt(potentials, "the potentials") { try PotentialsFile.save(found, to: $0) }
      written.attempt(plotPotentials, "the figure of the potentials") {
        try Figure(found, of: outcome, problem).write(to: $0)
      }
    }
    written.attempt(plot, "the figure") { try Figure(outcome, of: problem).write(to: $0) }
    return written
  }

  /// The front door stores no entropic plan beyond a few hundred megabytes.
  private static func tooLarge(_ path: String, _ note: String?) -> TransportError {
    .fileAccess(path: path, reason: "it was not written. \(note ?? "There is no plan.")")
  }
}
