import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot solve")
struct SolveTests {
  let folder: Folder
  let source: String
  let target: String

  init() throws {
    folder = try Folder()
    (source, target) = try folder.triangle()
  }

  /// The documented keys, those of the design first.
  static let keys: Set = [
    "method", "cost", "value", "distance", "upperBound", "lowerBound", "gap", "relativeGap",
    "marginalError", "dualInfeasibility", "termination", "iterations", "seconds", "reason", "note",
    "resolution", "tolerance", "certified",
  ]

  @Test("--json prints one object with the documented keys, and nothing else")
  func jsonKeys() throws {
    let run = RecordedRun("solve", source, target, "--json")
    #expect(run.status == 0)
    #expect(run.error.isEmpty)
    #expect(try Set(run.json.keys) == Self.keys)
    #expect(run.output.hasSuffix("}\n") && run.output.filter { $0 == "\n" }.count == 1)
    // 1/2 by hand, and every term is a dyadic rational, so exactly.
    #expect(try run.number("value") == 0.5)
    #expect(try run.number("distance") == 0.5.squareRoot())
    #expect(try run.json["method"] as? String == "simplex")
    #expect(try run.json["termination"] as? String == "converged")
  }

  @Test("the table names every number and says what it proves")
  func table() {
    let run = RecordedRun("solve", source, target)
    let lines = run.output.split(separator: "\n").filter { !$0.hasPrefix("seconds") }
      .filter { !$0.hasPrefix("iterations") }
    #expect(run.status == 0)
    #expect(
      lines.joined(separator: "\n") == """
        method              simplex
        cost                squaredEuclidean    c(x, y) = |x - y|^2
        value               0.5                 cost of the plan, in units of mass x cost
        distance            0.7071067811865476  value^(1/p)
        upper bound         0.5                 a plan with the exact marginals
        lower bound         0.5                 potentials that are exactly feasible
        gap                 0                   the optimum lies between the two bounds
        relative gap        0                   gap / larger bound
        marginal error      0                   of the plan as found, L1
        dual infeasibility  0                   of the potentials as found
        termination         converged           the optimality conditions hold
        reason: the measures live in dimension 2, where the linear program is solved exactly.
        certified: relative gap 0, tolerance 1e-09
        """)
  }

  @Test("--quiet prints nothing")
  func quiet() {
    let run = RecordedRun("solve", source, target, "--quiet")
    #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty)
  }

  @Test("the potentials are drawn")
  func drawnPotentials() throws {
    let picture = folder.file("prices.svg")
    let run = RecordedRun("solve", source, target, "--plot-potentials", picture)
    #expect(run.status == 0 && folder.exists("prices.svg"))
    #expect(run.output.hasSuffix("wrote \(picture): the figure of the potentials\n"))
    let wrong = RecordedRun("solve", source, target, "--plot-potentials", folder.file("prices.txt"))
    #expect(wrong.status != 0 && wrong.error.contains("End the file name in .png, .svg or .pdf."))
  }

  @Test("the plan and the potentials are written")
  func files() throws {
    let (plan, potentials) = (folder.file("p.npz"), folder.file("q.npz"))
    let run = RecordedRun(
      "solve", source, target, "--plan", plan, "--potentials", potentials)
    #expect(run.status == 0)
    #expect(run.output.hasSuffix("entries\nwrote \(potentials): the potentials\n"))
    let read = try PlanFile.load(plan)
    #expect(read.rowCount == 3 && read.columnCount == 2)
    #expect(read.sourceMarginal == [0.5, 0.25, 0.25])
    #expect(try PotentialsFile.load(potentials).alpha.count == 3)
  }

  @Test(
    "costs go by several names, in any case",
    arguments: [
      ("sqeuclidean", "squaredEuclidean"), ("W2", "squaredEuclidean"), ("W1", "euclidean"),
      ("cityBlock", "manhattan"), ("l1", "manhattan"), ("LINF", "chebyshev"),
      ("power:1.5", "power:1.5"), ("squaredeuclidean", "squaredEuclidean"),
    ])
  func costNames(alias: String, name: String) throws {
    let run = RecordedRun("solve", source, target, "--cost", alias, "--json")
    #expect(run.status == 0)
    #expect(try run.json["cost"] as? String == name)
  }

  @Test("short of the tolerance: status 2, the results are written, and it says so")
  func iterationLimit() throws {
    // From the origin the greedy start is not optimal here: two sources cross.
    let crossing = try folder.write("a.csv", "x1,x2\n" + Self.grid(shift: 0))
    let other = try folder.write("b.csv", "x1,x2\n" + Self.grid(shift: 0.37))
    let plan = folder.file("p.npz")
    let run = RecordedRun(
      "solve", crossing, other, "--iteration-limit", "0", "--plan", plan)
    #expect(run.status == 2)
    #expect(folder.exists("p.npz"))
    #expect(run.output.contains("termination         iterationLimit"))
    #expect(run.output.contains("NOT certified: relative gap"))
  }

  /// 64 points that spiral, so that neighbours compete.
  private static func grid(shift: Double) -> String {
    (0..<64).map { i in
      let angle = Double(i) * 2.4 + shift
      return "\(Double(i).squareRoot() * cos(angle)),\(Double(i).squareRoot() * sin(angle))\n"
    }.joined()
  }

  @Test("--normalize makes masses that differ comparable")
  func normalize() throws {
    let heavy = try folder.write("heavy.csv", "x1,x2,weight\n1,1,3\n0,0,3\n")
    let run = RecordedRun("solve", source, heavy, "--normalize", "--json")
    #expect(run.status == 0)
    #expect(try run.number("value") == 0.5)
  }

  @Test("a matrix of costs replaces the formula; pairs left out are forbidden")
  func costMatrix() throws {
    let dense = try folder.write("c.csv", "2,0\n1,1\n1,1\n")
    let run = RecordedRun("solve", source, target, "--cost-matrix", dense, "--json")
    #expect(run.status == 0)
    #expect(try run.number("value") == 0.5)
    #expect(try run.json["cost"] as? String == "matrix")
    #expect(try run.json["distance"] is NSNull)
  }

  @Test("points on the line go to sorting")
  func line() throws {
    let (a, b) = (try folder.write("a.csv", "x1\n0\n3\n"), try folder.write("b.csv", "x1\n1\n2\n"))
    let run = RecordedRun("solve", a, b, "--json")
    #expect(run.status == 0)
    #expect(try run.json["method"] as? String == "quantile")
    #expect(try run.number("value") == 1)
    let other = RecordedRun("solve", a, b, "--json", "--method", "simplex")
    #expect(try other.json["method"] as? String == "simplex")
    #expect(try other.number("value") == 1)
  }

  @Test("Gaussians have a closed form, and atoms on request, which is said")
  func gaussians() throws {
    let (a, b) = try gaussianFiles()
    let closed = RecordedRun("solve", a, b, "--json")
    #expect(closed.status == 0)
    #expect(try closed.json["method"] as? String == "gaussian")
    // (3 - 0)^2 + (2 - 1)^2.
    #expect(try closed.number("value") == 10)
    #expect(try closed.json["note"] is NSNull)
    let atoms = RecordedRun("solve", a, b, "--json", "--method", "quantile", "--atoms", "50")
    let note = try #require(try atoms.json["note"] as? String)
    #expect(note.contains("replaced by 50 atoms"))
  }

  @Test("a closed form has no plan to write, and says what to do")
  func closedFormHasNoPlan() throws {
    let (a, b) = try gaussianFiles()
    let run = RecordedRun("solve", a, b, "--plan", folder.file("p.npz"))
    #expect(run.status == 64 && run.output.isEmpty && !folder.exists("p.npz"))
    #expect(
      run.error == """
        Error: --plan: the method gaussian is a closed form without atoms, so it has no plan and no \
        potentials to write. Choose --method quantile on the line, or --method simplex.

        """)
  }

  private func gaussianFiles() throws -> (String, String) {
    (
      try folder.write("g.json", #"{"gaussian": {"mean": [0], "covariance": [[1]]}}"#),
      try folder.write("h.json", #"{"gaussian": {"mean": [3], "covariance": [[4]]}}"#)
    )
  }

  @Test("progress stays silent when the solver is quick")
  func quickProgress() {
    let run = RecordedRun(["solve", source, target, "--json"], showingProgress: true)
    #expect(run.status == 0 && run.error.isEmpty)
  }
}
