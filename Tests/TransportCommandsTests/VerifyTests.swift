import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

@Suite("ot verify")
struct VerifyTests {
  let folder: Folder
  let source: String
  let target: String

  init() throws {
    folder = try Folder()
    (source, target) = try folder.triangle()
    let run = RecordedRun("solve", source, target, "--plan", plan, "--potentials", potentials)
    try #require(run.status == 0)
  }

  private var plan: String { folder.file("p.npz") }
  private var potentials: String { folder.file("q.npz") }

  private func verify(_ arguments: String...) -> RecordedRun {
    RecordedRun(
      ["verify", source, target, "--plan", plan, "--potentials", potentials] + arguments)
  }

  @Test("confirms what solve wrote, under the same keys")
  func confirms() throws {
    let run = verify("--json")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(try Set(run.json.keys) == SolveTests.keys)
    #expect(try run.json["method"] as? String == "verify")
    #expect(try run.number("upperBound") == 0.5)
    #expect(try run.number("lowerBound") == 0.5)
  }

  @Test("rejects a tampered plan with the bounds it does prove")
  func tampered() throws {
    // The independent plan a b' costs 1/4 (2 + 0) + 1/8 (1 + 1) + 1/8 (1 + 1) = 1.
    let mass = [0.25, 0.25, 0.125, 0.125, 0.125, 0.125]
    try PlanFile.save(
      TransportPlan(
        rowCount: 3, columnCount: 2, rows: [0, 0, 1, 1, 2, 2], columns: [0, 1, 0, 1, 0, 1],
        mass: mass), to: plan)
    let run = verify("--json")
    #expect(run.status == 2)
    #expect(try run.number("upperBound") == 1)
    #expect(try run.number("lowerBound") == 0.5)
    #expect(try run.json["certified"] as? Bool == false)
    #expect(verify().output.contains("NOT certified: relative gap 5.00e-01 is above"))
  }

  @Test("rejects infeasible potentials with the bound they do prove")
  func infeasible() throws {
    let honest = try PotentialsFile.load(potentials)
    try PotentialsFile.save(
      KantorovichPotentials(alpha: honest.alpha.map { $0 + 1 }, beta: honest.beta),
      to: potentials)
    let run = verify("--json")
    #expect(run.status == 0)
    #expect(try run.number("dualInfeasibility") == 1)
    #expect(try run.number("lowerBound") == 0.5)
  }

  @Test("a plan of another size")
  func otherSize() throws {
    try PlanFile.save(
      TransportPlan(rowCount: 2, columnCount: 2, rows: [0], columns: [0], mass: [1]), to: plan)
    let run = verify()
    #expect(run.status == 65)
    #expect(run.error == "Error: plan has the wrong shape: expected 3 x 2, found 2 x 2.\n")
  }

  @Test("potentials of another size")
  func otherPotentials() throws {
    try PotentialsFile.save(KantorovichPotentials(alpha: [0], beta: [0]), to: potentials)
    let run = verify()
    #expect(run.status == 65)
    #expect(
      run.error
        == "Error: potentials has the wrong shape: expected 3 and 2 values, found 1 and 1 values.\n"
        || run.error
          == "Error: potentials has the wrong shape: expected 3 and 2 values, found 1 and 1.\n"
    )
  }

  @Test("another cost is another problem")
  func otherCost() {
    #expect(verify("--cost", "euclidean").status == 2)
  }

  @Test("an archive that is no plan, and one that is missing")
  func archives() throws {
    let run = RecordedRun(
      "verify", source, target, "--plan", potentials, "--potentials", potentials)
    #expect(run.status == 65 && run.error.contains("rows"))
    let missing = RecordedRun(
      "verify", source, target, "--plan", folder.file("none.npz"), "--potentials", potentials)
    #expect(missing.status == 74)
    let without = RecordedRun("verify", source, target, "--plan", plan)
    #expect(without.status == 64)
    #expect(without.error.hasPrefix("Error: Missing expected argument '--potentials <file>'"))
  }

  @Test("a matrix of costs, of this size and of another")
  func costMatrix() throws {
    #expect(verify("--cost-matrix", try folder.write("c.csv", "2,0\n1,1\n1,1\n")).status == 0)
    let small = verify("--cost-matrix", try folder.write("d.csv", "2,0\n1,1\n"))
    #expect(small.status == 65)
    #expect(small.error == "Error: cost has the wrong shape: expected 3 x 2, found 2 x 2.\n")
  }
}
