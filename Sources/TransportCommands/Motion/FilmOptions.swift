import ArgumentParser
import OptimalTransport
import TransportPlots

/// The files that the commands of motion write.
struct FilmOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the measures at all times to this .npz file.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var path: String?

  @Option(
    help: ArgumentHelp(
      "Draw the motion at some times into this .png, .svg or .pdf file.", valueName: "file"),
    completion: .file(extensions: FigureFormat.allCases.map(\.rawValue)))
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "Draw it at all times into this .gif file, which moves.", valueName: "file"),
    completion: .file(extensions: ["gif"]))
  var animate: String?
}

extension FilmOptions {
  private var files: (path: OutputFile?, plot: OutputFile?, animate: OutputFile?) {
    (OutputFile("--path", path), OutputFile("--plot", plot), OutputFile("--animate", animate))
  }

  /// Whether a picture is asked for.
  var needPicture: Bool { plot != nil || animate != nil }

  /// Refuses, before any work, names that are sure to fail.
  func check(inputs: [String]) throws {
    let files = files
    try files.path?.checkIsArchive()
    if let plot { _ = try FigureFormat(path: plot) }
    if let animate { try Animation.check(path: animate) }
    try OutputFile.check(
      [files.path, files.plot, files.animate].compactMap { $0 }, inputs: inputs)
  }

  /// Writes what was asked for.
  ///
  /// - Parameters:
  ///   - what: what the file of the path holds.
  func write(
    _ what: String, path: (String) throws -> Void, figure: () throws -> Figure,
    animation: () throws -> Animation
  ) -> WrittenFiles {
    let files = files
    var written = WrittenFiles()
    written.attempt(files.path, what, path)
    written.attempt(files.plot, "the figure") { try figure().write(to: $0) }
    written.attempt(files.animate, "the animation") { try animation().write(to: $0) }
    return written
  }
}

extension Console {
  /// Prints a result as JSON or as a table with the files written below it, and what could not be
  /// written.
  func report(
    json: JSONValue, table: [String], written: WrittenFiles, asJSON: Bool, isQuiet: Bool
  ) throws {
    if asJSON {
      try output(json.text + "\n")
    } else if !isQuiet {
      try output((table + written.files).joined(separator: "\n") + "\n")
    }
    for failure in written.failures { error("Error: \(failure)\n") }
  }
}
