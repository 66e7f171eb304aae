import ArgumentParser
import OptimalTransport
import TransportIO
import TransportPlots

/// The files that `ot flow` writes.
struct FlowFiles: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write the states to this .npz file.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var frames: String?

  @Option(
    help: ArgumentHelp(
      "Write a row for each step to this .csv file.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var energy: String?

  @Option(
    help: ArgumentHelp(
      "Draw the flow into this .png, .svg or .pdf file.", valueName: "file"),
    completion: .file(extensions: FigureFormat.allCases.map(\.rawValue)))
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "Draw its states into this .gif file, which moves.", valueName: "file"),
    completion: .file(extensions: ["gif"]))
  var animate: String?
}

extension FlowFiles {
  private var outputs: [OutputFile?] {
    [
      OutputFile("--frames", frames), OutputFile("--energy", energy), OutputFile("--plot", plot),
      OutputFile("--animate", animate),
    ]
  }

  /// Refuses, before any work, names that are sure to fail.
  func check(inputs: [String], checkpoint: String?) throws {
    try outputs[0]?.checkIsArchive()
    if let plot { _ = try FigureFormat(path: plot) }
    if let animate { try Animation.check(path: animate) }
    let all = outputs + [OutputFile("--checkpoint", checkpoint)]
    try OutputFile.check(all.compactMap { $0 }, inputs: inputs)
  }

  /// Writes what was asked for.
  func write(_ result: FlowResult) -> WrittenFiles {
    let outputs = outputs
    var written = WrittenFiles()
    written.attempt(outputs[0], "\(result.frames.times.count) states") {
      try result.frames.save(to: $0)
    }
    written.attempt(outputs[1], "F and \(result.history.steps.count) steps") {
      try result.history.save(to: $0)
    }
    written.attempt(outputs[2], "the figure") { try result.figure().write(to: $0) }
    written.attempt(outputs[3], "the animation") { try result.animation().write(to: $0) }
    return written
  }
}
