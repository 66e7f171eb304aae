/// The geodesic of MW2 between two Gaussian mixtures: each component goes to its partners along the
/// geodesics of Gaussians.
///
/// rho_t = sum_kl w_kl N_kl(t), w the optimal plan between components and N_kl the Gaussian
/// geodesic from component k to component l. Among mixtures it has constant speed, MW2(rho_s,
/// rho_t) = |t - s| MW2; in W2 it is a path of at most that length. Source: Delon and Desolneux
/// 2020, section 4.
public struct MixtureGeodesic: DisplacementInterpolation {
  /// The plan between components, and bounds on MW2^2 and W2^2.
  public let solution: MixtureSolution
  private let weights: [Double]
  private let parts: [GaussianGeodesic]

  /// Solves for the plan and the maps between components that it pairs.
  ///
  /// - Throws: as ``MixtureTransport/solve(source:target:)``.
  public init(source: GaussianMixture, target: GaussianMixture) throws(TransportError) {
    solution = try MixtureTransport().solve(source: source, target: target)
    let plan = solution.plan
    var (weights, parts): ([Double], [GaussianGeodesic]) = ([], [])
    for k in plan.mass.indices where plan.mass[k] > 0 {
      let (from, onto) = (source.components[plan.rows[k]], target.components[plan.columns[k]])
      weights.append(plan.mass[k])
      parts.append(
        try GaussianGeodesic(
          source: Gaussian(mean: from.mean, covariance: from.covariance),
          target: Gaussian(mean: onto.mean, covariance: onto.covariance)))
    }
    self.weights = weights
    self.parts = parts
  }

  /// mass MW2^2, which is at least that of W2^2.
  public var squaredDistance: Double { solution.value }

  /// The mixture at time t, one component for each pair with mass.
  ///
  /// - Throws: `outOfRange` for a time outside 0...1.
  public func measure(at time: Double) throws(TransportError) -> GaussianMixture {
    var components: [Gaussian] = []
    for part in parts { components.append(try part.measure(at: time)) }
    return try GaussianMixture(weights: weights, components: components)
  }

  /// The mass of rho_t in each cell, renormalised to the whole.
  ///
  /// - Throws: as `measure`, and as ``GaussianMixture/discretized(shape:box:)``.
  public func density(
    at time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> GridDensity {
    try measure(at: time).discretized(shape: shape, box: box).density
  }
}
