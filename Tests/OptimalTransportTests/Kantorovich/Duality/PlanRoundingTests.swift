import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct PlanRoundingTests {
  @Test func anyPlanGetsExactMarginals() throws {
    var random = RandomInstances(seed: 1)
    for trial in 0..<200 {
      let problem = try TransportProblem(
        source: random.cloud(random.integer(1...20), 2),
        target: random.cloud(random.integer(1...20), 2))
      let (m, n) = (problem.geometry.rows, problem.geometry.columns)
      let count = random.integer(0...30)
      let plan = try TransportPlan(
        rowCount: m, columnCount: n, rows: (0..<count).map { _ in random.integer(0...m - 1) },
        columns: (0..<count).map { _ in random.integer(0...n - 1) },
        mass: (0..<count).map { _ in random.uniform() })
      let rounded = try #require(plan.rounded(to: problem))
      #expect(rounded.mass.allSatisfy { $0 >= 0 })
      // m + n masses of sum one are added and subtracted.
      let error = rounded.marginalError(
        source: problem.sourceWeights, target: problem.targetWeights)
      #expect(error <= 2e-16 * Double(m + n), "trial \(trial)")
      #expect(rounded.count <= count + m + n)
    }
  }

  @Test func aPlanWithTheMarginalsIsLeftAlone() throws {
    let problem = try TransportProblem(
      sourceWeights: [0.25, 0.75], targetWeights: [0.5, 0.5],
      geometry: Geometry(dense: Matrix([[1, 2], [3, 4]])))
    let plan = try TransportPlan(
      rowCount: 2, columnCount: 2, rows: [0, 1, 1], columns: [0, 0, 1], mass: [0.25, 0.25, 0.5])
    #expect(plan.rounded(to: problem) == plan)
  }

  @Test func theCostChangesByAtMostTheMarginalErrorTimesTheLargestCost() throws {
    var random = RandomInstances(seed: 2)
    let problem = try TransportProblem(source: random.cloud(30, 2), target: random.cloud(30, 2))
    let exact = try NetworkSimplex().solve(problem).plan
    let bent = try TransportPlan(
      rowCount: 30, columnCount: 30, rows: exact.rows, columns: exact.columns,
      mass: exact.mass.map { $0 * (0.9 + 0.2 * random.uniform()) })
    let error = bent.marginalError(source: problem.sourceWeights, target: problem.targetWeights)
    let largest = problem.geometry.matrix.elements.max()!
    let rounded = try #require(bent.rounded(to: problem))
    let change = abs(rounded.cost(in: problem.geometry) - bent.cost(in: problem.geometry))
    #expect(error > 0.01)
    #expect(change <= error * largest)
  }

  @Test func whatIsMissingOnForbiddenPairsCannotBeRounded() throws {
    let cost = try SparseCost(
      rows: 2, columns: 2, rowIndices: [0, 1], columnIndices: [0, 1], values: [1, 1])
    let problem = try TransportProblem(
      sourceWeights: [0.5, 0.5], targetWeights: [0.5, 0.5], geometry: Geometry(sparse: cost))
    let short = try TransportPlan(rowCount: 2, columnCount: 2, rows: [0], columns: [0], mass: [0.5])
    #expect(short.rounded(to: problem) == nil)
    let certificate = Certificate(
      plan: short, potentials: try KantorovichPotentials(alpha: [0, 0], beta: [1, 1]),
      problem: problem)
    #expect(certificate.upperBound == .infinity)
    #expect(certificate.lowerBound == 1)
    #expect(certificate.relativeGap == .infinity)
    #expect(!certificate.holds(to: 0.5))
  }
}
