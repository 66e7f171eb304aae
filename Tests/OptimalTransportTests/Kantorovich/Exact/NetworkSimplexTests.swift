import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct NetworkSimplexTests {
  static let costs: [GroundCost] = [
    .squaredEuclidean, .euclidean, .manhattan, .chebyshev, .power(0.5), .power(3), .cosine,
    .custom { x, y in abs(x[0] - y[0]) + 2 * abs(x[1] - y[1]) },
  ]

  @Test func agreesWithSuccessiveShortestPathsOnRandomProblems() throws {
    var random = RandomInstances(seed: 1)
    for trial in 0..<400 {
      let source = random.cloud(random.integer(1...9), 2)
      let target = random.cloud(random.integer(1...9), 2)
      let problem = try TransportProblem(
        source: source, target: target, cost: Self.costs[trial % Self.costs.count])
      let solution = try NetworkSimplex().solve(problem)
      let expected = ReferenceTransport.optimum(
        problem.geometry.matrix, problem.sourceWeights, problem.targetWeights)
      // Both add at most 18 products of numbers below 40; the reference skips gains below 1e-14.
      #expect(abs(solution.value - expected) <= 1e-12 * max(1, expected), "trial \(trial)")
      #expect(solution.termination == .converged)
      expectOptimal(solution, problem)
    }
  }

  @Test(arguments: [1e-290, 1e-150, 1, 1e150, 1e300])
  func solvesAtEveryScaleOfTheCosts(scale: Double) throws {
    var random = RandomInstances(seed: 2)
    let costs = Matrix(
      uncheckedRows: 40, columns: 50, elements: (0..<2000).map { _ in random.uniform() })
    let (a, b) = (random.weights(40), random.weights(50))
    var scaled = costs
    scaled.elements = costs.elements.map { $0 * scale }
    let plain = try solve(costs, a, b)
    let solution = try solve(scaled, a, b)
    #expect(abs(solution.value / scale - plain.value) <= 1e-13 * plain.value)
    #expect(solution.certificate.relativeGap <= 1e-13)
  }

  @Test func solvesCloudsAtExtremeScales() throws {
    var random = RandomInstances(seed: 22)
    let (x, y) = (random.points(300, 2), random.points(280, 2))
    let (a, b) = (random.weights(300), random.weights(280))
    for scale in [0x1p-249, 1, 0x1p249] {
      var (sx, sy) = (x, y)
      sx.elements = x.elements.map { $0 * scale }
      sy.elements = y.elements.map { $0 * scale }
      let solution = try NetworkSimplex().solve(
        TransportProblem(
          source: PointCloud(points: sx, weights: a), target: PointCloud(points: sy, weights: b)))
      #expect(solution.termination == .converged)
      #expect(solution.certificate.holds(to: 1e-13), "scale \(scale)")
    }
  }

  @Test func hugeEntriesAmongOrdinaryOnesDoNotSwallowTheOthers() throws {
    var random = RandomInstances(seed: 3)
    for trial in 0..<60 {
      let (m, n) = (random.integer(2...14), random.integer(2...14))
      var costs = Matrix(
        uncheckedRows: m, columns: n, elements: (0..<m * n).map { _ in random.uniform() })
      var forbidden = costs
      for k in costs.elements.indices where random.integer(0...5) == 0 {
        costs.elements[k] = trial % 2 == 0 ? 1e32 : 1e200
        forbidden.elements[k] = .infinity
      }
      let a = (0..<m).map { _ in random.uniform() + 0.1 }
      let b = (0..<n).map { _ in random.uniform() + 0.1 }
      let problem = try TransportProblem(
        sourceWeights: a.map { $0 / a.reduce(0, +) }, targetWeights: b.map { $0 / b.reduce(0, +) },
        geometry: Geometry(dense: costs))
      let solution = try NetworkSimplex().solve(problem)
      #expect(solution.certificate.holds(to: 1e-12), "trial \(trial): \(solution.certificate)")
      if solution.value < 1e3 {
        let expected = ReferenceTransport.optimum(
          forbidden, problem.sourceWeights, problem.targetWeights)
        #expect(abs(solution.value - expected) <= 1e-12, "trial \(trial)")
      }
    }
  }

  @Test func weightsOverThreeHundredDecadesKeepTheirMarginals() throws {
    let a = [1e-300, 1e-200, 1e-100, 1e-17, 0.3, 0.7, 0]
    let b = [0.5, 1e-300, 0.5, 1e-250, 1e-30]
    var random = RandomInstances(seed: 4)
    let problem = try TransportProblem(
      source: PointCloud(points: random.points(7, 2), weights: a),
      target: PointCloud(points: random.points(5, 2), weights: b))
    let solution = try NetworkSimplex().solve(problem)
    #expect(solution.certificate.relativeGap <= 1e-14)
    for (have, want) in zip(solution.plan.sourceMarginal, a) where want < 1e-16 {
      #expect(abs(have - want) <= 1e-15 * want)
    }
    expectOptimal(solution, problem)
  }

  @Test func oneAtomOnEitherSideSendsEverythingThere() throws {
    var random = RandomInstances(seed: 5)
    for (m, n) in [(1, 1), (1, 9), (9, 1)] {
      let problem = try TransportProblem(source: random.cloud(m, 3), target: random.cloud(n, 3))
      let solution = try NetworkSimplex().solve(problem)
      let product = (0..<m).reduce(0.0) { sum, i in
        (0..<n).reduce(sum) {
          $0 + problem.sourceWeights[i] * problem.targetWeights[$1] * problem.geometry.cost(i, $1)
        }
      }
      #expect(abs(solution.value - product) <= 1e-14 * product)
    }
  }

  @Test func equalCostsAndIdenticalMeasuresCostWhatTheyMust() throws {
    let flat = try solve(
      Matrix(repeating: 3, rows: 30, columns: 20), equalWeights(1, 30), equalWeights(1, 20))
    #expect(abs(flat.value - 3) <= 1e-14)
    var random = RandomInstances(seed: 6)
    let cloud = random.cloud(500, 2)
    let still = try NetworkSimplex().solve(TransportProblem(source: cloud, target: cloud))
    #expect(still.value <= 1e-17)
    #expect(still.certificate.holds(to: 1e-12))
  }

  @Test func translationOfALargeCloudCostsItsSquaredLength() throws {
    var random = RandomInstances(seed: 7)
    let points = random.points(3000, 2)
    var moved = points
    for i in 0..<3000 {
      moved[i, 0] += 3
      moved[i, 1] -= 4
    }
    let weights = random.weights(3000)
    let solution = try NetworkSimplex().solve(
      TransportProblem(
        source: PointCloud(points: points, weights: weights),
        target: PointCloud(points: moved, weights: weights)))
    #expect(abs(solution.value - 25) <= 25 * 1e-14)
    #expect(solution.certificate.relativeGap <= 1e-13)
  }

  @Test func everyCostAndStartGivesTheSameValue() throws {
    var random = RandomInstances(seed: 8)
    for cost in Self.costs {
      let problem = try TransportProblem(
        source: random.cloud(310, 2), target: random.cloud(290, 2), cost: cost)
      let automatic = try NetworkSimplex().solve(problem)
      let greedy = try NetworkSimplex(start: .greedy).solve(problem)
      let stored = try NetworkSimplex().solve(
        TransportProblem(
          sourceWeights: problem.sourceWeights, targetWeights: problem.targetWeights,
          geometry: Geometry(dense: problem.geometry.matrix)))
      for other in [greedy, stored] {
        #expect(abs(other.value - automatic.value) <= 1e-13 * automatic.value, "\(cost.name)")
      }
      #expect(automatic.certificate.holds(to: 1e-13), "\(cost.name)")
    }
  }

  @Test func storingDearCostsChangesNothing() throws {
    var random = RandomInstances(seed: 9)
    for cost in [GroundCost.squaredEuclidean, .power(1.3)] {
      let problem = try TransportProblem(
        source: random.cloud(250, 12), target: random.cloud(230, 12), cost: cost)
      #expect(problem.geometry.isDearToCompute)
      let stored = try NetworkSimplex().solve(problem)
      let computed = try NetworkSimplex(costMemory: 0).solve(problem)
      #expect(stored.plan == computed.plan)
      #expect(stored.certificate == computed.certificate)
    }
  }

  private func solve(_ costs: Matrix, _ a: [Double], _ b: [Double]) throws -> TransportSolution {
    try NetworkSimplex().solve(
      TransportProblem(sourceWeights: a, targetWeights: b, geometry: Geometry(dense: costs)))
  }

  /// Marginals, feasibility and complementary slackness, each to the rounding of its own terms.
  private func expectOptimal(_ solution: TransportSolution, _ problem: TransportProblem) {
    let certificate = solution.certificate
    let scale = problem.geometry.matrix.elements.reduce(0) { max($0, abs($1)) }
    #expect(certificate.marginalError <= 1e-14)
    #expect(certificate.dualInfeasibility <= 1e-14 * scale)
    #expect(certificate.gap <= 1e-14 * scale)
    #expect(problem.complementarySlackness(solution.plan, solution.potentials) <= 1e-14 * scale)
    #expect(solution.plan.count <= problem.geometry.rows + problem.geometry.columns - 1)
  }
}
