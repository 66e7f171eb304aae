import ArgumentParser
import Foundation
import OptimalTransport
import TransportPlots

/// Where a factorisation of a field goes: files, and the table or the JSON object.
struct FieldOutputs: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write the factors to this .npz file.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var output: String?

  @Option(
    help: ArgumentHelp("Draw the factors into this .png, .svg or .pdf file.", valueName: "file"),
    completion: .file(extensions: FigureFormat.allCases.map(\.rawValue)))
  var plot: String?

  @Flag(help: "Print one JSON object, and nothing else, on the standard output.")
  var json = false

  @Flag(help: "Print nothing but errors and, if asked for, the JSON object.")
  var quiet = false

  private var outputFile: OutputFile? { OutputFile("--output", output) }
  private var plotFile: OutputFile? { OutputFile("--plot", plot) }

  /// Refuses, before any work, names that are sure to fail.
  func check(inputs: [String]) throws {
    try outputFile?.checkIsArchive()
    if let plot { _ = try FigureFormat(path: plot) }
    try OutputFile.check([outputFile, plotFile].compactMap { $0 }, inputs: inputs)
  }

  /// Writes what was asked for; one failure does not keep the other from being written.
  func write(
    to save: (String) throws -> Void, plot draw: (String) throws -> Void
  ) -> (files: [String], failures: [any Error]) {
    var (files, failures): ([String], [any Error]) = ([], [])
    func attempt(_ path: String?, _ what: String, _ body: (String) throws -> Void) {
      guard let path else { return }
      do {
        try body(path)
        files.append("wrote \(path): \(what)")
      } catch { failures.append(error) }
    }
    attempt(output, "the factors", save)
    attempt(plot, "the figure", draw)
    return (files, failures)
  }

  /// Prints the result, and says how the command ended.
  func finish(
    _ written: (files: [String], failures: [any Error]), json object: JSONValue, table: [String],
    isCertified: Bool, on console: Console
  ) throws -> ExitStatus {
    if json {
      try console.output(object.text + "\n")
    } else if !quiet {
      try console.output((table + written.files).joined(separator: "\n") + "\n")
    }
    for failure in written.failures { console.error("Error: \(failure)\n") }
    if !written.failures.isEmpty { return .files }
    return isCertified ? .certified : .short
  }
}

extension OutputFile {
  /// The name of a file without its folders, for a title.
  static func shortName(_ path: String) -> String { (path as NSString).lastPathComponent }
}
