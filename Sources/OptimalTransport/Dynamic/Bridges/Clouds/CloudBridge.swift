/// A Schroedinger bridge between two discrete measures: what ``SchrodingerBridge`` returns.
///
/// P = sum_ij P_ij (the prior pinned at x_i and y_j). At 0 < t < 1 it has the density
///
///     rho_t(z) = sum_ij P_ij N(z; R x_i + K y_j + k, V) = phi^(t, z) phi(t, z) / p_1(x, Phi x +
///     c), phi^(t, z) = sum_i u_i p_t(x_i, z), phi(t, z) = sum_j v_j p_{1-t}(z, y_j),
///
/// the entropic interpolation: the product takes m + n terms a point where the mixture takes m n.
/// Both are exact, on the whole of R^d. Its mass is that of the plan at every t, the mean and
/// covariance are sums over the plan, and at t = 0 and 1 it is the plan's marginals.
public struct CloudBridge: Sendable {
  /// The prior R.
  public let prior: LinearPrior
  /// mu.
  public let source: PointCloud
  /// nu.
  public let target: PointCloud
  /// Positions along the axes where both measures are grids and the prior is Brownian.
  let axes: Axes?
  /// The static problem's solution, in units of energy: u and v, the plan, the bracket of the
  /// regularised optimum and that of the unregularised one, which s -> 0 tends to.
  public let entropic: EntropicSolution
  /// Wall-clock seconds of the solve, certificate included.
  public let seconds: Double

  struct Axes: Sendable {
    let source: [[Double]]
    let target: [[Double]]
  }

  /// Bounds on the least energy from mu to nu without noise, W2^2 for Brownian motion;
  /// `marginalError` is the L1 error of P at t = 0 and t = 1.
  public var certificate: Certificate { entropic.certificate }
  /// Bounds on the static problem, <C, P> + 2 s^2 KL(P | mu x nu).
  public var objectives: EntropicObjectives { entropic.objectives }
  /// <C, P> + 2 s^2 KL(P | mu x nu) from above: the entropic cost.
  public var entropicCost: Double { objectives.relativeEntropyPrimal }
  /// Why the solver stopped.
  public var termination: Termination { entropic.termination }
  /// The dimension d.
  public var dimension: Int { prior.dimension }

  /// P 1 and P' 1, which are the two measures up to the marginal error.
  var planSums: (source: [Double], target: [Double]) {
    let sums = entropic.plan.sums
    return (sums.source, sums.target)
  }
}

/// Throws unless 0 < t < 1, where bridges of atoms have a density.
func checkInnerTime(_ time: Double) throws(TransportError) {
  guard time > 0, time < 1 else {
    throw .outOfRange(
      argument: "time", value: time,
      expected: "a number above 0 and below 1; the ends are atoms, without a density")
  }
}
