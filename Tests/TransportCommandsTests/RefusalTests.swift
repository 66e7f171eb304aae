import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("Bad input is refused with its cause, the way out, and a status")
struct RefusalTests {
  let folder: Folder
  let source: String
  let target: String

  init() throws {
    folder = try Folder()
    (source, target) = try folder.triangle()
  }

  /// Expects that solving `text` onto the target prints exactly this message.
  private func expect(
    _ name: String, _ text: String, _ status: Int32, _ message: String,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let path = try folder.write(name, text)
    let run = RecordedRun("solve", path, target)
    #expect(run.status == status, sourceLocation: location)
    #expect(run.output.isEmpty, sourceLocation: location)
    #expect(
      run.error.replacingOccurrences(of: path, with: name) == "Error: \(message)\n",
      sourceLocation: location)
  }

  private func expectUsage(
    _ arguments: [String], _ message: String, location: SourceLocation = #_sourceLocation
  ) {
    let run = RecordedRun(["solve", source, target] + arguments)
    #expect(run.status == 64, sourceLocation: location)
    #expect(run.output.isEmpty, sourceLocation: location)
    let first = run.error.split(separator: "\n").first.map(String.init)
    #expect(first == "Error: \(message)", sourceLocation: location)
  }

  @Test("empty input")
  func empty() throws {
    try expect(
      "empty.csv", "", 65, "empty.csv: it holds no numbers. Give one point a line: x1,x2,...")
  }

  @Test("a NaN, and a negative mass")
  func values() throws {
    try expect(
      "nan.csv", "x1,x2\n0,nan\n", 65,
      "nan.csv: line 2, column 2: 'nan' is not a finite number. "
        + "Write numbers such as 1.5e-3, separated by commas.")
    try expect(
      "inf.json", #"{"points": [[0, 1e999]]}"#, 65, badJSON("inf.json"))
    try expect(
      "negative.csv", "x1,x2,weight\n0,0,1\n1,1,-2\n", 65,
      "negative.csv: weights[1] is -2.0; masses must be >= 0. "
        + "Set it to zero, or shift the data.")
    try expect(
      "zero.csv", "x1,x2,weight\n0,0,0\n", 65,
      "zero.csv: weights has total mass 0.0; it must be positive and finite. "
        + "Give at least one positive weight, or rescale the weights.")
  }

  /// The message that reading this file gives; the JSON parser's words are its own.
  private func badJSON(_ name: String) -> String {
    let path = folder.file(name)
    try? Data(#"{"points": [[0, 1e999]]}"#.utf8).write(to: URL(fileURLWithPath: path))
    do throws(TransportError) {
      _ = try MeasureFile.load(path)
      return "none"
    } catch {
      return error.description.replacingOccurrences(of: path, with: name)
    }
  }

  @Test("masses that differ, with --normalize as the way out")
  func masses() throws {
    try expect(
      "heavy.csv", "x1,x2,weight\n0,0,1\n1,1,2\n", 65,
      "source has mass 3.0 and target has mass 1.0; transport needs equal masses "
        + "(relative 1e-9). Call .normalized() on both, or pass --normalize.")
  }

  @Test("dimensions that differ")
  func dimensions() throws {
    try expect(
      "line.csv", "x1\n0\n", 65,
      "target has the wrong shape: expected dimension 1, as the source has, found dimension 2.")
  }

  @Test("a covariance that is not positive definite")
  func covariance() throws {
    try expect(
      "g.json", #"{"gaussian": {"mean": [0, 0], "covariance": [[1, 2], [2, 1]]}}"#, 65,
      "g.json: covariance is not symmetric positive definite (smallest eigenvalue -1.0). "
        + "Symmetrise it, or add a small multiple of the identity.")
  }

  @Test("a missing file, and a name without a format")
  func missing() throws {
    let run = RecordedRun("solve", folder.file("none.csv"), target)
    #expect(run.status == 74)
    #expect(run.error.hasPrefix("Error: \(folder.file("none.csv")): No such file or directory"))
    try expect(
      "points.xyz", "0,0\n", 65,
      "points.xyz: its name does not tell its format. "
        + "Give a file that ends in .png, .pgm, .csv, .npz, .npy, .json.")
  }

  @Test(
    "damaged files of every kind",
    arguments: ["a.png", "a.pgm", "a.csv", "a.npz", "a.npy", "a.json"])
  func damaged(name: String) throws {
    let path = try folder.write(name, "\u{1}not what the name says\u{0}")
    let run = RecordedRun("solve", path, target, "--as", "points")
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    #expect(run.error.hasPrefix("Error: \(path): "))
  }

  @Test("an .npy file without --as")
  func meaning() throws {
    let path = folder.file("a.npy")
    try NPYFile.save(NumericArray([1.0, 2]), to: path)
    let run = RecordedRun("solve", path, target)
    #expect(run.status == 65)
    #expect(run.error.hasSuffix("Pass --as points, --as density or --as weights.\n"))
  }

  @Test("options out of range")
  func ranges() {
    expectUsage(["--tolerance", "0"], "--tolerance is 0.0; expected a finite number above 0.")
    expectUsage(["--tolerance", "nan"], "--tolerance is nan; expected a finite number above 0.")
    expectUsage(["--iteration-limit=-1"], "--iteration-limit is -1; expected 0 or more.")
    expectUsage(["--atoms", "0"], "--atoms is 0; expected a number from 1 to 10000000.")
    expectUsage(
      ["--cost", "power:-1"],
      "The value 'power:-1' is invalid for '--cost <cost>': The exponent '-1' of the cost "
        + "|x - y|^P must be a finite number above 0, as in power:1.5.")
  }

  @Test("unknown names are answered with the known ones")
  func names() {
    expectUsage(
      ["--cost", "foo"],
      "The value 'foo' is invalid for '--cost <cost>': There is no cost 'foo'. The costs are "
        + "squaredEuclidean, euclidean, manhattan, chebyshev, power:P, cosine.")
    expectUsage(
      ["--method", "teleport"],
      "The value 'teleport' is invalid for '--method <method>'. "
        + "Please provide one of 'auto', 'simplex', 'quantile', 'gaussian' or 'sinkhorn'.")
    expectUsage(["--frobnicate"], "Unknown option '--frobnicate'")
    expectUsage(
      ["--cost", "w1", "--cost-matrix", "c.npy"],
      "--cost and --cost-matrix exclude each other; give one of them.")
  }

  @Test("methods that do not apply")
  func methods() {
    expectUsage(
      ["--method", "quantile"],
      "method quantile does not apply: the points have 2 coordinates, not one. "
        + "Use --method simplex.")
    expectUsage(
      ["--method", "gaussian"],
      "method gaussian does not apply: it needs two Gaussians and the squared Euclidean cost. "
        + "Choose the method auto.")
  }

  @Test("a cost that is undefined")
  func undefinedCost() {
    let run = RecordedRun("solve", source, target, "--cost", "cosine")
    #expect(run.status == 65)
    #expect(run.error.hasPrefix("Error: cosine cost[0, 0] is nan; ground costs must be finite."))
  }

  @Test("a cost matrix of another size, or with no way through")
  func costMatrix() throws {
    let small = try folder.write("c.csv", "1,2\n3,4\n")
    let run = RecordedRun("solve", source, target, "--cost-matrix", small)
    #expect(run.status == 65)
    #expect(run.error == "Error: cost has the wrong shape: expected 3 x 2, found 2 x 2.\n")
    let sparse = folder.file("c.npz")
    try NPZFile.save(
      [
        .init("rows", NumericArray([0, 1, 2]), as: .int64),
        .init("cols", NumericArray([0, 0, 0]), as: .int64),
        .init("cost", NumericArray([1.0, 1, 1])),
        .init("shape", NumericArray([3, 2]), as: .int64),
      ], to: sparse)
    let blocked = RecordedRun("solve", source, target, "--cost-matrix", sparse)
    #expect(blocked.status == 65)
    #expect(blocked.error.hasPrefix("Error: no plan avoids the forbidden pairs: mass "))
  }
}
