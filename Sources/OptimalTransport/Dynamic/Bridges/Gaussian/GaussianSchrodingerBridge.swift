import Foundation

/// The Schroedinger bridge between two Gaussians under a linear prior, in closed form.
///
/// ```
/// min KL(P | R) over laws P of paths with X_0 ~ N(m0, S0), X_1 ~ N(m1, S1),
/// R: dX = (A X + a) dt + s B dW from X_0 ~ N(m0, S0);
/// equivalently min E int_0^1 |u|^2 dt / (2 s^2), dX = (A X + a + B u) dt + s B dW.
/// ```
/// The ends are coupled by the entropic transport of cost (y - Phi x - c)' G^-1 (y - Phi x - c),
/// the least energy from x to y, and eps = 2 s^2 (`GaussianCoupling`); between them run pinned
/// bridges of the prior (`PinnedLaw`). X_t is Gaussian at each t. Covariances may be singular, down
/// to points.
///
/// Complexity: O(d^3) a call. Source: Chen, Georgiou and Pavon, "Optimal steering of a linear
/// stochastic system to a final probability distribution" (2016); Bunne, Hsieh, Cuturi and Krause,
/// "The Schroedinger bridge between Gaussian measures has a closed form" (2023).
public struct GaussianSchrodingerBridge: Sendable {
  /// The prior.
  public let prior: LinearPrior
  /// m0.
  public let sourceMean: [Double]
  /// m1.
  public let targetMean: [Double]
  /// S0.
  public let sourceCovariance: Covariance
  /// S1.
  public let targetCovariance: Covariance
  /// Bounds on the static problem, E (y - Phi x - c)' G^-1 (y - Phi x - c) + 2 s^2 I(x; y): the
  /// value of the coupling, whose marginals are exact, above; the dual value of quadratic
  /// potentials below.
  public let certificate: Certificate
  let coupling: GaussianCoupling
  /// E |x^ - y^|^2 of the coupling.
  private let energy: Double
  private let logDeterminant: Double

  /// The bridge between two regular Gaussians of equal mass, which counts as one.
  ///
  /// - Throws: `shapeMismatch`, `massMismatch`, `outOfRange` where the energy overflows.
  public init(source: Gaussian, target: Gaussian, prior: LinearPrior) throws(TransportError) {
    try checkBalance(source: source.mass, target: target.mass)
    try self.init(
      sourceMean: source.mean, sourceCovariance: Covariance(source), targetMean: target.mean,
      targetCovariance: Covariance(target), prior: prior)
  }

  /// The bridge between two Gaussians of any rank.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, `outOfRange` where the energy overflows.
  public init(
    sourceMean: [Double], sourceCovariance: Covariance, targetMean: [Double],
    targetCovariance: Covariance, prior: LinearPrior
  ) throws(TransportError) {
    let d = prior.dimension
    guard sourceCovariance.dimension == d, targetCovariance.dimension == d else {
      throw .shapeMismatch(
        argument: "covariances", expected: "dimension \(d), as the prior has",
        found: "dimensions \(sourceCovariance.dimension) and \(targetCovariance.dimension)")
    }
    try checkPoint(sourceMean, dimension: d)
    try checkPoint(targetMean, dimension: d)
    let whole = prior.transition(1)
    let metric = prior.factor(of: whole.gramian)
    let first = metric.solveLower(whole.propagator * sourceCovariance.factor)
    let second = metric.solveLower(targetCovariance.factor)
    let coupling = try GaussianCoupling(first, second, variance: prior.variance)
    let arrival = zip(whole.propagator * sourceMean, whole.offset).map { $0 + $1 }
    let shift = metric.solveLower(zip(targetMean, arrival).map { $0 - $1 })
    let constant =
      compensatedDot(shift, shift) + first.squaredFrobeniusNorm + second.squaredFrobeniusNorm
    guard constant.isFinite, coupling.primal.isFinite else {
      throw .outOfRange(
        argument: "energy between the Gaussians", value: constant,
        expected: "a finite number; rescale the means and covariances")
    }
    self.prior = prior
    self.sourceMean = sourceMean
    self.targetMean = targetMean
    self.sourceCovariance = sourceCovariance
    self.targetCovariance = targetCovariance
    self.coupling = coupling
    energy = constant + coupling.primal - prior.epsilon * coupling.information
    logDeterminant = metric.logDeterminant
    certificate = Certificate(
      upperBound: constant + coupling.primal, lowerBound: constant + coupling.dual,
      marginalError: 0, dualInfeasibility: 0,
      resolution: Double(8 * d) * .ulpOfOne * (constant + abs(coupling.primal)))
  }

  /// The dimension d.
  public var dimension: Int { prior.dimension }

  /// E (x - m0) (y - m1)' of the ends.
  public var crossCovariance: Matrix {
    sourceCovariance.factor * coupling.crossCorrelation * targetCovariance.factor.transposed
  }

  /// KL(P | R) = E int |u|^2 dt / (2 s^2), R starting from the source; infinite where S1 is
  /// singular, as no finite energy steers diffusion onto a subspace.
  public var relativeEntropy: Double {
    guard targetCovariance.isRegular, let target = Cholesky(targetCovariance.matrix) else {
      return .infinity
    }
    let d = Double(dimension)
    let reference = logDeterminant + d * log(prior.variance) - target.logDeterminant
    return energy / prior.epsilon + (reference - d) / 2 + coupling.information
  }

  /// E int_0^1 |u|^2 dt = 2 s^2 KL(P | R).
  public var controlEnergy: Double { prior.epsilon * relativeEntropy }
}
