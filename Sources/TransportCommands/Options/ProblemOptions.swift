public import ArgumentParser
import Foundation
public import OptimalTransport
public import TransportIO

extension TransportMethod: ExpressibleByArgument {}
extension Interpretation: ExpressibleByArgument {}

/// Two measures and a ground cost: the arguments that every command on one problem shares.
struct ProblemOptions: ParsableArguments {
  @Argument(
    help: "The measure to move, a file.", completion: .file(extensions: MeasureFile.extensions))
  var source: String

  @Argument(
    help: "The measure to move it onto, a file.",
    completion: .file(extensions: MeasureFile.extensions))
  var target: String

  @Option(
    help: "The ground cost c(x, y), by its name. (default: squaredEuclidean)",
    completion: .list(GroundCost.argumentNames), transform: GroundCost.init(argument:))
  var cost: GroundCost?

  @Option(
    help: ArgumentHelp(
      "A file with the costs of all pairs, in place of --cost.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz", "csv"]))
  var costMatrix: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What the numbers of an .npy file are.", valueName: "meaning"))
  var interpretation: Interpretation?

  @Flag(help: "Scale both measures to mass 1.")
  var normalize = false

  @Option(
    help: ArgumentHelp(
      "Atoms that stand for a Gaussian or a mixture where a method needs atoms.",
      valueName: "count"))
  var atoms = 1000

  func validate() throws {
    if cost != nil, costMatrix != nil {
      throw ValidationError("--cost and --cost-matrix exclude each other; give one of them.")
    }
    if !(1...ProblemOptions.mostAtoms).contains(atoms) {
      throw ValidationError(
        "--atoms is \(atoms); expected a number from 1 to \(ProblemOptions.mostAtoms).")
    }
  }

  /// Enough for any line; the simplex method is slow long before.
  private static let mostAtoms = 10_000_000
  /// The files that are read.
  var inputFiles: [String] { [source, target] + (costMatrix.map { [$0] } ?? []) }

  /// "a.png → b.png", without folders.
  static func title(_ source: String, _ target: String) -> String {
    "\((source as NSString).lastPathComponent) → \((target as NSString).lastPathComponent)"
  }

  /// Reads the files.
  func load() throws(TransportError) -> LoadedProblem {
    let measures = try [source, target].map { path throws(TransportError) in
      try MeasureFile.load(path, as: interpretation)
    }
    let scaled = try measures.map { measure throws(TransportError) in
      normalize ? try measure.ofMassOne() : measure
    }
    return LoadedProblem(
      title: Self.title(source, target), source: scaled[0], target: scaled[1],
      cost: cost ?? .squaredEuclidean,
      matrix: try costMatrix.map { path throws(TransportError) in try CostFile.load(path) },
      atoms: atoms)
  }
}
