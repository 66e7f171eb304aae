import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Entropic plan") struct EntropicPlanTests {
  private func solved() throws -> (TransportProblem, EntropicSolution, Matrix) {
    let problem = try SinkhornTests.problem(60, .lognormal)
    let solution = try Sinkhorn(.shareOfMedian(0.05)).solve(problem)
    let (f, g, epsilon) = (solution.potentials.f, solution.potentials.g, solution.epsilon)
    var plan = problem.geometry.matrix
    for i in 0..<60 {
      for j in 0..<60 { plan[i, j] = exp((f[i] + g[j] - plan[i, j]) / epsilon) }
    }
    return (problem, solution, plan)
  }

  @Test("Products, marginals and cost are those of the stored plan")
  func products() throws {
    let (problem, solution, dense) = try solved()
    var random = RandomInstances(seed: 1)
    let w = (0..<60).map { _ in random.uniform() - 0.5 }
    for (a, b) in zip(try solution.plan.apply(to: w), dense * w) { #expect(abs(a - b) < 1e-15) }
    for (a, b) in zip(try solution.plan.applyTransposed(to: w), dense.transposed * w) {
      #expect(abs(a - b) < 1e-15)
    }
    let sums = solution.plan.sums
    for (a, b) in zip(sums.source, problem.sourceWeights) { #expect(abs(a - b) < 1e-9) }
    for (a, b) in zip(sums.target, problem.targetWeights) { #expect(abs(a - b) < 1e-9) }
    let cost = compensatedDot(problem.geometry.matrix.elements, dense.elements)
    #expect(abs(sums.cost - cost) < 1e-14)
  }

  @Test(
    "Truncation keeps what it says and reports what it drops", arguments: [1e-12, 1e-3, 0.1, 1])
  func truncation(share: Double) throws {
    let (problem, solution, dense) = try solved()
    let kept = try solution.plan.truncated(share: share)
    var dropped = 0.0
    for i in 0..<60 {
      let sum = dense.row(i).reduce(0, +)
      dropped += dense.row(i).filter { $0 < share * sum }.reduce(0, +)
    }
    // Differences of sums near one.
    #expect(abs(kept.droppedMass - dropped) < 1e-13)
    #expect(abs(kept.plan.mass.reduce(0, +) + kept.droppedMass - problem.mass) < 2e-9)
    #expect(throws: TransportError.self) {
      try solution.plan.truncated(share: share < 1 ? share : 1e-12, entryLimit: 1)
    }
  }

  @Test("The barycentric projection of a translation is the translation")
  func translation() throws {
    let source = try SinkhornTests.problem(80, .uniform).geometry.origin!.source
    let target = source.mapRows { [$0[0] + 3, $0[1] - 1] }
    let problem = try TransportProblem(
      source: PointCloud(points: source), target: PointCloud(points: target))
    let solution = try Sinkhorn(.absolute(1e-5)).solve(problem)
    let map = try solution.plan.barycentricProjection()
    // Neighbours 0.01 apart weigh exp(-1e-4 / 1e-5) of the point itself.
    var worst = 0.0
    for i in 0..<80 {
      worst = max(worst, abs(map[i, 0] - source[i, 0] - 3), abs(map[i, 1] - source[i, 1] + 1))
    }
    #expect(worst < 1e-2)
    // Averages of y with the rows' weights.
    let mean = (0..<80).map { map[$0, 0] / 80 }.reduce(0, +)
    let expected = (0..<80).map { target[$0, 0] / 80 }.reduce(0, +)
    #expect(abs(mean - expected) < 1e-8)
  }

  @Test("Plans refuse vectors of another size and potentials of another problem")
  func refusals() throws {
    let (problem, solution, _) = try solved()
    #expect(throws: TransportError.self) { try solution.plan.apply(to: [1]) }
    #expect(throws: TransportError.self) { try solution.plan.truncated(share: -1) }
    let potentials = try SchrodingerPotentials(f: [0], g: [0], epsilon: 1)
    #expect(throws: TransportError.self) { try EntropicPlan(potentials, in: problem.geometry) }
  }

  @Test("The observed rate is below Birkhoff's bound, and the implied distance covers the true one")
  func hilbert() throws {
    let problem = try SinkhornTests.problem(40, .lognormal)
    let epsilon = problem.geometry.medianCost
    let exact = try Sinkhorn(.absolute(epsilon), tolerance: 1e-14).solve(problem)
    let early = try Sinkhorn(.absolute(epsilon), tolerance: 1e-3, acceleration: .none)
      .solve(problem)
    let contraction = early.contraction
    let rate = try #require(contraction.observedRate)
    #expect(rate < contraction.birkhoffBound)
    #expect(abs(contraction.birkhoffBound + contraction.contractionGap - 1) < 1e-15)
    let differences = zip(early.potentials.f, exact.potentials.f).map { ($0 - $1) / epsilon }
    let distance = differences.max()! - differences.min()!
    #expect(distance <= contraction.distanceBound)
    let estimate = try #require(contraction.distanceEstimate)
    // The rate of the first iterations is a little off the asymptotic one.
    #expect(distance < 2 * estimate && estimate < 2 * distance)
  }

  @Test("The projective diameter bound covers the true diameter", arguments: [1.0, 2.0, 3.0])
  func diameter(power: Double) throws {
    var random = RandomInstances(seed: 9)
    let geometry = try Geometry(
      source: random.points(8, 2), target: random.points(7, 2), cost: .power(power))
    let c = geometry.matrix
    var diameter = 0.0
    for i in 0..<8 {
      for j in 0..<8 {
        let differences = (0..<7).map { c[j, $0] - c[i, $0] }
        diameter = max(diameter, differences.max()! - differences.min()!)
      }
    }
    #expect(diameter <= geometry.crossDifferenceBound() * (1 + 1e-14))
    #expect(diameter >= geometry.crossDifferenceBound() / 6)
  }
}
