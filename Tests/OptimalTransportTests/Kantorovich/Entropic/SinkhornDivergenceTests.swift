import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Sinkhorn divergence")
struct SinkhornDivergenceTests {
  /// Costs for which exp(-c / eps) is positive definite at every eps.
  private static let definite: [GroundCost] = [
    .squaredEuclidean, .euclidean, .manhattan, .power(0.5), .power(1.5), .cosine,
  ]

  private func solve(
    _ source: PointCloud, _ target: PointCloud, _ regularization: Regularization,
    cost: GroundCost = .squaredEuclidean, tolerance: Double = 1e-10
  ) throws -> SinkhornDivergenceSolution {
    try SinkhornDivergence(Sinkhorn(regularization, tolerance: tolerance)).solve(
      source: source, target: target, cost: cost)
  }

  @Test("is not negative, and lies between its bounds", arguments: definite)
  func nonnegative(cost: GroundCost) throws {
    var random = RandomInstances(seed: 31)
    for trial in 0..<12 {
      let (m, n) = (random.integer(1...30), random.integer(1...30))
      let (source, target) = (random.cloud(m, 2), random.cloud(n, 2))
      let share = pow(10, 4 * random.uniform() - 3)
      let solution = try solve(source, target, .shareOfMedian(share), cost: cost)
      #expect(solution.lowerBound <= solution.value && solution.value <= solution.upperBound)
      #expect(solution.value >= -solution.errorBound, "trial \(trial)")
      #expect(solution.termination == .converged, "trial \(trial)")
      // A marginal error d costs at most 2 max c d and eps d (1 + log 1/d) of entropy, in one problem and two halves;
      // costs between points in [0.1, 4]^2 are below 31.
      let bound = 1e-10 * (2 * 2 * 31 + 2 * 24 * solution.epsilon) + 1e-13
      #expect(solution.errorBound <= bound, "trial \(trial): \(solution.errorBound)")
    }
  }

  @Test("of a measure with itself is zero", arguments: definite)
  func zero(cost: GroundCost) throws {
    var random = RandomInstances(seed: 32)
    for _ in 0..<8 {
      let cloud = random.cloud(random.integer(1...40), 3)
      let solution = try solve(cloud, cloud, .shareOfMedian(0.05), cost: cost)
      #expect(abs(solution.value) <= solution.errorBound)
      #expect(solution.errorBound <= 1e-7)
    }
  }

  @Test("is symmetric, also under costs for which it may be negative")
  func symmetric() throws {
    var random = RandomInstances(seed: 33)
    for cost in NetworkSimplexTests.costs {
      let (source, target) = (random.cloud(23, 2), random.cloud(17, 2))
      let there = try solve(source, target, .shareOfMedian(0.1), cost: cost)
      let back = try solve(target, source, .shareOfMedian(0.1), cost: cost)
      #expect(abs(there.value - back.value) <= there.errorBound + back.errorBound)
    }
  }

  @Test("scales with the mass, without the eps of KL")
  func mass() throws {
    var random = RandomInstances(seed: 34)
    let (x, y) = (random.cloud(20, 2), random.cloud(25, 2))
    let one = try solve(x, y, .shareOfMedian(0.1))
    for mass in [1e-200, 7, 1e200] {
      let scaled = try solve(
        PointCloud(points: x.points, weights: x.weights.map { $0 * mass }),
        PointCloud(points: y.points, weights: y.weights.map { $0 * mass }), .shareOfMedian(0.1))
      // KL(m P | m a x m b) = m (KL(P | a x b) - log m) for unit masses, up to constants of m; log m cancels as |a| = |b|.
      let error = one.errorBound + scaled.errorBound / mass
      #expect(abs(scaled.value / mass - one.value) <= error, "mass \(mass)")
    }
  }

  @Test("tends to the transport cost as eps falls")
  func smallEpsilon() throws {
    var random = RandomInstances(seed: 35)
    let (source, target) = (random.cloud(40, 2), random.cloud(33, 2))
    let exact = try NetworkSimplex().solve(TransportProblem(source: source, target: target)).value
    for share in [1e-1, 1e-2, 1e-3, 1e-5, 1e-7] {
      let solution = try solve(source, target, .shareOfMedian(share))
      // 0 <= OT_eps - OT <= eps KL(P0 | a x b) <= eps log min(m, n), for each of the three, of which two are halved.
      let bound = solution.epsilon * log(40) + solution.errorBound
      #expect(abs(solution.value - exact) <= bound, "eps \(solution.epsilon)")
    }
  }

  @Test("tends to the squared distance of the means as eps grows, at the rate of the covariances")
  func largeEpsilon() throws {
    var random = RandomInstances(seed: 36)
    func cloud(_ count: Int, side: Double) throws -> PointCloud {
      let points = Matrix(
        uncheckedRows: count, columns: 2,
        elements: (0..<2 * count).map { _ in side * random.uniform() })
      return try PointCloud(points: points)
    }
    let (source, target) = (try cloud(30, side: 1), try cloud(20, side: 0.2))
    let shift = zip(source.mean, target.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let (a, b) = (source.covariance, target.covariance)
    let difference = zip(a.elements, b.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let trace = max(a.squaredFrobeniusNorm, b.squaredFrobeniusNorm)
    for epsilon in [1e2, 1e3, 1e4] {
      let solution = try solve(source, target, .absolute(epsilon), tolerance: 1e-14)
      // OT_eps = <C, a x b> - E t^2 / 2 eps + O(E |t|^3 / eps^2), t = c less its means = -2 (x - mean).(y - mean), |t| < 2;
      // E t^2 = 4 tr(A B), and the three sum to |A - B|^2 / eps.
      let third = 2 * 4 * trace / (epsilon * epsilon)
      let expected = shift + difference / epsilon
      #expect(abs(solution.value - expected) <= third + solution.errorBound)
    }
    // The allowance is less than a tenth of the term tested, at the least eps.
    #expect(2 * 4 * trace / 100 < difference / 10)
  }

  @Test("lies between its bounds however early the solver stops")
  func early() throws {
    var random = RandomInstances(seed: 37)
    for cost in [GroundCost.squaredEuclidean, .power(3)] {
      let (source, target) = (random.cloud(25, 2), random.cloud(30, 2))
      for share in [0.02, 0.5] {
        let best = try solve(source, target, .shareOfMedian(share), cost: cost, tolerance: 1e-13)
        for limit in [1, 3, 9] {
          let rough = try SinkhornDivergence(
            Sinkhorn(.shareOfMedian(share), iterationLimit: limit)
          ).solve(source: source, target: target, cost: cost)
          #expect(rough.lowerBound <= best.upperBound && best.lowerBound <= rough.upperBound)
          #expect(rough.lowerBound <= rough.value && rough.value <= rough.upperBound)
        }
      }
    }
  }

  @Test(
    "the averaged recursion halves the error of a definite kernel, at every eps",
    arguments: definite)
  func fixedPoint(cost: GroundCost) throws {
    var random = RandomInstances(seed: 38)
    let points = Matrix(
      uncheckedRows: 60, columns: 2, elements: (0..<120).map { _ in 0.1 + random.uniform() })
    let weights = random.weights(60)
    let problem = try TransportProblem(
      sourceWeights: weights, targetWeights: weights,
      geometry: Geometry(source: points, target: points, cost: cost))
    let median = problem.geometry.medianCost
    for share in [1e-6, 1e-4, 1e-2, 1, 100] {
      let solution = SymmetricFixedPoint(
        problem, kernel: GibbsKernel(problem.geometry), epsilon: share * median, tolerance: 1e-10)
      #expect(solution.error <= 1e-10, "share \(share)")
    }
  }

  @Test("of two grids is that of their cells")
  func grids() throws {
    var random = RandomInstances(seed: 39)
    let (p, q) = ((0..<30).map { _ in random.uniform() }, (0..<28).map { _ in random.uniform() })
    let x = try GridDensity(shape: [6, 5], values: p).normalized()
    let y = try GridDensity(shape: [4, 7], values: q).normalized()
    let solver = SinkhornDivergence(Sinkhorn(.absolute(0.05), tolerance: 1e-12))
    for cost in [GroundCost.squaredEuclidean, .manhattan, .euclidean] {
      let grid = try solver.solve(source: x, target: y, cost: cost)
      let cloud = try solver.solve(source: x.pointCloud, target: y.pointCloud, cost: cost)
      #expect(abs(grid.value - cloud.value) <= grid.errorBound + cloud.errorBound)
      let (p, q) = (try grid.pointGradient(), try cloud.pointGradient())
      for (s, t) in zip(p.source.elements, q.source.elements) { #expect(abs(s - t) <= 1e-10) }
      let (v, w) = (grid.weightGradient(), cloud.weightGradient())
      for (s, t) in zip(v.target, w.target) { #expect(abs(s - t) <= 1e-9) }
    }
  }

  @Test("starts and options that fit one problem only do not spoil the others")
  func starts() throws {
    var random = RandomInstances(seed: 40)
    let (source, target) = (random.cloud(12, 1), random.cloud(9, 1))
    let reference = try solve(source, target, .shareOfMedian(0.1))
    let problem = try TransportProblem(source: source, target: target)
    let warm = try Sinkhorn(.shareOfMedian(0.1)).solve(problem)
    let starts = [
      Sinkhorn.Start.potentials(warm.potentials), .kantorovich(warm.kantorovichPotentials),
    ]
    for start in starts {
      var solver = Sinkhorn(.shareOfMedian(0.1))
      solver.start = start
      let solution = try SinkhornDivergence(solver).solve(source: source, target: target)
      #expect(abs(solution.value - reference.value) <= solution.errorBound + reference.errorBound)
    }
    let fractions = FractionRecorder()
    _ = try SinkhornDivergence().solve(source: source, target: target) {
      fractions.append($0.fraction)
    }
    #expect(fractions.values.allSatisfy { $0 >= 0 && $0 <= 1 } && !fractions.values.isEmpty)
  }
}

/// What a progress handler has heard.
private final class FractionRecorder {
  private(set) var values: [Double] = []
  func append(_ value: Double) { values.append(value) }
}
