import ArgumentParser
import OptimalTransport
import TransportIO
import TransportPlots

/// `ot dynamic`: the cheapest flow from one density to another.
struct DynamicCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "dynamic",
    abstract: "Find the flow of least action from one density to another.",
    usage: "ot dynamic <source> <target> [<options>]",
    discussion: DynamicHelp.discussion)

  @OptionGroup var pair: PairOptions

  @Option(
    help: ArgumentHelp("Cells along each axis for a measure that has none.", valueName: "count"))
  var grid = 64

  @Option(help: ArgumentHelp("Steps of time.", valueName: "count"))
  var steps = 32

  @Flag(help: "Let mass leave the box on one side and enter it on the other.")
  var periodic = false

  @Option(
    help: ArgumentHelp(
      "Cells that nothing may enter, a .png, .pgm or .npy file.", valueName: "file"),
    completion: .file(extensions: MaskFile.extensions))
  var obstacles: String?

  @Option(
    help: ArgumentHelp("The greatest density on the way.", valueName: "density"))
  var cap: Double?

  @Option(
    help: ArgumentHelp(
      "Let mass grow and die, at a cost of (length x rate)^2.", valueName: "length"))
  var growth: Double?

  @Option(
    help: ArgumentHelp("The relative gap to stop at.", valueName: "gap"))
  var tolerance = 1e-3

  @Option(
    help: ArgumentHelp("Iterations after which to stop. (default: 3000)", valueName: "count"))
  var iterationLimit: Int?

  @Flag(help: "Print one JSON object, and nothing else, on the standard output.")
  var json = false

  @Flag(help: "Print nothing but errors and, if asked for, the JSON object.")
  var quiet = false

  @OptionGroup var film: FilmOptions

  func validate() throws {
    for (name, value) in [
      ("grid", grid), ("steps", steps), ("iteration-limit", iterationLimit ?? 1),
    ]
    where value < 1 {
      throw ValidationError("--\(name) is \(value); expected 1 or more.")
    }
    for (name, value) in [("tolerance", tolerance), ("cap", cap ?? 1), ("growth", growth ?? 1)]
    where !(value > 0 && value.isFinite) {
      throw ValidationError("--\(name) is \(value); expected a finite number above 0.")
    }
  }

  private var solver: BenamouBrenier {
    var solver = BenamouBrenier(
      timeSteps: steps, sides: periodic ? .periodic : .noFlux, tolerance: tolerance, cap: cap,
      growth: growth)
    if let iterationLimit { solver.iterationLimit = iterationLimit }
    return solver
  }

  func execute(on console: Console) throws -> ExitStatus {
    try film.check(inputs: pair.inputFiles + (obstacles.map { [$0] } ?? []))
    let (source, target) = try pair.load()
    let line = ProgressLine(on: console, isQuiet: quiet)
    defer { line?.clear() }
    let result = try DynamicTask(
      source: source, target: target, solver: solver, mask: obstacles, extent: grid,
      progress: line.map { $0.show }
    ).run()
    line?.clear()
    let written = write(result)
    try console.report(
      json: result.json, table: result.table(on: console), written: written,
      asJSON: json, isQuiet: quiet)
    if !written.failures.isEmpty { return .files }
    return result.isMet ? .certified : .short
  }

  private func write(_ result: DynamicResult) -> WrittenFiles {
    let solution = result.solution
    let heading = result.heading(pair.title)
    return film.write(
      "the density at \(solution.timeSteps + 1) times, and what moves it",
      path: { try PathFile.save(solution.path, motion: solution.motion(), to: $0) },
      figure: { try .filmStrip(solution.film(walls: result.walls), heading: heading) },
      animation: { try .film(solution.film(walls: result.walls), heading: heading) })
  }
}
