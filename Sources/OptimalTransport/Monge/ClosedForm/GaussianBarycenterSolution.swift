/// A barycenter of Gaussians and how good it is.
public struct GaussianBarycenterSolution: Sendable {
  /// The barycenter, of mass 1.
  public let gaussian: Gaussian
  /// Bounds on the least sum_i l_i W2^2(N_i, N); see ``GaussianBarycenter``.
  public let certificate: Certificate
  /// |sum l_i (S^1/2 S_i S^1/2)^1/2 - S|_F / |S|_F.
  public let fixedPointResidual: Double
  /// `converged`, `iterationLimit`, `cancelled`, or `stalled` where rounding keeps the residual
  /// above the tolerance.
  public let termination: Termination
  /// Steps of the fixed-point iteration.
  public let iterations: Int
  /// Wall-clock seconds, certificate included.
  public let seconds: Double

  /// sum_i l_i W2^2(N_i, N), the functional at the barycenter.
  public var value: Double { certificate.upperBound }
}
