/// A Wasserstein gradient flow on particles, with the density of their law at each of them.
///
/// For F = int V rho + theta int rho log rho + (1/2) int int U(x - y) rho rho, a step of h
/// ```
/// moves    x_i <- x_i - h grad (V + U * rho)(x_i) + sqrt(2 theta h) xi_i              (Euler and Maruyama)
/// and finds p_i, the proximal step's density between the two clouds, by DensityProximal with
///          E = V + U * rho at the new points,  v_j = w_j / q_j,  q_j = sum_i w_i N(x_j; x_i - h grad, b I).
/// ```
/// Without noise (theta = 0) the step is W2's proximal step over the points themselves, implicit,
/// so that F falls for every h; see `DescentStep`.
///
/// What the recursion of Caluya and Halder (2019) needed to be consistent:
/// - Masses and densities differ. Particles drawn from rho are dense where rho is: each carries
///   w_i, and stands for the volume w_i / q_i, q the density it was drawn from, which is known: a
///   mixture of the noise about the drifted points (Owen and Zhou 2000). With unit volumes the
///   cloud would carry rho^2, whose flow is that of rho for linear drifts alone.
/// - The masses stay w_i. Passing the plan's masses on would renew the sampling error each step and
///   add the renewals up: a variance of about 1 / (n h) instead of 1 / n.
/// - The entropy of the plan diffuses too, by eps / (2 h). The explicit entropy is therefore given
///   theta - eps / (2 h), so that both make theta. Where eps > 2 theta h no entropy is left and p
///   is that of the law blurred by about twice eps - 2 theta h of variance, once by the plan and
///   once by the volumes, as q has that blur too; in this step only: nothing adds up.
///
/// Errors: means of functions carry the standard error that ``ParticleEstimate`` states; Euler and
/// Maruyama's law is off by O(h); densities by O(eps) and, relatively, by about (n p (4 pi
/// eps)^(d/2))^(-1/2), which in many dimensions is no small number. F and the slope are made of the
/// densities and share their error.
///
/// A record's `distance` is h times its `slope` |grad (V + U * rho) + theta grad log p|, which is
/// W2 to first order in h; with noise the gap is that of the density's regularised problem.
///
/// Complexity: 1 + 2 iterations passes over pairs a step, O(n^2 d) at most; memory O(n d). All but
/// those of the last iteration are in 32 bits where the tolerance lets them.
public struct ParticleFlow: ProximalFlow {
  /// F; potential, entropy and interaction terms.
  public let energy: FreeEnergy
  /// h.
  public let timeStep: Double
  /// eps of the density's step; when nil, the larger of theta h, for which no blur is added and the
  /// contraction is at least 3, and Silverman's bandwidth, for which sampling noise and blur
  /// balance.
  public let epsilon: Double?
  /// All noise comes from it.
  public let seed: UInt64
  /// The relative error of the densities, or the relative gap of a step without noise.
  public let tolerance: Double
  /// Inner iterations at most, a step.
  public let iterationLimit: Int

  /// - Throws: `outOfRange` unless h, eps and the tolerance are positive and finite.
  public init(
    _ energy: FreeEnergy, timeStep: Double, epsilon: Double? = nil, seed: UInt64 = 1,
    tolerance: Double = 1e-4, iterationLimit: Int = 1000
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    if let epsilon { try checkPositive(epsilon, argument: "epsilon") }
    try checkPositive(tolerance, argument: "tolerance")
    self.energy = energy
    self.timeStep = timeStep
    self.epsilon = epsilon
    self.seed = seed
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// Whether steps draw noise: where F has an entropy.
  public var isRandom: Bool {
    energy.terms.contains { if case .entropy = $0 { true } else { false } }
  }

  /// - Throws: `notApplicable` for nonlinear diffusion, caps and fields.
  public func stepper(for start: ParticleState) throws(TransportError) -> ParticleStepper {
    ParticleStepper(flow: self, energy: try ParticleEnergy(energy))
  }
}
