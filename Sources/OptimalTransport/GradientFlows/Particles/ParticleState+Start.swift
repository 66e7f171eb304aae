import Foundation

extension ParticleState {
  /// Independent draws from a Gaussian, of equal masses, with its density at each.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public init(_ gaussian: Gaussian, count: Int, seed: UInt64) throws(TransportError) {
    let cloud = try gaussian.sample(count: count, seed: seed)
    let densities = (0..<count).map { gaussian.logDensity(cloud.points.row($0)) }
    try self.init(cloud, logDensities: densities)
  }

  /// A cloud of which nothing else is known: its densities are estimated by Gaussian kernels of
  /// Silverman's bandwidth.
  ///
  /// Their relative error falls as n^(-2/(d+4)) at best: slowly in many dimensions. Particles that
  /// all coincide have no density; they count as spread over the least length a Double can tell.
  public init(_ cloud: PointCloud) {
    let variance = KernelBandwidth(cloud).variance
    let sums = GaussianSums(rows: cloud.points, columns: cloud.points, variance: variance)
    let logs = sums.rows(cloud.weights.map { log($0) }, near: nil)
    let unit = sums.logNorm(dimension: cloud.dimension)
    self.init(
      uncheckedPoints: cloud.points, weights: cloud.weights, logDensities: logs.map { $0 - unit })
  }
}
