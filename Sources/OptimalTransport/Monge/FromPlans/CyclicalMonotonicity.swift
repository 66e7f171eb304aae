/// What a test of c-cyclical monotonicity found on N pairs (x_i, y_i).
///
/// The pairs are c-cyclically monotone when no exchange of targets along a cycle i_1, ..., i_k
/// gains: sum c(x_i, y_next(i)) - c(x_i, y_i) >= 0. A plan, or a map on samples, is optimal between
/// its marginals exactly when the pairs with mass are. Gains are in units of the cost.
public struct CyclicalMonotonicity: Sendable, Equatable {
  /// The largest gain per pair of any cycle: the gain of `cycle` divided by its length, >= 0.
  public let meanGain: Double
  /// No cycle gains more than this a pair, by potentials that prove it; at least `meanGain`.
  public let meanGainBound: Double
  /// The pairs of the cycle found, each taking the target of the next; one pair when none gains.
  public let cycle: [Int]
  /// The largest gain of any exchange between two pairs, c_ii + c_kk - c_ik - c_ki, or 0. For
  /// |x - y|^2 it is -2 (x_i - x_k).(y_i - y_k), the test of monotonicity.
  public let pairGain: Double
  /// The two pairs that attain it; empty when none gains.
  public let pair: [Int]
  /// What rounding does to a gain.
  public let resolution: Double
  /// `converged` when the two gains a pair agree to rounding.
  public let termination: Termination
  /// Passes over all pairs of pairs.
  public let iterations: Int

  /// Whether it is proved that no cycle gains more than `tolerance`, or rounding, a pair.
  public func holds(to tolerance: Double = 0) -> Bool {
    meanGainBound <= max(tolerance, resolution)
  }
}
