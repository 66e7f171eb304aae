import Testing
import TransportTestSupport

@testable import OptimalTransport

/// Points and weights are drawn without ties, so that no difference steps over a kink.
@Suite("Entropic gradients")
struct EntropicGradientTests {
  private static let costs = GroundCost.families

  private func clouds(mass: Double = 1) throws -> (PointCloud, PointCloud) {
    var random = RandomInstances(seed: 11)
    func cloud(_ count: Int) throws -> PointCloud {
      let points = Matrix(
        uncheckedRows: count, columns: 2,
        elements: (0..<2 * count).map { _ in 0.2 + random.uniform() })
      let weights = (0..<count).map { _ in 0.2 + random.uniform() }
      let sum = weights.compensatedSum()
      return try PointCloud(points: points, weights: weights.map { $0 / sum * mass })
    }
    return (try cloud(5), try cloud(4))
  }

  private func epsilon(_ cost: GroundCost) throws -> Double {
    let (source, target) = try clouds()
    return try 0.3 * Geometry(source: source.points, target: target.points, cost: cost).medianCost
  }

  private func solve(
    _ source: PointCloud, _ target: PointCloud, _ cost: GroundCost, _ epsilon: Double
  ) throws -> EntropicSolution {
    // Gradients are right to the order of the marginal error; 1e-13 is met by one Newton step too many.
    try Sinkhorn(.absolute(epsilon), tolerance: 1e-13).solve(
      TransportProblem(source: source, target: target, cost: cost))
  }

  private func divergence(
    _ source: PointCloud, _ target: PointCloud, _ cost: GroundCost, _ epsilon: Double
  ) throws -> SinkhornDivergenceSolution {
    try SinkhornDivergence(Sinkhorn(.absolute(epsilon), tolerance: 1e-13)).solve(
      source: source, target: target, cost: cost)
  }

  // With h = 1e-3 and values known to 1e-15 noise is 2e-12; h^4 f^(5)/30 is below 1e-8 for f^(5) < 3e5, where
  // derivatives of order five scale as cost / eps^4 < 1e4.
  private let step = 1e-3
  private let tolerance = 1e-8

  @Test("of OT_eps in the points are its differences", arguments: costs)
  func points(cost: GroundCost) throws {
    let (source, target) = try clouds(mass: 2.5)
    let epsilon = try epsilon(cost)
    let gradient = try solve(source, target, cost, epsilon).pointGradient()
    for (i, k) in [(0, 0), (2, 1), (4, 0)] {
      let slope = try FiniteDifferences.slope(step: step) {
        try solve(source.moving(i, k, by: $0), target, cost, epsilon).objectives.relativeEntropyDual
      }
      #expect(abs(gradient.source[i, k] - slope) <= tolerance)
    }
    for (j, k) in [(1, 0), (3, 1)] {
      let slope = try FiniteDifferences.slope(step: step) {
        try solve(source, target.moving(j, k, by: $0), cost, epsilon).objectives.relativeEntropyDual
      }
      #expect(abs(gradient.target[j, k] - slope) <= tolerance)
    }
  }

  @Test("of OT_eps in the weights are its differences", arguments: costs)
  func weights(cost: GroundCost) throws {
    let (source, target) = try clouds(mass: 2.5)
    let epsilon = try epsilon(cost)
    let gradient = try solve(source, target, cost, epsilon).weightGradient()
    let inSource = try FiniteDifferences.slope(step: step) {
      try solve(source.shifting($0, from: 3, to: 1), target, cost, epsilon)
        .objectives.relativeEntropyDual
    }
    #expect(abs(gradient.source[1] - gradient.source[3] - inSource) <= tolerance)
    let inTarget = try FiniteDifferences.slope(step: step) {
      try solve(source, target.shifting($0, from: 0, to: 2), cost, epsilon)
        .objectives.relativeEntropyDual
    }
    #expect(abs(gradient.target[2] - gradient.target[0] - inTarget) <= tolerance)
    #expect(abs(gradient.source.compensatedSum()) <= 1e-14)
    #expect(abs(gradient.target.compensatedSum()) <= 1e-14)
  }

  @Test("of S_eps in the points are its differences", arguments: costs)
  func divergencePoints(cost: GroundCost) throws {
    let (source, target) = try clouds()
    let epsilon = try epsilon(cost)
    let gradient = try divergence(source, target, cost, epsilon).pointGradient()
    for (i, k) in [(0, 1), (3, 0)] {
      let slope = try FiniteDifferences.slope(step: step) {
        try divergence(source.moving(i, k, by: $0), target, cost, epsilon).value
      }
      #expect(abs(gradient.source[i, k] - slope) <= tolerance)
    }
    let slope = try FiniteDifferences.slope(step: step) {
      try divergence(source, target.moving(2, 0, by: $0), cost, epsilon).value
    }
    #expect(abs(gradient.target[2, 0] - slope) <= tolerance)
  }

  @Test("of S_eps in the weights are its differences, whatever the mass", arguments: [1.0, 3.0])
  func divergenceWeights(mass: Double) throws {
    let (source, target) = try clouds(mass: mass)
    for cost in Self.costs {
      let epsilon = try epsilon(cost)
      let gradient = try divergence(source, target, cost, epsilon).weightGradient()
      let inSource = try FiniteDifferences.slope(step: step) {
        try divergence(source.shifting($0, from: 0, to: 4), target, cost, epsilon).value
      }
      #expect(abs(gradient.source[4] - gradient.source[0] - inSource) <= tolerance)
      let inTarget = try FiniteDifferences.slope(step: step) {
        try divergence(source, target.shifting($0, from: 1, to: 3), cost, epsilon).value
      }
      #expect(abs(gradient.target[3] - gradient.target[1] - inTarget) <= tolerance)
    }
  }

  @Test("are finite at atoms without mass, and right for mass that arrives there")
  func emptyAtom() throws {
    var (source, target) = try clouds()
    var weights = source.weights
    weights[1] += weights[0]
    weights[0] = 0
    source = try PointCloud(points: source.points, weights: weights)
    let epsilon = try epsilon(.squaredEuclidean)
    let gradient = try divergence(source, target, .squaredEuclidean, epsilon).weightGradient()
    // h^2 f'''/3 with f''' of order eps / a_1^2 < 10, and noise 4e-15 / h.
    let slope = try FiniteDifferences.slopeFromRight(step: 1e-5) {
      try divergence(source.shifting($0, from: 1, to: 0), target, .squaredEuclidean, epsilon).value
    }
    #expect(abs(gradient.source[0] - gradient.source[1] - slope) <= 1e-8)
    let points = try divergence(source, target, .squaredEuclidean, epsilon).pointGradient()
    #expect(points.source.row(0) == [0, 0])
  }

  @Test("in the points are zero at equal measures, whose divergence is least")
  func minimum() throws {
    let (source, _) = try clouds()
    for cost in [GroundCost.squaredEuclidean, .euclidean, .manhattan, .power(1.5), .cosine] {
      let gradient = try divergence(source, source, cost, epsilon(cost)).pointGradient()
      // Marginal errors of 1e-13 times slopes of order one, in three plans.
      #expect(gradient.source.elements.allSatisfy { abs($0) <= 1e-11 }, "\(cost.name)")
    }
  }

  @Test("far from the origin keep the digits that the points have")
  func farAway() throws {
    let (source, target) = try clouds()
    // Coordinates shifted by 2^20 keep 32 bits behind the point; the rows are rounded alike.
    let round = { (x: Double) in (x * 0x1p30).rounded() / 0x1p30 }
    func moved(_ cloud: PointCloud, _ t: Double) throws -> PointCloud {
      var points = cloud.points
      points.elements = points.elements.map { round($0) + t }
      return try PointCloud(points: points, weights: cloud.weights)
    }
    let near = try solve(moved(source, 0), moved(target, 0), .squaredEuclidean, 0.1)
    let far = try solve(moved(source, 0x1p20), moved(target, 0x1p20), .squaredEuclidean, 0.1)
    let (x, y) = (try near.pointGradient(), try far.pointGradient())
    for (p, q) in zip(x.source.elements + x.target.elements, y.source.elements + y.target.elements)
    {
      #expect(abs(p - q) <= 1e-11)
    }
  }
}
