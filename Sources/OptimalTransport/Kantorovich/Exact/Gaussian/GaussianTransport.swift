import Foundation

/// Squared Euclidean transport between two Gaussians of equal mass, in closed form.
///
/// With S0 = L0 L0', S1 = L1 L1' (Cholesky) and the singular value decomposition L1' L0 = U D V',
/// ```
/// A    = L0'^-1 V D V' L0^-1 = S0^-1/2 (S0^1/2 S1 S0^1/2)^1/2 S0^-1/2,   T(x) = m1 + A (x - m0),
/// W2^2 = |m1 - m0|^2 + |L0 - L1 U V'|_F^2
///      = |m1 - m0|^2 + tr(S0 + S1 - 2 (S0^1/2 S1 S0^1/2)^1/2).
/// ```
/// The Frobenius form subtracts entries rather than traces, so it keeps its digits when the two
/// Gaussians nearly agree; the Cholesky form keeps them when the axes differ in scale.
///
/// The certificate's `lowerBound` is the dual value of the quadratic potentials built from the
/// computed A and from its Cholesky factor, which are feasible for any symmetric positive definite
/// A, so for this one with its rounding; `dualInfeasibility` is zero for that reason. `upperBound`
/// is the cost of the coupling with cross-covariance L0 V U' L1', whose marginals are exact to the
/// orthogonality of U and V, a few ulp. `marginalError` is |A S0 A - S1|_F / |S1|_F, relative and
/// not in units of mass.
///
/// Complexity: O(d^3). Source: Gelbrich 1990 for the value; the Frobenius form is that of the
/// Procrustes problem, min over orthogonal Q of |L0 - L1 Q|_F, which the polar factor U V' solves.
public struct GaussianTransport: Sendable {
  /// The solver has no options.
  public init() {}

  /// Solves; the value is in units of mass times squared length.
  ///
  /// - Throws: `shapeMismatch` for different dimensions, `massMismatch`, `invalidCost` where the cost
  ///   overflows, `notPositiveDefinite` where the product of the covariances underflows.
  public func solve(source: Gaussian, target: Gaussian) throws(TransportError) -> GaussianSolution {
    let start = ContinuousClock.now
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target", expected: "dimension \(source.dimension), as the source has",
        found: "dimension \(target.dimension)")
    }
    try checkBalance(source: source.mass, target: target.mass)
    let map = try BuresMap(source: source.cholesky.lower, target: target.cholesky.lower)
    let shift = zip(target.mean, source.mean).map { ($0 - $1) * ($0 - $1) }.compensatedSum()
    let bounds = map.bounds(shift: shift)
    let upper = source.mass * bounds.upper
    guard upper.isFinite else {
      throw .invalidCost(argument: "squared Euclidean cost", row: 0, column: 0, value: upper)
    }
    let scale = source.mass * (shift + source.covariance.trace + target.covariance.trace)
    let certificate = Certificate(
      upperBound: upper, lowerBound: source.mass * bounds.lower,
      marginalError: map.marginalError, dualInfeasibility: 0, resolution: scale * 0x1p-51)
    return GaussianSolution(
      matrix: map.matrix, factor: map.factor, sourceMean: source.mean, targetMean: target.mean,
      certificate: certificate,
      termination: certificate.gap <= Self.convergenceTolerance * scale ? .converged : .stalled,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// The gap, relative to the mean square of both Gaussians, above which the covariances were too
  /// ill-conditioned for the method: some 1e7 times the rounding of a well-conditioned problem.
  static let convergenceTolerance = 1e-8
}
