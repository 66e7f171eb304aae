import Foundation
import Testing

@testable import OptimalTransport

@Suite("Entropic plans of two by two")
struct EntropicTwoByTwoTests {
  /// P11 from P11 P22 / (P12 P21) = kappa = exp(-(c11 + c22 - c12 - c21) / eps) and the marginals:
  /// (1 - kappa) p^2 + B p - kappa a1 b1 = 0, B = 1 - (1 - kappa) (a1 + b1), mass one, kappa <= 1.
  private func corner(_ a1: Double, _ b1: Double, logKappa: Double) -> Double {
    // P12 solves the same equation with columns exchanged, where kappa is inverted.
    if logKappa > 0 { return a1 - corner(a1, 1 - b1, logKappa: -logKappa) }
    let kappa = exp(logKappa)
    let linear = 1 - a1 - b1 + kappa * (a1 + b1)
    let root = (linear * linear - 4 * expm1(logKappa) * kappa * a1 * b1).squareRoot()
    if linear > 0 { return 2 * kappa * a1 * b1 / (linear + root) }
    return (linear - root) / (2 * expm1(logKappa))
  }

  @Test("are the roots of their quadratic", arguments: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 100])
  func quadratic(epsilon: Double) throws {
    let costs = try Matrix([[0.3, 1.1], [0.7, 0.2]])
    for (a1, b1) in [(0.5, 0.5), (0.2, 0.7), (0.9, 0.15), (1e-9, 0.4)] {
      for exchanged in [false, true] {
        let matrix = exchanged ? try Matrix([[1.1, 0.3], [0.2, 0.7]]) : costs
        let problem = try TransportProblem(
          sourceWeights: [a1, 1 - a1], targetWeights: [b1, 1 - b1],
          geometry: Geometry(dense: matrix))
        let solution = try Sinkhorn(.absolute(epsilon), tolerance: 1e-14).solve(problem)
        let logKappa =
          -(matrix[0, 0] + matrix[1, 1] - matrix[0, 1] - matrix[1, 0]) / epsilon
        let expected = corner(a1, b1, logKappa: logKappa)
        // Entries are exp((f + g - c) / eps) with f, g, c of order one rounded to 2^-53: 1e-13 at eps = 0.01 at worst;
        // a marginal error d moves the root by at most d.
        let found = try solution.plan.apply(to: [1, 0])[0]
        #expect(abs(found - expected) <= 1e-12, "\(a1) \(b1) \(exchanged)")
        #expect(abs(expected) <= min(a1, b1) + 1e-16)
      }
    }
  }

  @Test("have the values of both conventions", arguments: [0.05, 0.5, 5])
  func values(epsilon: Double) throws {
    let costs = try Matrix([[0.3, 1.1], [0.7, 0.2]])
    let (a1, b1) = (0.2, 0.7)
    let problem = try TransportProblem(
      sourceWeights: [a1, 1 - a1], targetWeights: [b1, 1 - b1], geometry: Geometry(dense: costs))
    let solution = try Sinkhorn(.absolute(epsilon), tolerance: 1e-14).solve(problem)
    let p = corner(a1, b1, logKappa: (1.1 + 0.7 - 0.3 - 0.2) / epsilon)
    let plan = [p, a1 - p, b1 - p, 1 - a1 - b1 + p]
    let product = [a1 * b1, a1 * (1 - b1), (1 - a1) * b1, (1 - a1) * (1 - b1)]
    var (plain, relative, cost) = (0.0, 0.0, 0.0)
    for k in 0..<4 {
      cost += plan[k] * costs.elements[k]
      plain += epsilon * plan[k] * (log(plan[k]) - 1)
      relative += epsilon * (plan[k] * log(plan[k] / product[k]) - plan[k] + product[k])
    }
    // Values are stationary: rounding of a dozen terms below 10 eps is left.
    let tolerance = 1e-14 * (1 + 10 * epsilon)
    let objectives = solution.objectives
    #expect(abs(objectives.dual - (cost + plain)) <= tolerance)
    #expect(abs(objectives.relativeEntropyDual - (cost + relative)) <= tolerance)
    // The primal value bounds the entropy of what rounding the plan adds, r <= 1e-14, by eps r (1 - log r).
    let slack = tolerance + epsilon * 1e-14 * 34
    #expect(abs(objectives.primal - (cost + plain)) <= slack)
    #expect(abs(objectives.relativeEntropyPrimal - (cost + relative)) <= slack)
    #expect(objectives.gap >= -tolerance)
  }
}
