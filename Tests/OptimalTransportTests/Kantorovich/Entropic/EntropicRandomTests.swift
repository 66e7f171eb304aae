import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Entropic random instances")
struct EntropicRandomTests {
  /// Instance `trial`: a cost, clouds or their matrix, weights with zeros and denormals, ties.
  private func problem(_ random: inout RandomInstances, _ trial: Int) throws -> TransportProblem {
    let costs = NetworkSimplexTests.costs
    let cost = costs[trial % costs.count]
    let (source, target) = (
      random.cloud(random.integer(1...60), 2), random.cloud(random.integer(1...60), 2)
    )
    let problem = try TransportProblem(source: source, target: target, cost: cost)
    guard trial % 5 == 4 else { return problem }
    return try TransportProblem(
      sourceWeights: problem.sourceWeights, targetWeights: problem.targetWeights,
      geometry: Geometry(dense: problem.geometry.matrix))
  }

  @Test("five hundred are bracketed, at any eps, wherever the solver stops", arguments: 0..<10)
  func bracketed(batch: Int) throws {
    var random = RandomInstances(seed: 900 + UInt64(batch))
    for trial in 0..<50 {
      let problem = try problem(&random, 50 * batch + trial)
      let exact = try NetworkSimplex().solve(problem).certificate
      // From 1e-8 to 100 times the median.
      let share = pow(10, 10 * random.uniform() - 8)
      let limit = [1, 2, 5, nil][random.integer(0...3)]
      let acceleration = Sinkhorn.Acceleration.allCases[random.integer(0...2)]
      let solver = Sinkhorn(
        .shareOfMedian(share), iterationLimit: limit ?? 2_000, acceleration: acceleration)
      let solution = try solver.solve(problem)
      expectSound(
        solution, problem, exact: exact.lowerBound...exact.upperBound, tolerance: solver.tolerance,
        comment: "batch \(batch), trial \(trial), share \(share), limit \(limit ?? 0), "
          + "\(acceleration)")
      if solution.termination == .iterationLimit {
        #expect(solution.iterations >= solver.iterationLimit)
      }
      #expect(solution.trace.map(\.iteration).last == solution.iterations)
    }
  }

  @Test("two hundred converge at moderate eps, and their gap is eps log n")
  func converge() throws {
    var random = RandomInstances(seed: 77)
    for trial in 0..<200 {
      let problem = try problem(&random, trial)
      let share = pow(10, 3.5 * random.uniform() - 2.5)
      let solution = try Sinkhorn(.shareOfMedian(share)).solve(problem)
      #expect(solution.termination == .converged, "trial \(trial), share \(share)")
      let exact = try NetworkSimplex().solve(problem).value
      // <C, P> <= OT + eps KL(P0 | a x b) <= OT + eps log min(m, n); the marginal error 1e-9 moves at most twice its mass.
      let largest = problem.geometry.matrix.elements.max()!
      let count = Double(min(problem.sourceWeights.count, problem.targetWeights.count))
      let bound = exact + solution.epsilon * (log(count) + 3e-8) + 2e-9 * largest
      #expect(solution.value <= bound + 1e-12 * largest, "trial \(trial)")
    }
  }
}
