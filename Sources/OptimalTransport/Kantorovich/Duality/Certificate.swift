/// How good a transport solution is, as numbers anyone can recompute.
///
/// `upperBound` is the cost of a plan with the exact marginals, `lowerBound` the dual value of
/// potentials made feasible first, so the optimum lies between them whatever the solver did. Both
/// are evaluated in floating point with compensated sums; the arithmetic error is a few ulp of the
/// largest term, which is also the least gap that can be told from zero.
public struct Certificate: Sendable, Equatable {
  /// The cost of the plan after rounding it to exact marginals; infinite when a remainder could
  /// only move along forbidden pairs.
  public let upperBound: Double
  /// The dual value after the repair beta := c-transform of alpha.
  public let lowerBound: Double
  /// |P1 - a|_1 + |P'1 - b|_1 of the plan as the solver left it, in units of mass.
  public let marginalError: Double
  /// max(alpha_i + beta_j - c_ij, 0) of the potentials as the solver left them.
  public let dualInfeasibility: Double

  /// Collects the four numbers.
  public init(
    upperBound: Double, lowerBound: Double, marginalError: Double, dualInfeasibility: Double
  ) {
    self.upperBound = upperBound
    self.lowerBound = lowerBound
    self.marginalError = marginalError
    self.dualInfeasibility = dualInfeasibility
  }

  /// upperBound - lowerBound, not below zero: a difference of the wrong sign is rounding.
  public var gap: Double { max(0, upperBound - lowerBound) }

  /// gap / max(|upperBound|, |lowerBound|); zero when both bounds are zero.
  public var relativeGap: Double {
    let scale = max(abs(upperBound), abs(lowerBound))
    if gap == 0 { return 0 }
    return scale.isFinite ? gap / scale : .infinity
  }
}
