import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Sinkhorn") struct SinkhornTests {
  /// Uniform or lognormal weights on uniform points of the unit square.
  enum Weights: CaseIterable { case uniform, lognormal }

  static func problem(_ count: Int, _ weights: Weights, seed: UInt64 = 5) throws -> TransportProblem
  {
    var random = RandomInstances(seed: seed)
    func cloud() throws -> PointCloud {
      let points = try Matrix(
        rows: count, columns: 2, elements: (0..<2 * count).map { _ in random.uniform() })
      let masses = (0..<count).map { _ in
        let normal = (-2 * log(random.uniform())).squareRoot() * cos(2 * .pi * random.uniform())
        return weights == .uniform ? 1 : exp(normal)
      }
      return try PointCloud(points: points, weights: masses).normalized()
    }
    return try TransportProblem(source: cloud(), target: cloud())
  }

  @Test(
    "Both marginals are met to 1e-9 down to eps = 1e-4 of the median cost",
    arguments: Weights.allCases, [1e-1, 1e-2, 1e-3, 1e-4])
  func smallEpsilon(weights: Weights, share: Double) throws {
    let problem = try Self.problem(2000, weights)
    let solution = try Sinkhorn(.shareOfMedian(share)).solve(problem)
    #expect(solution.termination == .converged)
    #expect(solution.certificate.marginalError <= 1e-9)
    #expect(solution.certificate.lowerBound <= solution.certificate.upperBound)
    // The error of the dual is of second order in the marginals' error, that of the rounded primal
    // of first: 1e-9 of mass moved along the longest way, 2, plus eps times its entropy.
    #expect(solution.objectives.gap >= -1e-14)
    #expect(solution.objectives.gap <= 2e-9 * 2 + 1e-9 * solution.epsilon * 50)
  }

  @Test("Whatever eps, nothing is a NaN and the bracket holds", arguments: Weights.allCases)
  func vanishingEpsilon(weights: Weights) throws {
    let problem = try Self.problem(150, weights)
    let exact = try NetworkSimplex().solve(problem).certificate
    for share in [1e3, 1, 1e-5, 1e-6, 1e-7, 1e-8, 1e-12] {
      let solution = try Sinkhorn(.shareOfMedian(share), iterationLimit: 3000).solve(problem)
      let certificate = solution.certificate
      #expect(certificate.lowerBound <= exact.upperBound * (1 + 1e-13))
      #expect(certificate.upperBound >= exact.lowerBound * (1 - 1e-13))
      #expect(certificate.marginalError.isFinite && certificate.upperBound.isFinite)
      #expect(solution.potentials.f.allSatisfy { $0.isFinite })
      #expect(!solution.objectives.gap.isNaN && !solution.objectives.dual.isNaN)
      // c / eps is 1e8 at 1e-8 of the median, and an ulp of it 1e-8: the rounding that the solver
      // may stop at.
      if share >= 1e-8 { #expect(certificate.marginalError <= max(1e-9, 1e-14 / share)) }
    }
  }

  @Test("Newton, over-relaxation and plain iterations reach the same potentials")
  func sameFixedPoint() throws {
    let problem = try Self.problem(120, .lognormal)
    let solutions = try Sinkhorn.Acceleration.allCases.map {
      try Sinkhorn(.shareOfMedian(0.02), tolerance: 1e-11, acceleration: $0).solve(problem)
    }
    for solution in solutions {
      #expect(solution.termination == .converged)
      // The dual is concave with its maximum here, so values agree to the square of the error.
      #expect(abs(solution.objectives.dual - solutions[0].objectives.dual) < 1e-13)
    }
    #expect(solutions[0].newtonSteps > 0)
    #expect(solutions[1].iterations < solutions[2].iterations / 3)
  }

  @Test("A plan that does not fit in memory is applied instead, with the same result")
  func implicitHessian() throws {
    let problem = try Self.problem(300, .lognormal)
    let stored = try Sinkhorn(.shareOfMedian(0.01), start: .zero).solve(problem)
    let implicit = try Sinkhorn(.shareOfMedian(0.01), start: .zero, planMemory: 0).solve(problem)
    #expect(stored.termination == .converged && implicit.termination == .converged)
    #expect(implicit.newtonSteps > 0)
    #expect(abs(stored.objectives.dual - implicit.objectives.dual) < 1e-12)
    // Conjugate gradients through the kernel count as iterations.
    #expect(implicit.iterations > stored.iterations)
  }

  @Test("A reached limit is reported, with a bracket of the optimum", arguments: [1, 2, 5])
  func iterationLimit(limit: Int) throws {
    let problem = try Self.problem(200, .uniform)
    let exact = try NetworkSimplex().solve(problem).value
    for acceleration in Sinkhorn.Acceleration.allCases {
      let solution = try Sinkhorn(
        .shareOfMedian(1e-3), iterationLimit: limit, acceleration: acceleration, start: .zero
      ).solve(problem)
      #expect(solution.termination == .iterationLimit)
      #expect(solution.iterations == limit)
      #expect(solution.certificate.lowerBound <= exact && exact <= solution.certificate.upperBound)
      #expect(abs(solution.epsilon - 1e-3 * problem.geometry.medianCost) < 1e-18)
    }
  }

  @Test("One thread and several differ by rounding only")
  func threads() throws {
    let problem = try Self.problem(400, .lognormal)
    let solver = Sinkhorn(.shareOfMedian(1e-3), tolerance: 1e-12)
    let several = try solver.solve(problem)
    let one = try ParallelLoop.$threadCount.withValue(1) { try solver.solve(problem) }
    #expect(abs(one.objectives.dual - several.objectives.dual) < 1e-14)
    #expect(abs(one.certificate.upperBound - several.certificate.upperBound) < 1e-12)
    for (f, g) in zip(one.potentials.f, several.potentials.f) { #expect(abs(f - g) < 1e-9) }
  }

  @Test("Cancelling the task stops the solver with a valid bracket")
  func cancellation() async throws {
    let problem = try Self.problem(400, .uniform)
    let exact = try NetworkSimplex().solve(problem).value
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try Sinkhorn(.shareOfMedian(1e-4)).solve(problem)
    }
    let solution = try await task.value
    #expect(solution.termination == .cancelled)
    #expect(solution.certificate.lowerBound <= exact && exact <= solution.certificate.upperBound)
  }

  @Test("Options out of range are refused")
  func refusals() throws {
    let problem = try Self.problem(10, .uniform)
    func refusal(_ solver: Sinkhorn) -> TransportError? {
      let result = Result { () throws(TransportError) in try solver.solve(problem) }
      guard case .failure(let error) = result else { return nil }
      return error
    }
    for epsilon in [0, -1, Double.nan, .infinity, 1e-305] {
      guard case .outOfRange("epsilon", _, _) = refusal(Sinkhorn(.absolute(epsilon))) else {
        Issue.record("eps = \(epsilon) was accepted")
        continue
      }
    }
    #expect(refusal(Sinkhorn(tolerance: 0)) != nil)
    #expect(refusal(Sinkhorn(iterationLimit: 0)) != nil)
    #expect(refusal(Sinkhorn(planMemory: -1)) != nil)
    let other = try SchrodingerPotentials(f: [0], g: [0], epsilon: 1)
    #expect(refusal(Sinkhorn(start: .potentials(other))) != nil)
  }
}
