import Foundation

/// The relaxation factor of Sinkhorn's recursion, from the rate at which errors fall.
///
/// Near the solution plain iterations contract by theta = sigma_2^2, the squared second singular
/// value of D_a^-1/2 P D_b^-1/2. Relaxed by w, as Young's theory of successive over-relaxation
/// says, they contract by the lambda with (lambda + w - 1)^2 = lambda w^2 theta, least at w = 2 /
/// (1 + sqrt(1 - theta)), where it is w - 1: 1 - O(sqrt(1 - theta)) in place of 1 - (1 - theta).
/// theta is estimated from the lambda observed over windows of iterations; an error that grows
/// resets w to one.
///
/// Source: Lehmann, von Renesse, Sambale and Uschmajew, "A note on overrelaxation in the Sinkhorn
/// algorithm" (2022).
struct Overrelaxation {
  /// The factor w for the next iteration.
  private(set) var factor = 1.0
  private var errors: [Double] = []
  /// The least error before the present window, to tell growth.
  private var reference = Double.infinity
  /// Windows to sit out after a reset.
  private var penalty = 0

  private static let window = 10
  private static let greatestFactor = 1.98
  /// Relaxed iterations are not normal: their errors rise for a while before they fall.
  private static let greatestGrowth = 30.0

  /// Takes in the error after an iteration.
  mutating func record(_ error: Double) {
    if !(error <= Self.greatestGrowth * reference) {
      reset()
      return
    }
    errors.append(error)
    guard errors.count > Self.window else { return }
    adapt()
    reference = min(reference, errors.min()!)
    errors.removeAll(keepingCapacity: true)
  }

  private mutating func reset() {
    factor = 1
    errors = []
    reference = .infinity
    penalty += 1
  }

  private mutating func adapt() {
    let lambda = Self.rate(errors)
    guard lambda < 1, lambda > 0 else { return }
    // Below w - 1 the errors oscillate about the optimum and say nothing about theta.
    let w = factor
    guard lambda > w - 1 else { return }
    let theta = min(1, (lambda + w - 1) * (lambda + w - 1) / (lambda * w * w))
    let best = 2 / (1 + (1 - theta).squareRoot())
    factor = max(factor, min(best, Self.greatestFactor - 0.1 * Double(min(penalty, 5))))
  }

  /// The geometric mean of the ratios over the later half of a window.
  private static func rate(_ errors: [Double]) -> Double {
    let half = errors.count / 2
    guard let last = errors.last, errors[half] > 0, last > 0 else { return 0 }
    return pow(last / errors[half], 1 / Double(errors.count - 1 - half))
  }
}
