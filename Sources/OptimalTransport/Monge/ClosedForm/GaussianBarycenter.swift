/// The Wasserstein barycenter of Gaussians: the law N(m, S) of least sum_i l_i W2^2(N_i, N).
///
/// m = sum l_i m_i, and S is the only positive definite solution of
/// S = sum l_i (S^1/2 S_i S^1/2)^1/2. The iteration
/// ```
/// S <- S^-1/2 (sum l_i (S^1/2 S_i S^1/2)^1/2)^2 S^-1/2 = H S H,   H = sum l_i A_i,
/// ```
/// A_i the matrix of the optimal map from N(0, S) to N(0, S_i), lowers the functional at each step
/// and converges from any start, linearly. It starts from (sum l_i S_i^1/2)^2, the answer where all
/// S_i commute.
///
/// Certificate, on sum l_i W2^2(N_i, N): `upperBound` is the functional at the S returned, by
/// couplings. `lowerBound` is the dual value sum l_i (tr S_i - tr(S_i B_i^-1)) of the quadratic
/// potentials l_i (|y|^2 - y'B_i y), feasible because sum l_i B_i = I: B_i = C^-1 A_i C'^-1 with H
/// = C C'. The gap is of second order in `fixedPointResidual`, so that is what the iteration stops
/// on.
///
/// Complexity: k decompositions of size d a step, O(k d^3). Sources: Agueh and Carlier 2011,
/// theorem 6.1 and the dual problem (P*); Alvarez-Esteban, del Barrio, Cuesta-Albertos and Matran
/// 2016, "A fixed-point approach to barycenters in Wasserstein space", theorem 4.2.
public struct GaussianBarycenter: Sendable {
  /// The fixed-point residual at which to stop, relative to S. The default is some thousand times
  /// rounding.
  public var tolerance: Double
  /// The most steps; ten to fifty are usual.
  public var iterationLimit: Int

  /// A solver with the given options.
  public init(tolerance: Double = 1e-12, iterationLimit: Int = 1000) {
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// The barycenter of Gaussians with weights l_i, equal when left out, scaled to sum one.
  ///
  /// The masses of the Gaussians are not used. Weights may be zero.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `negativeMass`, `degenerateMass`;
  ///   `outOfRange` for options out of range; `notPositiveDefinite` where covariances are too
  ///   ill-conditioned to be factored together.
  public func solve(
    _ gaussians: [Gaussian], weights: [Double]? = nil
  ) throws(TransportError) -> GaussianBarycenterSolution {
    let clock = ContinuousClock.now
    guard tolerance >= 0, iterationLimit > 0 else {
      throw .outOfRange(
        argument: tolerance >= 0 ? "iterationLimit" : "tolerance",
        value: tolerance >= 0 ? Double(iterationLimit) : tolerance,
        expected: tolerance >= 0 ? "at least 1" : "0 or more")
    }
    let weights = weights ?? [Double](repeating: 1, count: gaussians.count)
    let family = try GaussianMixture(weights: weights, components: gaussians)
    let shares = weights.map { $0 / family.mass }
    var iteration = try BarycenterIteration(family: family, shares: shares)
    let termination = try iteration.run(tolerance: tolerance, iterationLimit: iterationLimit)
    return GaussianBarycenterSolution(
      gaussian: try Gaussian(mean: family.mean, covariance: iteration.covariance),
      certificate: try iteration.certificate(means: family),
      fixedPointResidual: iteration.residual, termination: termination,
      iterations: iteration.count, seconds: (ContinuousClock.now - clock) / .seconds(1))
  }
}
