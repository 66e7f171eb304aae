/// How good a transport solution is, as numbers anyone can recompute.
///
/// `upperBound` is the cost of a plan with the exact marginals, `lowerBound` the dual value of
/// potentials made feasible first, so the optimum lies between them whatever the solver did. Both
/// are evaluated in floating point with compensated sums; `resolution` is the least gap that this
/// arithmetic can tell from zero.
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
  /// What rounding the potentials alone does to the lower bound: 2 ulp of
  /// sum |alpha_i| a_i + sum |beta_j| b_j, and the least Double a term. A gap below it is zero as far as a Double can tell.
  public let resolution: Double

  /// Collects the numbers. A lower bound that is above the upper one by no more than rounding, of
  /// the potentials or of eight ulp of the bounds, is taken down to it.
  public init(
    upperBound: Double, lowerBound: Double, marginalError: Double, dualInfeasibility: Double,
    resolution: Double = 0
  ) {
    self.resolution = resolution
    self.upperBound = upperBound
    let rounding = max(resolution, 8 * max(abs(upperBound), abs(lowerBound)).ulp)
    let isRounding = lowerBound > upperBound && lowerBound - upperBound <= rounding
    self.lowerBound = isRounding ? upperBound : lowerBound
    self.marginalError = marginalError
    self.dualInfeasibility = dualInfeasibility
  }

  /// upperBound - lowerBound, at least zero: bounds in the wrong order beyond rounding contradict
  /// each other, and count as far apart as they are.
  public var gap: Double { abs(upperBound - lowerBound) }

  /// gap / max(|upperBound|, |lowerBound|); zero when both bounds are zero.
  public var relativeGap: Double {
    let scale = max(abs(upperBound), abs(lowerBound))
    if gap == 0 { return 0 }
    return scale.isFinite ? gap / scale : .infinity
  }

  /// Whether the optimum is known to a relative `tolerance`, or as well as a Double can tell.
  public func holds(to tolerance: Double) -> Bool {
    gap <= max(tolerance * max(abs(upperBound), abs(lowerBound)), resolution)
      && upperBound.isFinite && lowerBound.isFinite
  }
}
