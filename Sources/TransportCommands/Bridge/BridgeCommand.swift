import ArgumentParser
import OptimalTransport
import TransportIO
import TransportPlots

/// `ot bridge`: the likeliest random motion between two measures.
struct BridgeCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge",
    abstract: "Find the likeliest random motion between two measures.",
    usage: "ot bridge <source> <target> --epsilon <eps> [<options>]",
    discussion: BridgeHelp.discussion)

  @OptionGroup var pair: PairOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The regularisation 2 s^2, in units of length^2.", valueName: "eps"))
  var epsilon: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The noise s of dX = b dt + s dW, in place of --epsilon.", valueName: "s"))
  var noise: Double?

  @Option(
    help: ArgumentHelp(
      "What drives the motion besides noise, a .json file. (default: nothing)", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var prior: String?

  @Option(
    help: ArgumentHelp(
      "The number of times, evenly from 0 to 1, both included.", valueName: "count"))
  var times = 9

  @Option(help: ArgumentHelp("Paths to draw at random.", valueName: "count"))
  var samples = 0

  @Option(help: ArgumentHelp("What the random paths follow from.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Points that stand for a mixture or a law where atoms are needed.", valueName: "count"))
  var atoms = 1000

  @Option(
    help: ArgumentHelp(
      "Cells along each axis for a measure that has none.", valueName: "count"))
  var grid = 96

  @Option(
    help: ArgumentHelp(
      "Iterations after which to stop. (default: 10000)", valueName: "count"))
  var iterationLimit: Int?

  @OptionGroup var report: ReportOptions
  @OptionGroup var film: FilmOptions

  func validate() throws {
    guard (epsilon == nil) != (noise == nil) else {
      throw ValidationError(
        "Give one of --epsilon and --noise: how random the motion is.")
    }
    for (name, value) in [("epsilon", epsilon), ("noise", noise)] {
      if let value, !(value > 0 && value.isFinite) {
        throw ValidationError("--\(name) is \(value); expected a finite number above 0.")
      }
    }
    let counts = [
      ("times", times, 2), ("samples", samples, 0), ("atoms", atoms, 1), ("grid", grid, 1),
    ]
    for (name, value, least) in counts + [("iteration-limit", iterationLimit ?? 1, 1)]
    where value < least {
      throw ValidationError("--\(name) is \(value); expected \(least) or more.")
    }
  }

  private var deviation: Double { noise ?? (epsilon! / 2).squareRoot() }

  func execute(on console: Console) throws -> ExitStatus {
    try film.check(inputs: pair.inputFiles + (prior.map { [$0] } ?? []))
    let (source, target) = try pair.load()
    let drive = try prior.map { path throws(TransportError) in
      try PriorFile.load(path, dimension: source.dimension)
    }
    let line = ProgressLine(on: console, isQuiet: report.quiet)
    defer { line?.clear() }
    let start = ContinuousClock.now
    let (bridge, reason, note) = try BridgeTask(
      source: source, target: target, prior: drive, noise: deviation, steps: times - 1,
      atoms: atoms, extent: grid, iterationLimit: iterationLimit, progress: line.map { $0.show }
    ).run()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    line?.clear()
    let result = BridgeReport(
      bridge: bridge, times: evenTimes(times), mass: source.mass, seed: seed, samples: samples,
      reason: reason, note: note, seconds: seconds)
    let written = try write(bridge, source, target)
    try console.report(
      json: result.json(report.gapTolerance),
      table: result.table(report.gapTolerance, on: console), written: written, asJSON: report.json,
      isQuiet: report.quiet)
    if !written.failures.isEmpty { return .files }
    return result.isMet(report.gapTolerance) ? .certified : .short
  }

  private func write(
    _ bridge: Bridge, _ source: any Measure, _ target: any Measure
  ) throws -> WrittenFiles {
    var paths: [Matrix] = []
    if samples > 0 {
      let found = try bridge.samplePaths(count: samples, times: evenTimes(times), seed: seed)
      for p in 0..<found.count { paths.append(try found.path(p)) }
    }
    let picture = BridgePicture(
      bridge: bridge, source: source, target: target, times: evenTimes(times), samples: paths,
      seed: seed, extent: grid, title: pair.title)
    return film.write(
      picture.what, path: picture.save, figure: picture.figure, animation: picture.animation)
  }
}
