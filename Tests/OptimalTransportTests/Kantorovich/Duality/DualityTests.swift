import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct DualityTests {
  private func problem(
    _ random: inout RandomInstances, _ cost: GroundCost = .squaredEuclidean
  ) throws -> TransportProblem {
    try TransportProblem(
      source: random.cloud(random.integer(1...30), 3),
      target: random.cloud(random.integer(1...30), 3), cost: cost)
  }

  @Test func theCTransformIsTheLeastCostMinusPotential() throws {
    var random = RandomInstances(seed: 1)
    for cost in NetworkSimplexTests.costs {
      let problem = try problem(&random, cost)
      let c = problem.geometry.matrix
      let beta = (0..<c.columns).map { _ in random.uniform() }
      let alpha = (0..<c.rows).map { _ in random.uniform() }
      let byTarget = problem.geometry.cTransform(ofTarget: beta)
      let bySource = problem.geometry.cTransform(ofSource: alpha)
      let stored = try Geometry(dense: c)
      for i in 0..<c.rows {
        let least = (0..<c.columns).map { c[i, $0] - beta[$0] }.min()!
        // A fused multiply-add may round a cost once where the pair formula rounds twice.
        #expect(abs(byTarget[i] - least) <= 1e-14 * (1 + abs(least)))
      }
      for j in 0..<c.columns {
        let least = (0..<c.rows).map { c[$0, j] - alpha[$0] }.min()!
        #expect(abs(bySource[j] - least) <= 1e-14 * (1 + abs(least)))
      }
      #expect(stored.cTransform(ofTarget: beta).count == c.rows)
      for (x, y) in zip(stored.cTransform(ofSource: alpha), bySource) {
        #expect(abs(x - y) <= 1e-14 * (1 + abs(y)))
      }
    }
  }

  @Test func betweenGridsTheTransformGoesAxisByAxis() throws {
    var random = RandomInstances(seed: 6)
    for (from, to) in [([5], [7]), ([4, 6], [5, 3]), ([3, 2, 4], [2, 5, 3])] {
      let source = try grid(from, &random)
      let target = try grid(to, &random)
      for cost in [GroundCost.squaredEuclidean, .manhattan, .euclidean, .power(3)] {
        let byAxes = try Geometry(source: source, target: target, cost: cost)
        let byPairs = try Geometry(source: source.centers, target: target.centers, cost: cost)
        let names: Set<String> = ["squaredEuclidean", "manhattan"]
        let splits: Bool = from.count == 1 || names.contains(cost.name)
        let isSplit: Bool = byAxes.grid != nil
        #expect(isSplit == splits)
        let beta = (0..<target.count).map { _ in random.uniform() }
        let alpha = (0..<source.count).map { _ in random.uniform() }
        for (x, y) in zip(byAxes.cTransform(ofTarget: beta), byPairs.cTransform(ofTarget: beta)) {
          #expect(abs(x - y) <= 1e-14)
        }
        for (x, y) in zip(byAxes.cTransform(ofSource: alpha), byPairs.cTransform(ofSource: alpha)) {
          #expect(abs(x - y) <= 1e-14)
        }
      }
    }
  }

  private func grid(_ shape: [Int], _ random: inout RandomInstances) throws -> GridDensity {
    let count = shape.reduce(1, *)
    return try GridDensity(shape: shape, values: (0..<count).map { _ in random.uniform() })
  }

  @Test func aThirdTransformChangesNothing() throws {
    var random = RandomInstances(seed: 2)
    for _ in 0..<20 {
      let problem = try problem(&random)
      let start = (0..<problem.geometry.rows).map { _ in random.uniform() }
      let pair = KantorovichPotentials(
        uncheckedAlpha: start, beta: .init(repeating: 0, count: problem.geometry.columns)
      ).cConjugate(in: problem.geometry)
      #expect(pair.dualInfeasibility(in: problem.geometry) <= 1e-14)
      #expect(pair.cConjugacyError(in: problem.geometry) <= 1e-14)
    }
  }

  @Test func strongDualityAndComplementarySlacknessHoldAtTheOptimumOnly() throws {
    var random = RandomInstances(seed: 3)
    let problem = try TransportProblem(source: random.cloud(40, 2), target: random.cloud(50, 2))
    let solution = try NetworkSimplex().solve(problem)
    #expect(abs(problem.dualityGap(solution.plan, solution.potentials)) <= 1e-14)
    #expect(problem.complementarySlackness(solution.plan, solution.potentials) <= 1e-14)
    let product = productPlan(problem)
    #expect(problem.dualityGap(product, solution.potentials) > 1e-3)
    #expect(problem.complementarySlackness(product, solution.potentials) > 1e-3)
  }

  @Test func weakDualityHoldsForEveryFeasiblePairAndEveryPlan() throws {
    var random = RandomInstances(seed: 4)
    for _ in 0..<100 {
      let problem = try problem(&random)
      let exact = try NetworkSimplex().solve(problem)
      let alpha = (0..<problem.geometry.rows).map { _ in 3 * random.uniform() }
      let beta = (0..<problem.geometry.columns).map { _ in 3 * random.uniform() }
      let certificate = Certificate(
        plan: productPlan(problem),
        potentials: KantorovichPotentials(uncheckedAlpha: alpha, beta: beta),
        problem: problem)
      let rounding = 1e-14 * (1 + exact.value)
      #expect(certificate.lowerBound <= exact.value + rounding)
      #expect(certificate.upperBound >= exact.value - rounding)
    }
  }

  @Test func aConstantMovesBetweenThePotentialsForFree() throws {
    var random = RandomInstances(seed: 5)
    let problem = try TransportProblem(source: random.cloud(20, 2), target: random.cloud(20, 2))
    let solution = try NetworkSimplex().solve(problem)
    let moved = KantorovichPotentials(
      uncheckedAlpha: solution.potentials.alpha.map { $0 + 7 },
      beta: solution.potentials.beta.map { $0 - 7 })
    let certificate = Certificate(plan: solution.plan, potentials: moved, problem: problem)
    #expect(abs(certificate.lowerBound - solution.certificate.lowerBound) <= certificate.resolution)
    #expect(certificate.resolution > solution.certificate.resolution)
  }
}

/// The plan a b' / mass, which has the marginals and is far from optimal.
func productPlan(_ problem: TransportProblem) -> TransportPlan {
  var (rows, columns, mass): ([Int], [Int], [Double]) = ([], [], [])
  for (i, a) in problem.sourceWeights.enumerated() {
    for (j, b) in problem.targetWeights.enumerated() {
      rows.append(i)
      columns.append(j)
      mass.append(a * (b / problem.mass))
    }
  }
  return TransportPlan(
    uncheckedRowCount: problem.sourceWeights.count, columnCount: problem.targetWeights.count,
    rows: rows, columns: columns, mass: mass)
}
