import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot flow with positions and velocities")
struct PhaseFlowTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private static let plasma = """
    {"space": {"phase": {"positions": 16, "velocities": 48, "period": [0, 12.566370614359172],
      "velocityLimit": 6, "coupling": 1}},
     "start": {"formula": "(1 + 0.1*cos(x/2))*exp(-v^2/2)"}, "timeStep": 0.1, "duration": 1}
    """
  private static let kramers = """
    {"space": {"phase": {"positions": 32, "velocities": 32, "period": [-3, 3], "velocityLimit": 4,
      "method": "kineticCost", "potential": "x^4/4 - x^2/2", "friction": 1, "temperature": 0.5}},
     "start": {"formula": "exp(-((x - 1)^2 + v^2)/0.5)"}, "timeStep": 0.1, "duration": 0.5}
    """
  private static let oscillator = """
    {"space": {"phaseGaussian": {"stiffness": 1, "friction": 0.3, "temperature": 0.2}},
     "start": {"gaussian": {"mean": [2, 0], "covariance": [[0.1, 0], [0, 0.1]]}},
     "timeStep": 0.05, "duration": 1}
    """
  private static let stars = """
    {"space": {"phaseParticles": {"dimension": 2, "count": 60, "coupling": -1, "softening": 0.2}},
     "start": {"gaussian": {"mean": [0, 0, 0, 0], "covariance":
       [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0.1, 0], [0, 0, 0, 0.1]]}},
     "timeStep": 0.1, "duration": 1}
    """

  @Test("F that the equation keeps is printed as a drift, not as a gap")
  func drift() throws {
    for text in [Self.plasma, Self.stars] {
      let path = try folder.write("f.json", text)
      let run = RecordedRun("flow", path)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.output.contains("drift of F") && run.output.contains("F - F(0)"))
      #expect(!run.output.contains("gaps") && run.output.contains("converged: F drifted by"))
      let drift = try RecordedRun("flow", path, "--json").number("largestDrift")
      #expect(drift > 0 && drift < 1e-2)
    }
  }

  @Test("with friction there are gaps and no drift")
  func friction() throws {
    for text in [Self.kramers, Self.oscillator] {
      let path = try folder.write("f.json", text)
      let run = RecordedRun("flow", path, "--json", "--frames", folder.file("f.npz"))
      #expect(run.status == 0, "\(run.error)")
      #expect(try run.json["largestDrift"] is NSNull)
      #expect(try run.number("largestGap") >= 0)
      let ends = try (run.number("massStart"), run.number("massEnd"))
      #expect(abs(ends.0 - ends.1) < 1e-12)
    }
    #expect(try NPZArchive(path: folder.file("f.npz")).requiredArray("means").shape == [21, 2])
  }

  @Test(
    "a run that was cut ends with the same bytes", arguments: [plasma, kramers, oscillator, stars])
  func resumes(text: String) throws {
    let path = try folder.write("f.json", text)
    let (cut, end) = (folder.file("c.ckpt"), folder.file("a.npz"))
    let words = ["flow", path, "--checkpoint", cut, "--every", "2"]
    #expect(RecordedRun(words + ["--frames", end]).status == 0)
    // The last checkpoint stands before the end or at it; going on from there changes nothing.
    let again = folder.file("b.npz")
    #expect(RecordedRun(words + ["--resume", "--frames", again]).status == 0)
    let (a, b) = try (
      Data(contentsOf: URL(fileURLWithPath: end)), Data(contentsOf: URL(fileURLWithPath: again))
    )
    #expect(a == b)
  }

  @Test("figures name the axes x and v, or q and p")
  func figures() throws {
    for (text, names) in [(Self.plasma, ["x", "v"]), (Self.oscillator, ["q", "p"])] {
      let path = try folder.write("f.json", text)
      let plot = folder.file("f.svg")
      #expect(RecordedRun("flow", path, "--plot", plot).status == 0)
      let svg = try String(contentsOfFile: plot, encoding: .utf8)
      for name in names { #expect(svg.contains(">\(name)<"), "\(name)") }
    }
  }
}
