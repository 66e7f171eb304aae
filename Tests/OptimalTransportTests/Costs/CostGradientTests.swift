import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Gradients of ground costs")
struct CostGradientTests {
  @Test("are the central differences of the cost", arguments: GroundCost.families)
  func differences(cost: GroundCost) throws {
    let (x, y) = ([0.3, -1.2, 0.9], [1.1, 0.6, -0.7])
    let gradient = try cost.gradient(x, y)
    let h = 1e-5
    for k in x.indices {
      var (up, down) = (x, x)
      up[k] += h
      down[k] -= h
      let slope = (cost(up, y) - cost(down, y)) / (2 * h)
      // h^2 f''' / 6 < 1e-9 for derivatives below 60, and rounding of costs below 16 over 2 h: 2e-10.
      #expect(abs(gradient[k] - slope) <= 1e-9)
    }
  }

  @Test("are zero where the points coincide", arguments: GroundCost.families)
  func coincident(cost: GroundCost) throws {
    #expect(try cost.gradient([0.5, 2], [0.5, 2]) == [0, 0])
  }

  @Test("keep their digits at extreme scales")
  func scales() throws {
    for scale in [0x1p-700, 0x1p700] {
      let slope = try GroundCost.euclidean.gradient([3 * scale, 4 * scale], [0, 0])
      #expect(abs(slope[0] - 0.6) <= 0x1p-52 && abs(slope[1] - 0.8) <= 0x1p-52)
    }
    // x and y = x + 1e-9 (-x2, x1) are nearly parallel: the gradient is -1e-9 (-x2, x1) / |x|^2 to first order.
    let (x, t) = ([3.0, 4.0], 1e-9)
    let slope = try GroundCost.cosine.gradient(x, [x[0] - t * x[1], x[1] + t * x[0]])
    // Unit vectors are rounded to 2^-53, one part in 1e7 of their difference.
    #expect(abs(slope[0] - t * x[1] / 25) <= 1e-6 * t && abs(slope[1] + t * x[0] / 25) <= 1e-6 * t)
  }

  @Test("do not exist for custom costs and matrices")
  func refusals() throws {
    let custom = GroundCost.custom { x, y in abs(x[0] - y[0]) }
    #expect(throws: TransportError.self) { try custom.gradient([0], [1]) }
    let problem = try TransportProblem(
      sourceWeights: [1], targetWeights: [1], geometry: Geometry(dense: Matrix([[1]])))
    #expect(throws: TransportError.self) {
      try NetworkSimplex().solve(problem).pointGradient(for: problem)
    }
    #expect(throws: TransportError.self) { try Sinkhorn().solve(problem).pointGradient() }
  }
}
