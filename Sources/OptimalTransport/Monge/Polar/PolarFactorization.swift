/// The polar factorisation h = (grad psi) o sigma of a field h on samples x_i of a measure mu: psi
/// is convex, and sigma preserves mu.
///
/// grad psi is the optimal map from mu to its image h_# mu, and sigma = (grad psi)^-1 o h. Among
/// all maps that preserve mu, sigma is nearest to h in L2(mu), at distance W2(mu, h_# mu). On
/// samples of equal mass sigma is a permutation of the points and both statements hold exactly; see
/// ``Rearrangement-swift.enum`` for the other cases.
///
/// - h need not be injective: equal values are told apart arbitrarily, and then sigma is one of
///   several that fit, at the same distance. grad psi does not depend on the choice.
/// - Samples resolve h as far as it moves them further than their spacing. Of id + e v with e |v|
///   below the spacing the factors are h itself and the identity.
/// - Source: Brenier (1991), theorem 1.2; Villani (2003), theorem 3.8.
public struct PolarFactorization: Sendable {
  /// What kind of map sigma is.
  public enum Rearrangement: Sendable, Equatable {
    /// sigma(x_i) = x_k with k = `indices[i]`: it preserves mu exactly.
    case permutation([Int])
    /// Masses differ, so that the optimal plan may split them: sigma(x_i) is the mean of the points
    /// that it joins to h(x_i), and grad psi(x_j) the mean of the values that it joins to x_j.
    case planProjection
    /// The same means of Sinkhorn's plan, which is blurred by its regularisation.
    case entropicProjection
  }

  /// The field h.
  public let field: SampledField
  /// What kind of map sigma is.
  public let rearrangement: Rearrangement
  /// sigma(x_i), n x d.
  public let sigma: Matrix
  /// grad psi(x_i), n x d: for a permutation h o sigma^-1, the monotone rearrangement of h.
  public let gradient: Matrix
  /// psi(x_i): psi(x) = max over k of x . h_k - (|h_k|^2 - beta_k) / 2, which is convex.
  public let potential: [Double]
  /// Kantorovich potentials of |x - y|^2, alpha on the points and beta on the values.
  public let potentials: KantorovichPotentials
  /// Bounds on W2^2(mu, h_# mu), in units of mass x squared length.
  public let certificate: Certificate
  /// How it was found.
  public let method: PolarFactorizer.Method
  /// Why the solver stopped.
  public let termination: Termination
  /// The solver's iterations.
  public let iterations: Int
  /// Wall-clock seconds.
  public let seconds: Double

  /// The cost of the plan: W2^2(mu, h_# mu), the least integral of |h - s|^2 d mu over all s that
  /// preserve mu.
  public var value: Double { certificate.upperBound }
  /// The square root of ``value``.
  public var distance: Double { max(value, 0).squareRoot() }

  /// The integral of |h - sigma|^2 d mu. For a permutation it equals ``value``.
  public var squaredDistanceToSigma: Double {
    var sum = CompensatedSum()
    for i in 0..<field.count {
      for k in 0..<field.dimension {
        let difference = field.values[i, k] - sigma[i, k]
        sum.add(field.base.weights[i] * difference, times: difference)
      }
    }
    return sum.value
  }

  /// How far sigma is from preserving mu: W2^2(sigma_# mu, mu) is at most this, the variance that
  /// the means took from the plan. Zero for a permutation. Of Sinkhorn's plan it holds up
  /// to the marginal error.
  public var spread: Double {
    if case .permutation = rearrangement { return 0 }
    return max(0, value - squaredDistanceToSigma)
  }
}
