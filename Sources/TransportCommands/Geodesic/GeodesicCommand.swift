import ArgumentParser
import OptimalTransport
import TransportPlots

/// `ot geodesic`: the shortest way from one measure to another.
struct GeodesicCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "geodesic",
    abstract: "Follow the shortest way from one measure to another.",
    usage: "ot geodesic <source> <target> [<options>]",
    discussion: GeodesicHelp.discussion)

  @OptionGroup var pair: PairOptions

  @Option(help: "How to find it.")
  var method: GeodesicMethod = .automatic

  @Option(
    help: ArgumentHelp(
      "The number of times, evenly from 0 to 1, both included.", valueName: "count"))
  var times = 9

  @Option(
    help: ArgumentHelp(
      "Points that stand for a Gaussian, a mixture or a law where atoms are needed.",
      valueName: "count"))
  var atoms = 1000

  @Option(
    help: ArgumentHelp(
      "Cells along each axis for drawing a measure that has none.", valueName: "count"))
  var grid = 96

  @OptionGroup var report: ReportOptions
  @OptionGroup var film: FilmOptions

  func validate() throws {
    for (name, value, least) in [("times", times, 2), ("atoms", atoms, 1), ("grid", grid, 1)]
    where value < least {
      throw ValidationError("--\(name) is \(value); expected \(least) or more.")
    }
  }

  func execute(on console: Console) throws -> ExitStatus {
    try film.check(inputs: pair.inputFiles)
    let (source, target) = try pair.load()
    let line = ProgressLine(on: console, isQuiet: report.quiet)
    defer { line?.clear() }
    let found = try GeodesicTask(
      source: source, target: target, method: method, times: evenTimes(times), atoms: atoms,
      tolerance: report.tolerance, progress: line.map { $0.show }
    ).run()
    line?.clear()
    let picture = GeodesicPicture(
      found: found, source: source, target: target, extent: grid,
      heading: Heading(
        pair.title, distance: found.distance, exponent: 2, certificate: found.evidence.certificate))
    let written = film.write(
      picture.what, path: picture.save, figure: picture.figure, animation: picture.animation)
    try console.report(
      json: found.json(report.gapTolerance), table: found.table(report.gapTolerance, on: console),
      written: written, asJSON: report.json,
      isQuiet: report.quiet)
    if !written.failures.isEmpty { return .files }
    return found.isMet(report.gapTolerance) ? .certified : .short
  }
}

/// `count` times from 0 to 1, both included.
func evenTimes(_ count: Int) -> [Double] { (0..<count).map { Double($0) / Double(count - 1) } }
