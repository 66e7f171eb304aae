import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct NetworkSimplexLimitsTests {
  private func problem(seed: UInt64, _ m: Int = 300, _ n: Int = 300) throws -> TransportProblem {
    var random = RandomInstances(seed: seed)
    return try TransportProblem(source: random.cloud(m, 2), target: random.cloud(n, 2))
  }

  @Test func theIterationLimitIsReportedWithAValidBracket() throws {
    let problem = try problem(seed: 1)
    let exact = try NetworkSimplex().solve(problem)
    for limit in [0, 1, 5, 100] {
      let stopped = try NetworkSimplex(iterationLimit: limit, start: .greedy).solve(problem)
      #expect(stopped.termination == .iterationLimit)
      #expect(stopped.iterations <= limit)
      #expect(stopped.certificate.lowerBound <= exact.value + exact.certificate.resolution)
      #expect(stopped.certificate.upperBound >= exact.value - exact.certificate.resolution)
      #expect(stopped.certificate.gap > 0)
    }
  }

  @Test func aCancelledTaskStopsWithAValidBracket() async throws {
    let problem = try problem(seed: 2)
    let exact = try NetworkSimplex().solve(problem)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try NetworkSimplex(start: .greedy).solve(problem)
    }
    let stopped = try await task.value
    #expect(stopped.termination == .cancelled)
    #expect(stopped.certificate.lowerBound <= exact.value + exact.certificate.resolution)
    #expect(stopped.certificate.upperBound >= exact.value - exact.certificate.resolution)
  }

  @Test func anOptimalPlanIsKeptWithoutAPivot() throws {
    var random = RandomInstances(seed: 3)
    let points = (random.points(200, 2), random.points(210, 2))
    // Masses without coinciding partial sums: the optimal vertex is not degenerate.
    let weights = [200, 210].map { count in
      let raw = (0..<count).map { _ in random.uniform() + 0.1 }
      return raw.map { $0 / raw.reduce(0, +) }
    }
    let problem = try TransportProblem(
      source: PointCloud(points: points.0, weights: weights[0]),
      target: PointCloud(points: points.1, weights: weights[1]))
    let first = try NetworkSimplex().solve(problem)
    let again = try NetworkSimplex(start: .plan(first.plan)).solve(problem)
    #expect(again.iterations == 0)
    #expect(again.value == first.value)
  }

  @Test func optimalPotentialsSavePivots() throws {
    let problem = try problem(seed: 4)
    let cold = try NetworkSimplex(start: .greedy).solve(problem)
    let warm = try NetworkSimplex(start: .potentials(cold.potentials)).solve(problem)
    #expect(warm.iterations < cold.iterations)
    #expect(abs(warm.value - cold.value) <= cold.certificate.resolution)
  }

  @Test func aWarmStartOfAnotherSizeIsRefused() throws {
    let problem = try problem(seed: 5, 3, 4)
    let potentials = try KantorovichPotentials(alpha: [0, 0], beta: [0, 0, 0, 0])
    #expect(
      throws: TransportError.shapeMismatch(
        argument: "warm start", expected: "3 x 4", found: "2 x 4")
    ) { try NetworkSimplex(start: .potentials(potentials)).solve(problem) }
  }

  @Test func progressRisesWithinAStageAndStaysInTheUnitInterval() throws {
    var reports: [SolverProgress] = []
    _ = try NetworkSimplex().solve(problem(seed: 6, 900, 800)) { reports.append($0) }
    #expect(!reports.isEmpty)
    #expect(reports.allSatisfy { (0...1).contains($0.fraction) })
    #expect(reports.last?.stage == "network simplex")
    for (earlier, later) in zip(reports, reports.dropFirst()) where earlier.stage == later.stage {
      #expect(earlier.fraction <= later.fraction)
      #expect(earlier.iterations <= later.iterations)
    }
  }

  @Test func theSameProblemGivesTheSamePlanTwice() throws {
    let problem = try problem(seed: 7)
    let (first, second) = (
      try NetworkSimplex().solve(problem), try NetworkSimplex().solve(problem)
    )
    #expect(first.plan == second.plan)
    #expect(first.potentials == second.potentials)
  }
}
