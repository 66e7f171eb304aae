import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct VerifierTests {
  @Test func confirmsWhatTheSolverSaysForEveryCost() throws {
    var random = RandomInstances(seed: 1)
    for cost in NetworkSimplexTests.costs {
      let (source, target) = (random.cloud(120, 2), random.cloud(90, 2))
      let problem = try TransportProblem(source: source, target: target, cost: cost)
      let solution = try NetworkSimplex().solve(problem)
      let verified = try Verifier(source: source, target: target, cost: cost).certify(
        plan: solution.plan, potentials: solution.potentials)
      let rounding = 1e-14 * (1 + solution.value)
      #expect(abs(verified.upperBound - solution.certificate.upperBound) <= rounding)
      #expect(abs(verified.lowerBound - solution.certificate.lowerBound) <= rounding)
      #expect(verified.holds(to: 1e-13), "\(cost.name)")
    }
  }

  @Test func aTamperedPlanOrPotentialShowsInTheGap() throws {
    var random = RandomInstances(seed: 2)
    let (source, target) = (random.cloud(50, 2), random.cloud(50, 2))
    let solution = try NetworkSimplex().solve(TransportProblem(source: source, target: target))
    let verifier = try Verifier(source: source, target: target, cost: .squaredEuclidean)
    let shuffled = try TransportPlan(
      rowCount: 50, columnCount: 50, rows: solution.plan.rows,
      columns: solution.plan.columns.reversed(), mass: solution.plan.mass)
    let worsePlan = try verifier.certify(plan: shuffled, potentials: solution.potentials)
    #expect(worsePlan.relativeGap > 1e-3)
    #expect(worsePlan.marginalError > 1e-3)
    #expect(worsePlan.upperBound >= solution.value)
    var alpha = solution.potentials.alpha
    alpha[3] += 0.5
    let worsePotential = try verifier.certify(
      plan: solution.plan,
      potentials: KantorovichPotentials(alpha: alpha, beta: solution.potentials.beta))
    #expect(worsePotential.dualInfeasibility > 0.4)
    #expect(worsePotential.lowerBound <= solution.value + 1e-15)
  }

  @Test func forbiddenPairsCountAsInfinite() throws {
    let costs = Matrix(uncheckedRows: 2, columns: 2, elements: [1, .infinity, .infinity, 1])
    let verifier = try Verifier(source: [0.5, 0.5], target: [0.5, 0.5], costs: costs)
    let potentials = try KantorovichPotentials(alpha: [0, 0], beta: [1, 1])
    let good = try TransportPlan(
      rowCount: 2, columnCount: 2, rows: [0, 1], columns: [0, 1], mass: [0.5, 0.5])
    let bad = try TransportPlan(
      rowCount: 2, columnCount: 2, rows: [0, 1], columns: [1, 0], mass: [0.5, 0.5])
    #expect(try verifier.certify(plan: good, potentials: potentials).gap == 0)
    #expect(try verifier.certify(plan: bad, potentials: potentials).upperBound == .infinity)
  }

  @Test func sizesThatDifferAreRefused() throws {
    let verifier = try Verifier(source: [1], target: [0.5, 0.5], costs: Matrix([[1, 2]]))
    let potentials = try KantorovichPotentials(alpha: [0], beta: [0, 0])
    let plan = try TransportPlan(rowCount: 2, columnCount: 2, rows: [0], columns: [0], mass: [1])
    #expect(
      throws: TransportError.shapeMismatch(argument: "plan", expected: "1 x 2", found: "2 x 2")
    ) { try verifier.certify(plan: plan, potentials: potentials) }
  }
}
