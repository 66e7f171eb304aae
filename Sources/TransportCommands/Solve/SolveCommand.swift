import ArgumentParser
import OptimalTransport
import TransportPlots

/// `ot solve`: one problem, one answer, with its certificate.
struct SolveCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "Move one measure onto another at least cost.",
    usage: "ot solve <source> <target> [<options>]",
    discussion: SolveHelp.discussion)

  @OptionGroup var problem: ProblemOptions

  @Option(help: "How to solve it.")
  var method: TransportMethod = .automatic

  @Option(
    help: ArgumentHelp(
      "Pivots of simplex, or iterations of sinkhorn, after which to stop. (default: none for "
        + "simplex, 10000 for sinkhorn)", valueName: "count"))
  var iterationLimit: Int?

  @OptionGroup var entropic: EntropicOptions

  @OptionGroup var report: ReportOptions

  @Option(
    help: ArgumentHelp("Write the plan to this .npz file.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var plan: String?

  @Option(
    help: ArgumentHelp("Write the potentials to this .npz file.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var potentials: String?

  @Option(
    help: ArgumentHelp("Draw the plan into this .png, .svg or .pdf file.", valueName: "file"),
    completion: .file(extensions: FigureFormat.allCases.map(\.rawValue)))
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "Draw the potentials into this .png, .svg or .pdf file.", valueName: "file"),
    completion: .file(extensions: FigureFormat.allCases.map(\.rawValue)))
  var plotPotentials: String?

  func validate() throws {
    if let iterationLimit, iterationLimit < 0 {
      throw ValidationError("--iteration-limit is \(iterationLimit); expected 0 or more.")
    }
    if iterationLimit == 0, method == .sinkhorn {
      throw ValidationError("--iteration-limit is 0; sinkhorn needs 1 or more.")
    }
    try entropic.check(for: method)
  }

  func execute(on console: Console) throws -> ExitStatus {
    let outputs = SolveOutputs(self)
    try outputs.check(inputs: problem.inputFiles)
    let loaded = try problem.load()
    let line = ProgressLine(on: console, isQuiet: report.quiet)
    defer { line?.clear() }
    let solver = entropic.solver
    let outcome = try loaded.solve(
      method: method, sinkhorn: solver, iterationLimit: iterationLimit,
      keepsPlan: outputs.needPlan(of: method), progress: line.map { $0.show })
    line?.clear()
    try outputs.checkAvailable(outcome)
    let evidence = Evidence(outcome, by: solver)
    let written = outputs.write(outcome, of: loaded)
    try report.print(evidence, then: written.files, on: console)
    for failure in written.failures { console.error("Error: \(failure)\n") }
    if !written.failures.isEmpty { return .files }
    return evidence.meets(report.gapTolerance) ? .certified : .short
  }
}
