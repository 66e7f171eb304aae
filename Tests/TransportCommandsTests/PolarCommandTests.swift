import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot polar")
struct PolarCommandTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  static let keys: Set = [
    "method", "rearrangement", "samples", "dimension", "value", "distance", "upperBound",
    "lowerBound", "gap", "relativeGap", "marginalError", "dualInfeasibility", "resolution",
    "squaredDistanceToSigma", "spread", "termination", "iterations", "seconds", "tolerance",
    "certified",
  ]

  @Test("a field on the line: its keys and its distance")
  func line() throws {
    // Values 3, 0 at 1/4, 3/4 are sorted: (1/4 - 0)^2 / 2 + (3/4 - 3)^2 / 2.
    let field = folder.file("f.npy")
    try NPYFile.save(NumericArray([3.0, 0]), to: field)
    let run = RecordedRun("polar", field, "--json")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(try Set(run.json.keys) == Self.keys)
    #expect(try run.number("value") == 2.5625)
    #expect(try run.json["method"] as? String == "quantile")
    #expect(try run.json["rearrangement"] as? String == "permutation")
  }

  @Test("samples: the factors and the figure are written")
  func samples() throws {
    let field = try folder.write("f.csv", "x1,x2,v1,v2\n0,0,1,1\n1,1,0,0\n1,0,1,0\n")
    let (factors, plot) = (folder.file("p.npz"), folder.file("p.svg"))
    let run = RecordedRun("polar", field, "--output", factors, "--plot", plot)
    #expect(run.status == 0)
    #expect(run.output.contains("rearrangement  permutation"))
    #expect(run.output.contains("\ncertified: relative gap 0, tolerance 1e-09\n"))
    let read = try NPZArchive(path: factors)
    #expect(try read.requiredArray("permutation").values == [1, 0, 2])
    #expect(try read.requiredArray("gradient").values == [0, 0, 1, 1, 1, 0])
    #expect(folder.exists("p.svg"))
  }

  @Test("Sinkhorn says that its sigma is a mean, and counts as converged")
  func entropic() throws {
    let field = try folder.write("f.csv", "x1,x2,v1,v2\n0,0,1,1\n1,1,0,0\n1,0,1,0\n")
    let run = RecordedRun("polar", field, "--method", "sinkhorn", "--epsilon", "1%")
    #expect(run.status == 0)
    #expect(run.output.contains("entropicProjection") && run.output.contains("\nconverged: "))
    let strict = RecordedRun(
      "polar", field, "--method", "sinkhorn", "--epsilon", "2.0", "--tolerance", "1e-9")
    #expect(strict.status == 2 && strict.output.contains("NOT certified"))
  }

  @Test("--matrix factors a matrix")
  func matrix() throws {
    let path = try folder.write("m.csv", "0,-2\n1,0\n")
    let run = RecordedRun("polar", path, "--matrix", "--json")
    #expect(run.status == 0)
    #expect(
      try Set(run.json.keys) == [
        "rows", "columns", "singularValues", "rank", "unique", "distance", "residual",
        "orthogonalityError", "tolerance", "certified", "seconds",
      ])
    // Singular values 2 and 1.
    #expect(abs(try run.number("distance") - 1) < 1e-15)
    let output = folder.file("q.npz")
    let table = RecordedRun("polar", path, "--matrix", "--output", output)
    #expect(table.status == 0 && table.output.contains("full: Q is unique"))
    let q = try NPZArchive(path: output).requiredArray("isometry").values
    #expect(zip(q, [0, -1, 1, 0]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test("what cannot be followed is refused")
  func refusals() throws {
    let path = try folder.write("m.csv", "0,-2\n1,0\n")
    let noNames = RecordedRun("polar", path)
    #expect(noNames.status == 65 && noNames.error.contains("Name the columns in the first line"))
    #expect(RecordedRun("polar", path, "--matrix", "--plot", "p.svg").status == 64)
    #expect(RecordedRun("polar", path, "--matrix", "--method", "simplex").status == 64)
    #expect(RecordedRun("polar", path, "--method", "simplex", "--epsilon", "1%").status == 64)
    #expect(RecordedRun("polar", path, "--tolerance", "0").status == 64)
    let plane = try folder.write("f.csv", "x1,x2,v1,v2\n0,0,1,1\n")
    #expect(RecordedRun("polar", plane, "--method", "quantile").status == 64)
  }
}
