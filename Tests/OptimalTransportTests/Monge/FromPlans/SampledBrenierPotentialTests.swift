import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct SampledBrenierPotentialTests {
  @Test func `Gaussian potentials are conjugate quadratics`() throws {
    let source = try Gaussian(mean: [0, 1], covariance: Matrix([[2, 0.5], [0.5, 1]]))
    let target = try Gaussian(mean: [3, -1], covariance: Matrix([[1, -0.3], [-0.3, 4]]))
    let closed = try GaussianTransport().solve(source: source, target: target)
    let points = try source.sample(count: 30, seed: 5)
    let map = try SampledMap(source: points) { x throws(TransportError) in try closed.map(x) }
    let alpha = try (0..<30).map { try closed.alpha(points.points.row($0)) }
    let beta = try (0..<30).map { try closed.beta(map.images.row($0)) }
    let potential = try SampledBrenierPotential(
      KantorovichPotentials(alpha: alpha, beta: beta), source: points, target: map.pushforward)
    for i in 0..<30 {
      #expect(
        abs(potential.values[i] - (try closed.brenierPotential(points.points.row(i)))) < 1e-13)
    }
    #expect(potential.infeasibility <= potential.resolution)
    #expect(potential.convexityError <= potential.resolution)
  }

  @Test func `Optimal potentials are convex and feasible, others are not`() throws {
    var instances = RandomInstances(seed: 6)
    let source = try PointCloud(points: distinct(&instances, 30))
    let target = try PointCloud(points: distinct(&instances, 20))
    let problem = try TransportProblem(source: source, target: target)
    let solution = try NetworkSimplex().solve(problem)
    let conjugate = solution.potentials.cConjugate(in: problem.geometry)
    let potential = try SampledBrenierPotential(conjugate, source: source, target: target)
    #expect(potential.infeasibility <= potential.resolution)
    #expect(potential.convexityError <= potential.resolution)
    // Fenchel and Young with equality on the plan, c-cyclical monotonicity in dual form.
    for k in solution.plan.mass.indices where solution.plan.mass[k] > 0 {
      let (i, j) = (solution.plan.rows[k], solution.plan.columns[k])
      let product = compensatedDot(source.points.row(i), target.points.row(j))
      #expect(abs(potential.values[i] + potential.conjugate[j] - product) < 1e-14)
    }
    var alpha = conjugate.alpha
    alpha[3] += 0.5
    alpha[4] -= 0.75
    let bent = try SampledBrenierPotential(
      KantorovichPotentials(alpha: alpha, beta: conjugate.beta), source: source, target: target)
    #expect(abs(bent.infeasibility - 0.25) < 1e-14)
    #expect(abs(bent.convexityError - 0.375) < 1e-14)
  }

  @Test func `Sizes that differ are refused`() throws {
    let cloud = try PointCloud(line: [0, 1])
    #expect(throws: TransportError.self) {
      try SampledBrenierPotential(
        KantorovichPotentials(alpha: [0], beta: [0, 0]), source: cloud, target: cloud)
    }
  }
}
