/// A finite positive measure on R^d: what is moved.
///
/// Conformers: ``PointCloud``, ``GridDensity``, ``Gaussian``, ``GaussianMixture``, ``LineLaw``.
public protocol Measure: Sendable {
  /// The dimension d of the space it lives in.
  var dimension: Int { get }
  /// The total mass, mu(R^d).
  var mass: Double { get }
  /// The barycentre (1/mass) int x dmu, d numbers.
  var mean: [Double] { get }
  /// The covariance (1/mass) int (x - mean)(x - mean)' dmu, d x d.
  var covariance: Matrix { get }
  /// `count` independent draws, each of weight mass/count; the same seed gives the same points.
  func sample(count: Int, seed: UInt64) throws(TransportError) -> PointCloud
}
