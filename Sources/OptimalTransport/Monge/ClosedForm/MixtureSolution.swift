import Foundation

/// What ``MixtureTransport`` returns: a plan between components, and what it says about W2.
public struct MixtureSolution: Sendable {
  /// The masses w_kl that go from component k to component l.
  public let plan: TransportPlan
  /// Bounds on mass MW2^2: the cost of `plan`, and a dual value less the rounding of the component
  /// costs.
  public let certificate: Certificate
  /// Bounds on mass W2^2, without any restriction on plans. `upperBound` is that of MW2^2;
  /// `lowerBound` the larger of Gelbrich's, by means and covariances of the whole mixtures, and the
  /// one that MW2 implies (see ``MixtureTransport``). The gap is not zero in general.
  public let transportBounds: Certificate
  /// Why the simplex method stopped.
  public let termination: Termination
  /// Pivots of the simplex method.
  public let iterations: Int
  /// Wall-clock seconds of the solve, certificate included.
  public let seconds: Double
  private let source: GaussianMixture
  private let maps: [(row: Int, share: Double, map: GaussianMap)]

  init(
    source: GaussianMixture, target: GaussianMixture, solution: TransportSolution,
    certificate: Certificate, seconds: Double
  ) throws(TransportError) {
    self.source = source
    plan = solution.plan
    self.certificate = certificate
    transportBounds = try Self.transportBounds(source, target, certificate)
    termination = solution.termination
    iterations = solution.iterations
    self.seconds = seconds
    var maps: [(row: Int, share: Double, map: GaussianMap)] = []
    for k in plan.mass.indices where plan.mass[k] > 0 {
      let (from, onto) = (
        source.components[plan.rows[k]], target.components[plan.columns[k]]
      )
      let map = try GaussianMap(source: from.normalized, target: onto.normalized)
      maps.append((plan.rows[k], plan.mass[k], map))
    }
    self.maps = maps
  }

  /// mass MW2^2, the cost of the plan.
  public var value: Double { certificate.upperBound }

  /// The barycentric projection of the mixture plan,
  /// sum_kl w_kl N_k(x) T_kl(x) / sum_kl w_kl N_k(x): the mean of where it sends x.
  ///
  /// It is smooth and defined everywhere, but it is neither the optimal map nor a map onto the
  /// target, unless each component goes to one component and they do not overlap. Source: Delon and
  /// Desolneux 2020.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func barycentricProjection(_ point: [Double]) throws(TransportError) -> [Double] {
    try checkPoint(point, dimension: source.dimension)
    let logarithms = maps.map { entry in
      let component = source.components[entry.row]
      return log(entry.share) + component.logDensity(point) - log(component.mass)
    }
    let largest = logarithms.max()!
    let shares = logarithms.map { exp($0 - largest) }
    let total = shares.reduce(0, +)
    var result = [Double](repeating: 0, count: point.count)
    for (share, entry) in zip(shares, maps) where share > 0 {
      let image = try entry.map(point)
      for k in result.indices { result[k] += share / total * image[k] }
    }
    return result
  }

  private static func transportBounds(
    _ source: GaussianMixture, _ target: GaussianMixture, _ certificate: Certificate
  ) throws(TransportError) -> Certificate {
    let mass = source.mass
    let bures = try Covariance(source.covariance)
      .squaredBuresDistance(to: Covariance(target.covariance))
    let gelbrich =
      GroundCost.squaredEuclidean(source.mean, target.mean) + bures.lowerBound - bures.resolution
    let (a, b) = (meanTrace(source), meanTrace(target))
    let means = max(certificate.lowerBound / mass - a - b, 0).squareRoot()
    let implied = max(means - a.squareRoot() - b.squareRoot(), 0)
    return Certificate(
      upperBound: certificate.upperBound, lowerBound: mass * max(gelbrich, implied * implied, 0),
      marginalError: certificate.marginalError, dualInfeasibility: 0,
      resolution: certificate.resolution + mass * bures.resolution)
  }

  /// sum_k pi_k tr S_k.
  private static func meanTrace(_ mixture: GaussianMixture) -> Double {
    zip(mixture.weights, mixture.components).map { $0 / mixture.mass * $1.covariance.trace }
      .compensatedSum()
  }
}

extension Gaussian {
  /// The same law with mass 1.
  fileprivate var normalized: Gaussian { try! Gaussian(mean: mean, covariance: covariance) }
}
