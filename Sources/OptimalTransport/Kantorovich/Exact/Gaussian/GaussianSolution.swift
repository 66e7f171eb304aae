/// The optimal map between two Gaussians, T(x) = A x + b, with potentials that prove it.
public struct GaussianSolution: Sendable {
  /// A, d x d, symmetric positive definite.
  public let matrix: Matrix
  /// b = m1 - A m0, d numbers.
  public let offset: [Double]
  /// Bounds on mass W2^2; see ``GaussianTransport`` for what each number is.
  public let certificate: Certificate
  /// `converged`, or `stalled` when the covariances are too ill-conditioned for the gap to close.
  public let termination: Termination
  /// Wall-clock seconds of the solve, certificate included.
  public let seconds: Double
  private let factor: Cholesky
  private let sourceMean: [Double]
  private let targetMean: [Double]

  init(
    matrix: Matrix, factor: Cholesky, sourceMean: [Double], targetMean: [Double],
    certificate: Certificate, termination: Termination, seconds: Double
  ) {
    self.matrix = matrix
    self.factor = factor
    self.sourceMean = sourceMean
    self.targetMean = targetMean
    self.certificate = certificate
    self.termination = termination
    self.seconds = seconds
    offset = zip(targetMean, matrix * sourceMean).map { $0 - $1 }
  }

  /// mass W2^2, the cost of the plan.
  public var value: Double { certificate.upperBound }

  /// T(x) = m1 + A (x - m0).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func map(_ point: [Double]) throws(TransportError) -> [Double] {
    try checkPoint(point, dimension: sourceMean.count)
    return zip(targetMean, matrix * difference(point, sourceMean)).map { $0 + $1 }
  }

  /// psi(x) = (x - m0)' A (x - m0) / 2 + m1.x, convex, with gradient T.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func brenierPotential(_ point: [Double]) throws(TransportError) -> Double {
    try checkPoint(point, dimension: sourceMean.count)
    let z = difference(point, sourceMean)
    return compensatedDot(z, matrix * z) / 2 + compensatedDot(targetMean, point)
  }

  /// alpha(x) = |x|^2 - 2 psi(x); alpha(x) + beta(y) <= |x - y|^2, with equality at y = T(x).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func alpha(_ point: [Double]) throws(TransportError) -> Double {
    compensatedDot(point, point) - 2 * (try brenierPotential(point))
  }

  /// beta(y) = |y|^2 - 2 psi*(y), psi*(y) = (y - m1)' A^-1 (y - m1) / 2 + m0.(y - m1).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func beta(_ point: [Double]) throws(TransportError) -> Double {
    try checkPoint(point, dimension: targetMean.count)
    let w = difference(point, targetMean)
    let half = factor.solveLower(w)
    let conjugate = compensatedDot(half, half) / 2 + compensatedDot(sourceMean, w)
    return compensatedDot(point, point) - 2 * conjugate
  }

  private func difference(_ x: [Double], _ y: [Double]) -> [Double] {
    zip(x, y).map { $0 - $1 }
  }
}
