import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot helmholtz")
struct HelmholtzCommandTests {
  let folder: Folder
  let field: String

  init() throws {
    folder = try Folder()
    field = folder.file("v.npy")
    // A gradient, (cos 2 pi x, 0), and a shear, (0, 3).
    let vectors = try VectorField(shape: [8, 4]) { [cos(2 * .pi * $0[0]), 3] }.vectors
    try NPYFile.save(NumericArray(shape: [8, 4, 2], values: vectors.elements), to: field)
  }

  static let keys: Set = [
    "boundary", "derivative", "shape", "norm", "solenoidalNorm", "gradientNorm", "gradientShare",
    "harmonic", "divergence", "relativeDivergence", "innerProduct", "orthogonalityError",
    "energyError", "boundaryFlux", "tolerance", "certified", "seconds",
  ]

  @Test("--json prints one object with the documented keys, and nothing else")
  func json() throws {
    let run = RecordedRun("helmholtz", field, "--json")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(try Set(run.json.keys) == Self.keys)
    #expect(try run.json["derivative"] as? String == "spectral")
    #expect(try run.json["shape"] as? [Int] == [8, 4])
    // |v|^2 = 1/2 + 9, of which the gradient has 1/2.
    #expect(abs(try run.number("norm") - 9.5.squareRoot()) < 1e-14)
    #expect(abs(try run.number("gradientShare") - 0.5 / 9.5) < 1e-14)
    let harmonic = try #require(try run.json["harmonic"] as? [Double])
    #expect(abs(harmonic[0]) < 1e-15 && abs(harmonic[1] - 3) < 1e-14)
    #expect(try run.json["certified"] as? Bool == true)
  }

  @Test("the table says what the parts are, and that they are certified")
  func table() throws {
    let run = RecordedRun("helmholtz", field, "--boundary", "no-flux")
    #expect(run.status == 0)
    #expect(run.output.contains("derivative       difference"))
    #expect(run.output.contains("boundary flux"))
    #expect(run.output.contains("\ncertified: the largest relative residual is "))
    #expect(RecordedRun("helmholtz", field, "--quiet").output.isEmpty)
  }

  @Test("the parts and the figure are written")
  func files() throws {
    let (parts, plot) = (folder.file("p.npz"), folder.file("p.svg"))
    let run = RecordedRun(
      "helmholtz", field, "--output", parts, "--plot", plot, "--box", "0:2,-1:1")
    #expect(run.status == 0)
    #expect(run.output.hasSuffix("wrote \(parts): the factors\nwrote \(plot): the figure\n"))
    let read = try NPZArchive(path: parts)
    #expect(try read.requiredArray("box").values == [0, 2, -1, 1])
    #expect(try read.requiredArray("solenoidal").shape == [8, 4, 2])
    #expect(folder.exists("p.svg"))
  }

  @Test("what cannot be followed is refused")
  func refusals() throws {
    #expect(RecordedRun("helmholtz", field, "--box", "0:1").status == 65)
    for box in ["1:0,0:1", "0:1,", "a:b,0:1", "0,1", ""] {
      #expect(RecordedRun("helmholtz", field, "--box", box).status == 64)
    }
    let samples = try folder.write("s.csv", "x1,v1\n0,1\n1,2\n")
    let run = RecordedRun("helmholtz", samples)
    #expect(run.status == 64 && run.error.contains("needs a field on a grid"))
    #expect(RecordedRun("helmholtz", folder.file("none.npy")).status == 74)
    #expect(RecordedRun("helmholtz", field, "--boundary", "open").status == 64)
    #expect(RecordedRun("helmholtz", field, "--output", "p.csv").status == 64)
    #expect(RecordedRun("helmholtz", field, "--plot", "p.gif").status == 64)
  }
}
