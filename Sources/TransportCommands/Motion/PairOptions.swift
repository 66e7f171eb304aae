import ArgumentParser
import OptimalTransport
import TransportIO

/// Two measures: the arguments of the commands that move one onto the other in time.
struct PairOptions: ParsableArguments {
  @Argument(
    help: "The measure to move, a file.", completion: .file(extensions: MeasureFile.extensions))
  var source: String

  @Argument(
    help: "The measure to move it onto, a file.",
    completion: .file(extensions: MeasureFile.extensions))
  var target: String

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What the numbers of an .npy file are.", valueName: "meaning"))
  var interpretation: Interpretation?

  @Flag(help: "Scale both measures to mass 1.")
  var normalize = false
}

extension PairOptions {
  var inputFiles: [String] { [source, target] }

  /// "a.png → b.png", without folders.
  var title: String { ProblemOptions.title(source, target) }

  /// Reads the files.
  func load() throws(TransportError) -> (source: any Measure, target: any Measure) {
    (try load(source), try load(target))
  }

  private func load(_ path: String) throws(TransportError) -> any Measure {
    let measure = try MeasureFile.load(path, as: interpretation)
    return normalize ? try measure.ofMassOne() : measure
  }
}
