import ArgumentParser
import OptimalTransport
import TransportIO
import TransportPlots

/// `ot push`: the law of f(X), with every branch of f.
struct PushCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Push a measure forward through a map, every inverse branch included.",
    usage: "ot push <source> --map <map> [<options>]",
    discussion: PushHelp.discussion)

  @Argument(
    help: "The measure to push, a file.", completion: .file(extensions: MeasureFile.extensions))
  var source: String

  @Option(
    // A formula may begin with a minus sign.
    parsing: .unconditional,
    help: ArgumentHelp(
      "The map: a formula such as 'x^2', one a coordinate as in '(x+y, x*y)', or an .npz file.",
      valueName: "map"))
  var map: String

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What the numbers of an .npy file are.", valueName: "meaning"))
  var interpretation: Interpretation?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The box of the result's cells, lower:upper for each axis, as in 0:4,-1:1. "
        + "(default: nearly all of the result)", valueName: "box"),
    transform: GridArgument.box)
  var box: Box?

  @Option(
    help: ArgumentHelp(
      "The number of cells along each axis, as in 256x256. (default: those of the source, or 400 "
        + "on the line)", valueName: "shape"),
    transform: GridArgument.shape)
  var shape: [Int]?

  @Option(
    help: ArgumentHelp(
      "Write the result: cells to .npz, .png or .pgm, points to .npz or .csv.", valueName: "file"),
    completion: .file(extensions: ["npz", "csv", "png", "pgm"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Draw source and result into this .png, .svg or .pdf file.", valueName: "file"),
    completion: .file(extensions: FigureFormat.allCases.map(\.rawValue)))
  var plot: String?

  @Flag(help: "Print one JSON object, and nothing else, on the standard output.")
  var json = false

  @Flag(help: "Print nothing but errors and, if asked for, the JSON object.")
  var quiet = false

  func execute(on console: Console) throws -> ExitStatus {
    let outputs = PushOutputs(output: output, plot: plot)
    let isFile = PushforwardMap.isFile(map)
    try outputs.check(inputs: [source] + (isFile ? [map] : []))
    let measure = try MeasureFile.load(source, as: interpretation)
    try outputs.checkFormat(of: measure)
    try check(measure)
    let result = try pushforward(
      of: measure, by: PushforwardMap(map, for: measure), shape: shape, box: box)
    let written = outputs.write(result, map: map, box: box)
    if json {
      try console.output(result.json.text + "\n")
    } else if !quiet {
      try console.output(
        (result.table(on: console) + written.files).joined(separator: "\n") + "\n")
    }
    for failure in written.failures { console.error("Error: \(failure)\n") }
    if !written.failures.isEmpty { return .files }
    return result.isCertified ? .certified : .short
  }

  /// Refuses cells that do not fit the measure, in the words of the command line.
  private func check(_ measure: any Measure) throws {
    if measure is PointCloud {
      guard box == nil, shape == nil else {
        throw UsageError(description: "--box and --shape are for densities; points stay points.")
      }
    }
    for (option, count) in [("--box", box?.dimension), ("--shape", shape?.count)] {
      guard let count, count != measure.dimension else { continue }
      throw UsageError(
        description: "\(option) has \(count) axes; the source has dimension \(measure.dimension).")
    }
  }
}
