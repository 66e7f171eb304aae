/// Transport between two Gaussian mixtures by plans that are mixtures of Gaussian plans themselves.
///
/// MW2^2 = min over w >= 0 with the marginals pi0, pi1 of sum_kl w_kl W2^2(N_k, N_l): a discrete
/// problem between components with Bures costs, solved by the network simplex. The mixture with
/// weights w of the Gaussian plans is a plan, so W2 <= MW2. Conversely, with a^2 = sum pi0_k tr
/// S0_k and b^2 = sum pi1_l tr S1_l, both of unit mass,
/// ```
/// MW2^2 <= (W2 + a + b)^2 + a^2 + b^2,   hence   MW2 <= W2 + sqrt2 (a + b).
/// ```
/// (Label an optimal pair X, Y by components K, L: the labels are coupled, their Bures costs are
/// below |m_K - m_L|^2 + tr S_K + tr S_L, and |m_K - m_L| <= |X - Y| + |X - m_K| + |Y - m_L| in
/// L2.)
///
/// Complexity: K0 K1 decompositions of size d, O(K0 K1 d^3) in parallel, and the simplex on K0 x
/// K1.
/// Source: Delon and Desolneux 2020, "A Wasserstein-type distance in the space of Gaussian mixture
/// models", section 4; the last inequality is theirs.
public struct MixtureTransport: Sendable {
  /// The solver has no options.
  public init() {}

  /// Solves; the value is in units of mass times squared length.
  ///
  /// - Throws: `shapeMismatch` for different dimensions, `massMismatch`, `invalidCost` where a cost
  ///   overflows, `notPositiveDefinite` where the product of two covariances underflows.
  public func solve(
    source: GaussianMixture, target: GaussianMixture
  ) throws(TransportError) -> MixtureSolution {
    let start = ContinuousClock.now
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target", expected: "dimension \(source.dimension), as the source has",
        found: "dimension \(target.dimension)")
    }
    try checkBalance(source: source.mass, target: target.mass)
    let costs = try ComponentCosts(source, target)
    let problem = try TransportProblem(
      sourceWeights: source.weights, targetWeights: target.weights,
      geometry: Geometry(dense: costs.upper))
    let solution = try NetworkSimplex().solve(problem)
    let proof = solution.certificate
    let certificate = Certificate(
      upperBound: proof.upperBound, lowerBound: proof.lowerBound - source.mass * costs.largestGap,
      marginalError: proof.marginalError, dualInfeasibility: proof.dualInfeasibility,
      resolution: proof.resolution + source.mass * costs.resolution)
    return try MixtureSolution(
      source: source, target: target, solution: solution, certificate: certificate,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }
}

/// W2^2 of each pair of components, of unit mass, from above, and how far from below.
private struct ComponentCosts {
  let upper: Matrix
  let largestGap: Double
  /// What rounding the traces does to a cost.
  let resolution: Double

  init(_ source: GaussianMixture, _ target: GaussianMixture) throws(TransportError) {
    let (m, n) = (source.components.count, target.components.count)
    let pairs = ParallelLoop.map(count: m * n) {
      Self.bounds(source.components[$0 / n], target.components[$0 % n])
    }
    var elements: [Double] = []
    var gap = 0.0
    for pair in pairs {
      let bounds = try pair.get()
      elements.append(bounds.upper)
      gap = max(gap, bounds.upper - bounds.lower)
    }
    upper = Matrix(uncheckedRows: m, columns: n, elements: elements)
    largestGap = gap
    let traces = (source.components + target.components).map { $0.covariance.trace }
    resolution = 0x1p-50 * traces.max()!
  }

  private static func bounds(
    _ source: Gaussian, _ target: Gaussian
  ) -> Result<(upper: Double, lower: Double), TransportError> {
    Result { () throws(TransportError) in
      let shift = GroundCost.squaredEuclidean(source.mean, target.mean)
      return try BuresMap(source: source.cholesky.lower, target: target.cholesky.lower)
        .bounds(shift: shift)
    }
  }
}
