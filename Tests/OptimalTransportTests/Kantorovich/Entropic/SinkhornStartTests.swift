import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Sinkhorn: starts") struct SinkhornStartTests {
  @Test("A former solution is where the next solve begins")
  func formerSolution() throws {
    let problem = try SinkhornTests.problem(300, .lognormal)
    let cold = try Sinkhorn(.shareOfMedian(1e-3)).solve(problem)
    let again = try Sinkhorn(.shareOfMedian(1e-3), start: .potentials(cold.potentials))
      .solve(problem)
    #expect(again.termination == .converged)
    #expect(again.iterations <= 2)
    let nearby = try Sinkhorn(.shareOfMedian(8e-4), start: .potentials(cold.potentials))
      .solve(problem)
    #expect(nearby.termination == .converged)
    #expect(nearby.iterations < cold.iterations / 2)
  }

  @Test("Exact potentials start a small eps directly")
  func exactPotentials() throws {
    let problem = try SinkhornTests.problem(200, .uniform)
    let exact = try NetworkSimplex().solve(problem)
    let solver = Sinkhorn(.shareOfMedian(1e-3), start: .kantorovich(exact.potentials))
    let solution = try solver.solve(problem)
    let cold = try Sinkhorn(.shareOfMedian(1e-3), start: .zero).solve(problem)
    #expect(solution.termination == .converged)
    #expect(solution.iterations < cold.iterations)
    #expect(abs(solution.objectives.dual - cold.objectives.dual) < 1e-12)
  }

  @Test("The Gaussian closed form starts Gaussian samples well")
  func gaussian() throws {
    let source = try Gaussian(mean: [0, 0], covariance: Matrix([[1, 0.3], [0.3, 0.5]]))
    let target = try Gaussian(mean: [3, 1], covariance: Matrix([[0.4, -0.1], [-0.1, 0.8]]))
    let problem = try TransportProblem(
      source: source.sample(count: 300, seed: 1), target: target.sample(count: 300, seed: 2))
    let warm = try Sinkhorn(.shareOfMedian(0.01), start: .gaussian).solve(problem)
    let cold = try Sinkhorn(.shareOfMedian(0.01), start: .zero).solve(problem)
    #expect(warm.termination == .converged)
    #expect(warm.iterations < cold.iterations)
    #expect(abs(warm.objectives.dual - cold.objectives.dual) < 1e-11)
  }

  @Test("Sorting starts the line well, for every convex cost", arguments: [1, 1.5, 2, 3])
  func sorted(power: Double) throws {
    var random = RandomInstances(seed: 3)
    let source = try PointCloud(line: (0..<200).map { _ in random.uniform() })
    let target = try PointCloud(line: (0..<150).map { _ in 2 * random.uniform() })
    let problem = try TransportProblem(source: source, target: target, cost: .power(power))
    let warm = try Sinkhorn(.shareOfMedian(1e-3), start: .sorted).solve(problem)
    let cold = try Sinkhorn(.shareOfMedian(1e-3), start: .zero).solve(problem)
    #expect(warm.termination == .converged)
    #expect(warm.iterations < cold.iterations)
    #expect(abs(warm.objectives.dual - cold.objectives.dual) < 1e-11)
  }

  @Test("A coarser problem saves most iterations on the fine one")
  func coarser() throws {
    let problem = try SinkhornTests.problem(1500, .lognormal)
    let warm = try Sinkhorn(.shareOfMedian(1e-3), start: .coarser).solve(problem)
    let cold = try Sinkhorn(.shareOfMedian(1e-3), start: .zero).solve(problem)
    #expect(warm.termination == .converged && cold.termination == .converged)
    #expect(warm.iterations < cold.iterations / 2)
    #expect(abs(warm.objectives.dual - cold.objectives.dual) < 1e-11)
  }

  @Test("A coarse grid has the masses and the mean of the fine one")
  func coarseGrid() throws {
    var random = RandomInstances(seed: 4)
    let density = try GridDensity(
      shape: [45, 38], values: (0..<45 * 38).map { _ in random.uniform() })
    let problem = try TransportProblem(source: density, target: density)
    let coarse = try #require(CoarseProblem(problem))
    #expect(coarse.problem.geometry.grid?.sourceShape == [23, 19])
    #expect(abs(coarse.problem.mass - problem.mass) < 1e-13)
    let points = try #require(coarse.problem.geometry.origin?.source)
    // Cells 2 and 3 of axis 0, 8 and 9 of axis 1.
    #expect(abs(points[19 + 4, 0] - 3.0 / 45) < 1e-15 && abs(points[19 + 4, 1] - 9.0 / 38) < 1e-15)
    let mass = [(2, 8), (2, 9), (3, 8), (3, 9)].reduce(0) {
      $0 + problem.sourceWeights[$1.0 * 38 + $1.1]
    }
    #expect(abs(coarse.problem.sourceWeights[19 + 4] - mass) < 1e-17)
  }

  @Test("Starts that do not fit are refused")
  func refusals() throws {
    let plane = try SinkhornTests.problem(20, .uniform)
    #expect(throws: TransportError.self) { try Sinkhorn(start: .sorted).solve(plane) }
    let matrix = try TransportProblem(
      sourceWeights: [1], targetWeights: [1], geometry: Geometry(dense: Matrix([[1]])))
    #expect(throws: TransportError.self) { try Sinkhorn(start: .gaussian).solve(matrix) }
  }
}
