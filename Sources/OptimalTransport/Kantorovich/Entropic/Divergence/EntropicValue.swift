import Foundation

/// A solution of one entropic problem, with min <C, P> + eps <P, log P - 1> between bounds.
///
/// What distinguishes it from min <C, P> + eps KL(P | a x b), eps (|a| |b| - <a, log a> - <b, log b>), cancels in a divergence of
/// two measures of equal mass; left out, it neither overflows nor costs digits at large masses.
struct EntropicValue: Sendable {
  let solution: EntropicSolution
  /// The dual value: its error is of second order in that of the potentials.
  let value: Double
  /// The dual value less the resolution.
  let lowerBound: Double
  /// The primal value plus the resolution.
  let upperBound: Double

  init(_ solution: EntropicSolution, problem: TransportProblem) {
    self.solution = solution
    value = solution.objectives.dual
    let resolution = Self.resolution(solution, problem)
    lowerBound = value - resolution
    upperBound = max(solution.objectives.primal, value) + resolution
  }

  /// What the arithmetic does to the bounds: four ulp of sum |f_i| a_i + sum |g_j| b_j + |<C, P>| and of the terms
  /// of the entropy, times the root of the number of terms that the marginal sums add, whose errors have random signs.
  private static func resolution(
    _ solution: EntropicSolution, _ problem: TransportProblem
  ) -> Double {
    let (a, b, epsilon) = (problem.sourceWeights, problem.targetWeights, solution.epsilon)
    var sum = epsilon * problem.mass + abs(solution.certificate.upperBound)
    for (f, a) in zip(solution.potentials.f, a) where a > 0 {
      sum += a * (abs(f) + epsilon * abs(log(a)))
    }
    for (g, b) in zip(solution.potentials.g, b) where b > 0 {
      sum += b * (abs(g) + epsilon * abs(log(b)))
    }
    return 0x1p-51 * sum * Double(max(a.count, b.count)).squareRoot()
  }
}
