import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Gradients of the exact transport cost")
struct ExactGradientTests {
  private func clouds() throws -> (PointCloud, PointCloud) {
    var random = RandomInstances(seed: 5)
    // Sources within 0.3 above whole numbers, targets from 0.5 to 0.8: no two coordinates come close.
    func cloud(_ count: Int, above offset: Double) throws -> PointCloud {
      let coordinates = (0..<2 * count).map { k in
        let cell = k % 2 == 0 ? k / 2 % 3 : k / 6
        return Double(cell) + offset + 0.3 * random.uniform()
      }
      let points = Matrix(uncheckedRows: count, columns: 2, elements: coordinates)
      let weights = (0..<count).map { _ in 0.2 + random.uniform() }
      let sum = weights.compensatedSum()
      return try PointCloud(points: points, weights: weights.map { $0 / sum })
    }
    return (try cloud(7, above: 0.1), try cloud(6, above: 0.6))
  }

  private func value(
    _ source: PointCloud, _ target: PointCloud, _ cost: GroundCost
  ) throws -> Double {
    try NetworkSimplex().solve(TransportProblem(source: source, target: target, cost: cost)).value
  }

  // Weights without equal partial sums have one basis in a neighbourhood: the value is linear in them, and as smooth as the
  // cost in the points. Rounding of values below one, 18 of 4e-16 over 12 h, is 6e-11; h^4 f^(5)/30 is less.
  private let step = 1e-5
  private let tolerance = 1e-9

  @Test("in the points are its differences", arguments: GroundCost.families)
  func points(cost: GroundCost) throws {
    let (source, target) = try clouds()
    let problem = try TransportProblem(source: source, target: target, cost: cost)
    let gradient = try NetworkSimplex().solve(problem).pointGradient(for: problem)
    for (i, k) in [(0, 0), (3, 1), (6, 0)] {
      let slope = try FiniteDifferences.slope(step: step) {
        try value(source.moving(i, k, by: $0), target, cost)
      }
      #expect(abs(gradient.source[i, k] - slope) <= tolerance)
    }
    for (j, k) in [(0, 1), (5, 0)] {
      let slope = try FiniteDifferences.slope(step: step) {
        try value(source, target.moving(j, k, by: $0), cost)
      }
      #expect(abs(gradient.target[j, k] - slope) <= tolerance)
    }
  }

  @Test("in the weights are its differences", arguments: GroundCost.families)
  func weights(cost: GroundCost) throws {
    let (source, target) = try clouds()
    let problem = try TransportProblem(source: source, target: target, cost: cost)
    let gradient = try NetworkSimplex().solve(problem).weightGradient()
    let inSource = try FiniteDifferences.slope(step: step) {
      try value(source.shifting($0, from: 2, to: 5), target, cost)
    }
    #expect(abs(gradient.source[5] - gradient.source[2] - inSource) <= tolerance)
    let inTarget = try FiniteDifferences.slope(step: step) {
      try value(source, target.shifting($0, from: 4, to: 0), cost)
    }
    #expect(abs(gradient.target[0] - gradient.target[4] - inTarget) <= tolerance)
    #expect(abs(gradient.source.compensatedSum()) <= 1e-14)
  }

  @Test("of another problem are refused")
  func shape() throws {
    let (source, target) = try clouds()
    let problem = try TransportProblem(source: source, target: target)
    let other = try TransportProblem(source: target, target: source)
    let solution = try NetworkSimplex().solve(problem)
    #expect(throws: TransportError.self) { try solution.pointGradient(for: other) }
  }
}
