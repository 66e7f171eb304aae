import OptimalTransport
import TransportIO
import TransportPlots

/// The files that `ot solve` is asked to write.
struct SolveOutputs {
  private let plan: OutputFile?
  private let potentials: OutputFile?
  private let plot: OutputFile?

  init(_ command: SolveCommand) {
    plan = OutputFile("--plan", command.plan)
    potentials = OutputFile("--potentials", command.potentials)
    plot = OutputFile("--plot", command.plot)
  }

  /// Whether any of them shows the plan, or potentials that a method finds only with it.
  func needPlan(of method: TransportMethod) -> Bool {
    plan != nil || plot != nil || (potentials != nil && method != .sinkhorn)
  }

  /// Refuses, before any work, names that are sure to fail.
  func check(inputs: [String]) throws {
    try plan?.checkIsArchive()
    try potentials?.checkIsArchive()
    if let plot { _ = try FigureFormat(path: plot.path) }
    try OutputFile.check([plan, potentials, plot].compactMap { $0 }, inputs: inputs)
  }

  /// Refuses, before anything is written, a plan that a closed form does not have.
  func checkAvailable(_ outcome: TransportOutcome) throws {
    guard outcome.plan == nil, outcome.entropic == nil, let file = plan ?? potentials else {
      return
    }
    throw UsageError(
      description: "\(file.option): the method \(outcome.method.rawValue) is a closed form without "
        + "atoms, so it has no plan and no potentials to write. Choose --method quantile on the "
        + "line, or --method simplex.")
  }

  /// Writes what was asked for; one failure does not keep the others from being written.
  func write(
    _ outcome: TransportOutcome, of problem: LoadedProblem
  ) -> (files: [String], failures: [any Error]) {
    var files: [String] = []
    var failures: [any Error] = []
    func attempt(_ file: OutputFile?, _ what: String, _ body: (String) throws -> Void) {
      guard let file else { return }
      do {
        try body(file.path)
        files.append("wrote \(file.path): \(what)")
      } catch { failures.append(error) }
    }
    if let found = outcome.plan {
      attempt(plan, "the plan, \(found.count) entries") { try PlanFile.save(found, to: $0) }
    } else {
      attempt(plan, "the plan") { throw Self.tooLarge($0, outcome.note) }
    }
    if let found = outcome.potentials {
      attempt(potentials, "the potentials") { try PotentialsFile.save(found, to: $0) }
    }
    attempt(plot, "the figure") { try Figure(outcome, of: problem).write(to: $0) }
    return (files, failures)
  }

  /// The front door stores no entropic plan beyond a few hundred megabytes.
  private static func tooLarge(_ path: String, _ note: String?) -> TransportError {
    .fileAccess(path: path, reason: "it was not written. \(note ?? "There is no plan.")")
  }
}
