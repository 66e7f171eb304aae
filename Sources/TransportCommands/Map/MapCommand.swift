public import ArgumentParser
public import OptimalTransport
import TransportIO
import TransportPlots

extension MapMethod: ExpressibleByArgument {}

/// `ot map`: the optimal map, with bounds on its cost.
struct MapCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Find the map that moves one measure onto another at least cost.",
    usage: "ot map <source> <target> [<options>]",
    discussion: MapHelp.discussion)

  @Argument(
    help: "The measure to move, a file.", completion: .file(extensions: MeasureFile.extensions))
  var source: String

  @Argument(
    help: "The measure to move it onto, a file.",
    completion: .file(extensions: MeasureFile.extensions))
  var target: String

  @Option(help: "How to find it.")
  var method: MapMethod = .automatic

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What the numbers of an .npy file are.", valueName: "meaning"))
  var interpretation: Interpretation?

  @Flag(help: "Scale both measures to mass 1.")
  var normalize = false

  @Option(
    help: ArgumentHelp(
      "Points that stand for a Gaussian, a mixture or a law.", valueName: "count"))
  var atoms = 1000

  @Option(
    help: ArgumentHelp(
      "Iterations after which to stop. (default: the method's own)", valueName: "count"))
  var iterationLimit: Int?

  @OptionGroup var report: ReportOptions

  @Option(
    help: ArgumentHelp("Write the map to this .npz file.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var map: String?

  @Option(
    help: ArgumentHelp("Draw the map into this .png, .svg or .pdf file.", valueName: "file"),
    completion: .file(extensions: FigureFormat.allCases.map(\.rawValue)))
  var plot: String?

  func validate() throws {
    if let iterationLimit, iterationLimit < 0 {
      throw ValidationError("--iteration-limit is \(iterationLimit); expected 0 or more.")
    }
    if atoms < 1 { throw ValidationError("--atoms is \(atoms); expected 1 or more.") }
  }

  func execute(on console: Console) throws -> ExitStatus {
    let outputs = MapOutputs(self)
    try outputs.check(inputs: [source, target])
    let (from, onto) = (try load(source), try load(target))
    let line = ProgressLine(on: console, isQuiet: report.quiet)
    defer { line?.clear() }
    let found = try transportMap(
      from: from, to: onto, method: method, atoms: atoms, iterationLimit: iterationLimit,
      progress: line.map { $0.show })
    line?.clear()
    let evidence = MapEvidence(found, tolerance: report.gapTolerance)
    let written = outputs.write(found, from, onto, title: ProblemOptions.title(source, target))
    try report.print(evidence, then: written.files, on: console)
    for failure in written.failures { console.error("Error: \(failure)\n") }
    if !written.failures.isEmpty { return .files }
    return evidence.isMet ? .certified : .short
  }

  private func load(_ path: String) throws(TransportError) -> any Measure {
    let measure = try MeasureFile.load(path, as: interpretation)
    return normalize ? try measure.ofMassOne() : measure
  }
}
