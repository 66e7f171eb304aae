/// The geodesic of W2 from a source xi to a target eta: mass that goes from x to y under an optimal
/// plan P stands at (1 - t) x + t y at time t,
/// ```
/// rho_t = ((1 - t) x + t y)# P,    rho_0 = xi,    rho_1 = eta.
/// ```
/// It moves at constant speed, W2(rho_s, rho_t) = |t - s| W2(xi, eta); rho_t minimises (1 - t)
/// W2^2(., xi) + t W2^2(., eta), uniquely where xi has a density; and the entropy and the energies
/// int rho^m, m > 1, are convex along it. Along a plan that is not optimal it is a path from xi to
/// eta all the same, no longer than the root of the plan's cost.
///
/// Conformers, by what the plan comes from: ``GridGeodesic`` (potentials on grids),
/// ``PlanGeodesic`` (plans between atoms or cells), ``LineGeodesic`` (quantile functions),
/// ``GaussianGeodesic``, ``MixtureGeodesic``. Source: McCann 1997; Villani 2003, section 5.1.
public protocol DisplacementInterpolation: Sendable {
  /// What rho_t is.
  associatedtype Interpolated: Measure
  /// What the plan costs for |x - y|^2: W2^2 times the mass where it is optimal.
  var squaredDistance: Double { get }
  /// rho_t for t from 0 to 1.
  func measure(at time: Double) throws(TransportError) -> Interpolated
  /// The mean density of rho_t in each cell of a grid, of the source's mass.
  func density(at time: Double, shape: [Int], box: Box) throws(TransportError) -> GridDensity
}

extension DisplacementInterpolation {
  /// rho_t on one grid at several times.
  ///
  /// - Throws: as the interpolation does, and as ``DensityPath`` for times that do not increase.
  public func path(
    times: [Double], shape: [Int], box: Box
  ) throws(TransportError) -> DensityPath {
    var frames: [GridDensity] = []
    for time in times { frames.append(try density(at: time, shape: shape, box: box)) }
    return try DensityPath(times: times, frames: frames)
  }
}

/// Throws unless a time lies from 0 to 1.
func checkUnitTime(_ time: Double) throws(TransportError) {
  guard time >= 0, time <= 1 else {
    throw .outOfRange(argument: "time", value: time, expected: "from 0 to 1")
  }
}

/// (1 - t) a + t b, exact at both ends.
@inline(__always)
func between(_ a: Double, _ b: Double, _ time: Double) -> Double { (1 - time) * a + time * b }
