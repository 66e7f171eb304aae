import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot push")
struct PushTests {
  let folder: Folder
  let gaussian: String

  init() throws {
    folder = try Folder()
    gaussian = try folder.write("g.json", #"{"gaussian": {"mean": [0], "covariance": [[1]]}}"#)
  }

  /// The documented keys.
  static let keys: Set = [
    "method", "mass", "massInside", "massOutside", "massError", "box", "shape", "branches", "atoms",
    "unprovedMass", "unresolvedMass", "derivativeError", "foldedMass", "singularMass", "warnings",
    "note", "seconds", "certified",
  ]

  @Test("x^2 of a Gaussian: two branches, proved, with exact cells")
  func square() throws {
    let output = folder.file("y.npz")
    let run = RecordedRun(
      "push", gaussian, "--map", "x^2", "--box", "0:4", "--shape", "8", "--output", output, "--json"
    )
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(try Set(run.json.keys) == Self.keys)
    #expect(try run.json["method"] as? String == "branches")
    #expect(try (run.json["branches"] as? [Any])?.count == 2)
    #expect(try run.number("massError") < 1e-12 && run.number("unprovedMass") < 1e-12)
    // P(X^2 > 4) = erfc(sqrt 2).
    #expect(try abs(run.number("massOutside") - erfc(2.0.squareRoot())) < 1e-14)
    let density = try #require(try MeasureFile.load(output) as? GridDensity)
    let box = try Box(lower: [0], upper: [4])
    #expect(density.shape == [8] && density.box == box)
    #expect(abs(density.cellMasses[0] - erf(0.5)) < 1e-14)
  }

  @Test("the table shows each branch, and says what is proved")
  func table() {
    let run = RecordedRun("push", gaussian, "--map", "x^2", "--box", "0:4", "--shape", "8")
    let lines = run.output.split(separator: "\n").filter { !$0.hasPrefix("seconds") }
    #expect(run.status == 0)
    #expect(
      lines.joined(separator: "\n") == """
        method         branches  every monotone piece of the map
        mass           1.0       of the source, and of its image
        branch 1       0.5       [-39, 0] falls onto [0, 1521]
        branch 2       0.5       [0, 39] rises onto [0, 1521]
        cells          8         on [0, 4]
        mass outside   4.55e-02  of that box; --box changes it
        mass error     0         what was lost or counted twice, relative
        unproved mass  0         where samples, not proofs, say that no branch is missing
        certified: every branch is proved to be found, mass error 0, tolerance 1e-12
        """)
  }

  @Test("flat pieces are atoms, and nothing is missed where no sample falls")
  func atoms() throws {
    let flat = RecordedRun("push", gaussian, "--map", "max(x, 0)", "--json")
    #expect(flat.status == 0)
    let atoms = try #require(try flat.json["atoms"] as? [[String: Double]])
    #expect(atoms.count == 1 && atoms[0]["position"] == 0 && abs(atoms[0]["mass"]! - 0.5) < 1e-15)
    // Two turns within 1e-5 of 0.3001234.
    let hidden = RecordedRun(
      "push", gaussian, "--map",
      "x - 2*(x - 0.3001234)*exp(-((x - 0.3001234)/1e-5)^2)", "--json")
    #expect(hidden.status == 0)
    #expect(try (hidden.json["branches"] as? [Any])?.count == 3)
    #expect(try hidden.number("unprovedMass") < 1e-12)
  }

  @Test("a map that starts with a minus sign, and a box that does")
  func minus() throws {
    let run = RecordedRun(
      "push", gaussian, "--map", "-x", "--box", "-2:3", "--shape", "5", "--json")
    #expect(run.status == 0)
    #expect(try run.json["box"] as? [[Double]] == [[-2, 3]])
  }

  @Test("points move and keep their weights, to any dimension")
  func points() throws {
    let (source, output) = (try folder.triangle().source, folder.file("image.csv"))
    let run = RecordedRun(
      "push", source, "--map", "(x+y, x*y, 2)", "--output", output)
    #expect(run.status == 0 && run.output.hasSuffix("wrote \(output): 3 points\n"))
    let cloud = try #require(try MeasureFile.load(output) as? PointCloud)
    #expect(cloud.points.elements == [0, 0, 2, 1, 0, 2, 1, 0, 2])
    #expect(cloud.weights == [0.5, 0.25, 0.25])
  }

  @Test("densities in the plane go cell by cell; folds and losses are reported")
  func plane() throws {
    let density = try folder.write(
      "d.json", #"{"density": [[1, 1], [1, 1]], "box": [[-1, 1], [0, 1]]}"#)
    let run = RecordedRun(
      "push", density, "--map", "(x^2, y)", "--shape", "4x2", "--box", "0:1,0:1", "--json")
    #expect(run.status == 0)
    #expect(try run.json["method"] as? String == "cells")
    #expect(try run.number("massError") < 1e-13 && run.number("massOutside") < 1e-13)
    let line = RecordedRun(
      "push", density, "--map", "(x+y, x+y)", "--json")
    #expect(line.status == 2)
    #expect(try run.number("singularMass") == 0 && line.number("singularMass") > 0.99)
    #expect(try #require(try line.json["warnings"] as? [String])[0].contains("det Df vanishes"))
  }

  @Test("a Gaussian in the plane is put on a grid, which is said")
  func planarGaussian() throws {
    let source = try folder.write(
      "p.json", #"{"gaussian": {"mean": [0, 0], "covariance": [[1, 0], [0, 1]]}}"#)
    let run = RecordedRun(
      "push", source, "--map", "(x+y, x-y)", "--shape", "20x20", "--json")
    #expect(run.status == 0)
    #expect(try #require(try run.json["note"] as? String).contains("160 x 160 cells"))
    #expect(try run.number("massInside") > 0.99)
    let scalar = RecordedRun("push", source, "--map", "x*y")
    #expect(scalar.status == 64 && scalar.error.contains("Push a cloud of points instead."))
  }

  @Test("a map in a file moves points by row, and densities by interpolation")
  func mapFiles() throws {
    let source = try folder.triangle().source
    let images = folder.file("images.npz")
    try NPZFile.save(
      [.init("map", NumericArray(Matrix([[5, 5], [6, 6], [7, 7]])))], to: images)
    let output = folder.file("out.npz")
    #expect(RecordedRun("push", source, "--map", images, "--output", output).status == 0)
    let cloud = try #require(try MeasureFile.load(output) as? PointCloud)
    #expect(cloud.points.elements == [5, 5, 6, 6, 7, 7])

    let density = try folder.write("d.json", #"{"density": [1, 2, 1, 0], "box": [[0, 4]]}"#)
    let shift = folder.file("shift.npz")
    try NPZFile.save(
      [.init("map", NumericArray(Matrix([[1.5], [2.5], [3.5], [4.5]])))], to: shift)
    let run = RecordedRun(
      "push", density, "--map", shift, "--box", "0:5", "--shape", "5", "--output", output, "--json")
    #expect(run.status == 0)
    let moved = try #require(try MeasureFile.load(output) as? GridDensity)
    for (a, b) in zip(moved.values, [0, 1, 2, 1, 0.0]) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("figures are written", arguments: ["png", "svg", "pdf"])
  func figures(format: String) throws {
    let plot = folder.file("f." + format)
    let run = RecordedRun("push", gaussian, "--map", "x^3 - 2*x", "--plot", plot, "--quiet")
    #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty)
    let size = try FileManager.default.attributesOfItem(atPath: plot)[.size] as? Int
    #expect(try #require(size) > 1000)
  }

  @Test("formulas that do not parse are pointed at")
  func badFormula() {
    let run = RecordedRun("push", gaussian, "--map", "x^^2")
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(
      run.error == """
        Error: the expression goes wrong at column 3: '^' is unexpected. Expected a number, a \
        variable, a function or '('.
          x^^2
            ^

        """)
    let unknown = RecordedRun("push", gaussian, "--map", "x*y")
    #expect(unknown.status == 64 && unknown.error.contains("'y' is not known"))
  }

  @Test("what cannot be followed is refused before the work")
  func refusals() throws {
    let cloud = try folder.triangle().source
    for (words, part) in [
      (["--map", "log(x)"], "nan at x ="), (["--map", "x", "--box", "1:0"], "box upper[0]"),
      (["--map", "x", "--box", "0:1,0:1"], "--box has 2 axes"),
      (["--map", "x", "--box", "zero"], "lower:upper"), (["--map", "x", "--shape", "0"], "cells"),
      (["--map", "x", "--shape", "3x3"], "--shape has 2 axes"),
      (["--map", "x", "--output", "a.csv"], "must end in .npz"),
      (["--map", "(x, x)"], "no density again"), ([], "--map"),
    ] {
      let run = RecordedRun(["push", gaussian] + words)
      #expect(run.status == 64 && run.output.isEmpty)
      #expect(run.error.contains(part))
    }
    #expect(RecordedRun("push", cloud, "--map", "x", "--shape", "3x3").status == 64)
    #expect(RecordedRun("push", cloud, "--map", "(log(x-1), y)").status == 65)
    #expect(RecordedRun("push", folder.file("none.json"), "--map", "x").status == 74)
    #expect(RecordedRun("push", cloud, "--map", folder.file("none.npz")).status == 74)
  }
}
