/// What an entropic step does about its blur.
///
/// A plan of entropic transport spreads every cell over a Gaussian of variance eps / 2 a
/// coordinate, so a step without a correction diffuses by that much, however short it is. Along the
/// flow of an Ornstein-Uhlenbeck process from N(m, a), V = k x^2 / 2 with entropy theta, each is a
/// closed form: the mean is exactly m / (1 + tau k), and the variance b after a step solves, with
/// s = eps / 2 and D = (4 a b + s^2)^(1/2),
/// ```
/// none:          1 - 2a / (D + s) - s / b      + tau (k - theta / b) = 0      error  s  without a drift
/// firstOrder:    1 - 2a / (D + s) - s / (2b)   + tau (k - theta / b) = 0      error  s^2 / (4 a)
/// selfTransport: 2b / (D_b + s) - 2a / (D + s) + tau (k - theta / b) = 0      error  0,   D_b = (4 b^2 + s^2)^(1/2).
/// ```
public enum BlurCorrection: String, Sendable, Codable, CaseIterable {
  /// The entropy of the plan, as Peyre 2015 has it: variance grows by about eps / 2 a step.
  case none
  /// Half of the entropy of rho is taken back: what is left is convex still, with any cost, and the
  /// blur is of second order in eps.
  case firstOrder
  /// Half of the entropic cost from rho to itself is taken back, so that the step minimises
  /// Sinkhorn's divergence S_eps(mu, rho) / 2 + tau F(rho) (Feydy et al. 2019; Janati, Cuturi and
  /// Gramfort 2020): what is at rest stays there, and speeds are off by O(eps^2) only, so steps may
  /// be short. It asks for linear diffusion, as it sharpens what is rough, and for no walls.
  case selfTransport

  /// The coefficient of eps rho log rho in what a step minimises over rho.
  var entropyShare: Double { self == .firstOrder ? 0.5 : 1 }
}
