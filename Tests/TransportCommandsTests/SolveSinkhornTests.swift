import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

/// On the triangle of ``Folder`` the entropic plan sends t = 1/2 / (1 + exp(1 / eps)) from (0,0) to (1,1): the other
/// two sources are alike, and P_00 P_11 / (P_01 P_10) = exp(-2 / eps). It costs 1/2 + 2 t; the optimum is 1/2.
@Suite("ot solve --method sinkhorn")
struct SolveSinkhornTests {
  let folder: Folder
  let source: String
  let target: String

  init() throws {
    folder = try Folder()
    (source, target) = try folder.triangle()
  }

  static let keys: Set = [
    "epsilon", "regularizedPrimal", "regularizedDual", "regularizedGap", "newtonSteps",
    "iterationSeconds", "observedRate", "birkhoffBound", "hilbertResidual",
  ]

  private func solve(_ arguments: String...) -> RecordedRun {
    RecordedRun(["solve", source, target, "--method", "sinkhorn"] + arguments)
  }

  private static func plan(at epsilon: Double) -> [Double] {
    let t = 0.5 / (1 + exp(1 / epsilon))
    return [t, 0.5 - t, (0.5 - t) / 2, t / 2, (0.5 - t) / 2, t / 2]
  }

  @Test("--json adds the keys of the regularised problem to those of every method")
  func json() throws {
    let run = solve("--epsilon", "0.5", "--json")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(try Set(run.json.keys) == SolveTests.keys.union(Self.keys))
    let plan = Self.plan(at: 0.5)
    let cost = 0.5 + 2 * plan[0]
    let objective = cost + 0.5 * plan.reduce(0) { $0 + $1 * (log($1) - 1) }
    // The marginal error is at most 1e-9; times the greatest cost, 2, and the greatest |log P|, 3.
    #expect(try abs(run.number("value") - cost) <= 2e-9)
    #expect(try abs(run.number("regularizedPrimal") - objective) <= 4e-9)
    #expect(try abs(run.number("regularizedDual") - objective) <= 4e-9)
    #expect(try abs(run.number("lowerBound") - 0.5) <= 1e-12)
    #expect(try run.number("epsilon") == 0.5)
    #expect(try run.json["termination"] as? String == "converged")
    #expect(try run.json["certified"] as? Bool == false)
    // Delta <= 2 |diam X| |diam Y| / eps = 2 * 2 / 0.5 with the boxes' diagonals sqrt 2.
    let bound = pow(tanh(2.0), 2)
    #expect(try abs(run.number("birkhoffBound") - bound) <= 1e-12)
  }

  @Test("a share is one of the median cost, and 1% is the default")
  func shares() throws {
    // The median of 2, 0, 1, 1, 1, 1 is 1.
    #expect(try solve("--epsilon", "50%", "--json").number("epsilon") == 0.5)
    #expect(try solve("--epsilon", "0.5%", "--json").number("epsilon") == 0.005)
    #expect(try solve("--json").number("epsilon") == 0.01)
  }

  @Test("the table states both problems, the bracket and how it converged")
  func table() throws {
    let run = solve("--epsilon", "50%")
    #expect(run.status == 0)
    for line in [
      "epsilon            0.5", "50% of the median cost", "<C, P> + eps <P, log P - 1>",
      "<f, a> + <g, b> - eps sum exp((f + g - C) / eps)", "the marginal error asked for is met",
      "Birkhoff's bound is 1 - ", "\nconverged: marginal error ", "within the tolerance 1e-09;",
      "\nthe unregularised optimum lies in [0.",
    ] { #expect(run.output.contains(line), "\(line)") }
    #expect(!run.output.contains("certified") && !run.output.contains("dual infeasibility"))
  }

  @Test("converged is enough, unless --tolerance asks for the gap")
  func status() {
    #expect(solve("--epsilon", "0.5").status == 0)
    let wide = solve("--epsilon", "0.5", "--tolerance", "1e-3")
    #expect(wide.status == 2)
    #expect(wide.output.contains("is above the tolerance 0.001; a smaller --epsilon narrows it"))
    let narrow = solve("--epsilon", "0.05", "--tolerance", "1e-3")
    #expect(narrow.status == 0)
    #expect(narrow.output.contains("\ncertified: relative gap "))
  }

  @Test("stopped short: status 2, and the bracket holds all the same")
  func short() throws {
    let run = solve("--epsilon", "0.5", "--plain", "--iteration-limit", "1")
    #expect(run.status == 2)
    #expect(run.output.contains("\nNOT converged: marginal error "))
    let json = solve("--epsilon", "0.5", "--plain", "--iteration-limit", "1", "--json")
    #expect(try json.number("iterations") == 1)
    #expect(try json.number("lowerBound") <= 0.5 && json.number("upperBound") >= 0.5)
    // Even a bracket within a tolerance that it meets is not what was asked for.
    #expect(
      solve("--epsilon", "0.5", "--plain", "--iteration-limit", "1", "--tolerance", "10").status
        == 2)
  }

  @Test("--plain takes no Newton step and comes to the same plan")
  func plain() throws {
    let plain = solve("--epsilon", "0.5", "--plain", "--json")
    let newton = solve("--epsilon", "0.5", "--json")
    #expect(plain.status == 0 && newton.status == 0)
    #expect(try plain.json["newtonSteps"] as? Int == 0)
    #expect(try #require(newton.json["newtonSteps"] as? Int) > 0)
    #expect(try plain.number("iterations") > newton.number("iterations"))
    #expect(try abs(plain.number("value") - newton.number("value")) <= 4e-9)
  }

  @Test("--marginal-tolerance is what it stops on, --precision what it iterates in")
  func accuracy() throws {
    let loose = solve("--epsilon", "0.5", "--plain", "--marginal-tolerance", "1e-2", "--json")
    #expect(loose.status == 0)
    #expect(try loose.number("marginalError") <= 1e-2 && loose.number("marginalError") > 1e-9)
    let single = solve(
      "--epsilon", "0.5", "--precision", "single", "--marginal-tolerance", "1e-4", "--json")
    #expect(single.status == 0)
    #expect(try abs(single.number("value") - 0.5 - 2 * Self.plan(at: 0.5)[0]) <= 1e-3)
  }

  @Test("the plan and the potentials are written, and prove the bracket to ot verify")
  func files() throws {
    let (plan, potentials) = (folder.file("p.npz"), folder.file("q.npz"))
    let run = solve("--epsilon", "0.5", "--plan", plan, "--potentials", potentials)
    #expect(run.status == 0)
    #expect(run.output.contains("wrote \(plan): the plan, 6 entries"))
    #expect(run.output.contains("note: The plan has the entries of at least 1e-09 times"))
    let verified = RecordedRun(
      "verify", source, target, "--plan", plan, "--potentials", potentials, "--json")
    #expect(verified.status == 2)
    #expect(try abs(verified.number("upperBound") - 0.5 - 2 * Self.plan(at: 0.5)[0]) <= 4e-9)
    #expect(try abs(verified.number("lowerBound") - 0.5) <= 1e-12)
    let only = solve("--potentials", potentials)
    #expect(only.status == 0 && !only.output.contains("note: "))
  }

  @Test("a matrix of costs, and pictures")
  func others() throws {
    let dense = try folder.write("c.csv", "2,0\n1,1\n1,1\n")
    let run = solve("--epsilon", "0.5", "--cost-matrix", dense, "--json")
    #expect(run.status == 0)
    #expect(try abs(run.number("value") - 0.5 - 2 * Self.plan(at: 0.5)[0]) <= 2e-9)
    let pictures = try ["a.pgm", "b.pgm"].enumerated().map { k, name in
      let grey = (0..<36).map { "\(($0 * (k + 3)) % 11)" }.joined(separator: " ")
      return try folder.write(name, "P2\n6 6\n255\n\(grey)\n")
    }
    let exact = RecordedRun(["solve"] + pictures + ["--json"])
    let bracket = RecordedRun(["solve"] + pictures + ["--method", "sinkhorn", "--json"])
    #expect(bracket.status == 0)
    #expect(try bracket.number("lowerBound") <= exact.number("value"))
    #expect(try bracket.number("upperBound") >= exact.number("value"))
  }
}
