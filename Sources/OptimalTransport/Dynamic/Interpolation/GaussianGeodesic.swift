/// The geodesic between two Gaussians, in closed form.
///
/// With T(x) = m1 + A (x - m0) optimal and d = m1 - m0,
/// ```
/// m_t = (1 - t) m0 + t m1,    S_t = M S0 M,    M = (1 - t) I + t A,
/// phi(t, x) = z'B_t z / 2 + d.z + t |d|^2 / 2,    z = x - m_t,    B_t = (A - I) M^-1,
/// u(t, x) = grad phi = d + B_t z.
/// ```
/// S_t is summed as (1 - t)^2 S0 + t^2 S1 + t (1 - t) (A S0 + S0 A), which gives the ends exactly.
/// Complexity: O(d^3). Source: McCann 1997, example 1.7; Takatsu 2011.
public struct GaussianGeodesic: DisplacementInterpolation {
  /// The Gaussian at t = 0.
  public let source: Gaussian
  /// The Gaussian at t = 1.
  public let target: Gaussian
  /// The optimal map, with the certificate of `squaredDistance`.
  public let solution: GaussianSolution
  /// A S0, the covariance between y and x under the optimal plan.
  private let cross: Matrix
  /// A = V diag(a) V'.
  private let vectors: Matrix
  private let factors: [Double]

  /// Solves for the map.
  ///
  /// - Throws: as ``GaussianTransport/solve(source:target:)``.
  public init(source: Gaussian, target: Gaussian) throws(TransportError) {
    solution = try GaussianTransport().solve(source: source, target: target)
    guard let eigen = SymmetricEigendecomposition(solution.matrix) else {
      throw .notPositiveDefinite(argument: "covariance", smallestEigenvalue: .nan)
    }
    self.source = source
    self.target = target
    cross = solution.matrix * source.covariance
    (vectors, factors) = (eigen.vectors, eigen.values)
  }

  /// mass W2^2.
  public var squaredDistance: Double { solution.value }

  /// N(m_t, S_t), of the source's mass.
  ///
  /// - Throws: `outOfRange` for a time outside 0...1; `notPositiveDefinite` where rounding leaves
  ///   S_t without digits.
  public func measure(at time: Double) throws(TransportError) -> Gaussian {
    try checkUnitTime(time)
    return try Gaussian(mean: mean(time), covariance: covariance(time), mass: source.mass)
  }

  /// The mass of rho_t in each cell, renormalised to the whole
  /// (``Gaussian/discretized(shape:box:)``).
  ///
  /// - Throws: as `measure`, and as ``Gaussian/discretized(shape:box:)``.
  public func density(
    at time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> GridDensity {
    try measure(at: time).discretized(shape: shape, box: box).density
  }

  /// phi(t, .), with phi_t + |grad phi|^2 / 2 = 0; its gradient is the velocity at t.
  ///
  /// - Throws: `outOfRange` for a time outside 0...1.
  public func potential(at time: Double) throws(TransportError) -> QuadraticPotential {
    try checkUnitTime(time)
    let shift = zip(target.mean, source.mean).map { $0 - $1 }
    return QuadraticPotential(
      center: mean(time), slope: shift, constant: time * compensatedDot(shift, shift) / 2,
      vectors: vectors, eigenvalues: factors.map { ($0 - 1) / between(1, $0, time) })
  }

  private func mean(_ time: Double) -> [Double] {
    zip(source.mean, target.mean).map { between($0, $1, time) }
  }

  private func covariance(_ time: Double) -> Matrix {
    var result = source.covariance
    let (rest, d) = (1 - time, source.dimension)
    for i in 0..<d {
      for j in 0..<d {
        result[i, j] =
          rest * rest * source.covariance[i, j] + time * time * target.covariance[i, j]
          + time * rest * (cross[i, j] + cross[j, i])
      }
    }
    return result
  }
}
