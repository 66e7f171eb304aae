import OptimalTransport
import Testing

/// The measures of the article on entropic transport, at the default eps.
@Suite("The article's measures have the bracket, the plan and the map that it describes")
struct EntropicArticleTests {
  @Test("the bracket holds the exact value, and the plan has its marginals")
  func program() throws {
    let source = try PointCloud(line: [0, 1, 3], weights: [0.5, 0.25, 0.25])
    let target = try PointCloud(line: [5, 6, 8], weights: [0.25, 0.5, 0.25])
    let problem = try TransportProblem(source: source, target: target)

    let solution = try Sinkhorn(.shareOfMedian(0.01)).solve(problem)

    #expect(solution.termination == .converged)
    let exact = try NetworkSimplex().solve(problem).value
    #expect(solution.certificate.lowerBound <= exact + 1e-12)
    #expect(solution.certificate.upperBound >= exact - 1e-12)
    #expect(solution.objectives.primal >= solution.objectives.dual - 1e-9)
    let sums = try solution.plan.apply(to: [1, 1, 1])
    // All of the marginal error, 1e-9, may be in one row.
    for (sum, mass) in zip(sums, source.weights) { #expect(abs(sum - mass) <= 1e-9) }
    let map = try solution.plan.barycentricProjection()
    #expect(map.rows == 3 && map.columns == 1)
    // A monotone map, between the ends of the target.
    #expect(map[0, 0] <= map[1, 0] && map[1, 0] <= map[2, 0])
    #expect(map[0, 0] >= 5 && map[2, 0] <= 8)

    let front = try transport(from: source, to: target, method: .sinkhorn)
    #expect(abs(front.value - solution.value) <= 1e-12)
  }
}
