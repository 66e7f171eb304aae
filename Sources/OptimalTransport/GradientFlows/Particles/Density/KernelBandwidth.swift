import Foundation

/// The variance of the Gaussian kernels that estimate a density from a cloud with the least mean
/// square error, if the density is about Gaussian.
///
/// ```
/// b = s^2 (4 / ((d + 2) n))^(2 / (d + 4)),   n = (sum w)^2 / sum w^2,
/// ```
/// s^2 the mean variance of a coordinate. Source: Silverman 1986, section 4.3.
struct KernelBandwidth {
  /// b, in units of length squared; positive.
  let variance: Double

  init(_ cloud: PointCloud) {
    let d = Double(cloud.dimension)
    let largest = cloud.weights.max()!
    let shares = cloud.weights.map { $0 / largest }
    let total = shares.compensatedSum()
    let count = total * total / shares.reduce(0) { $0 + $1 * $1 }
    var spread = CompensatedSum()
    for (k, mean) in cloud.mean.enumerated() {
      for i in 0..<cloud.count {
        let z = cloud.points[i, k] - mean
        spread.add(shares[i] / total / d, times: z * z)
      }
    }
    let size = cloud.points.elements.reduce(Double.leastNormalMagnitude.squareRoot()) {
      max($0, abs($1))
    }
    variance = max(
      spread.value * pow(4 / ((d + 2) * count), 2 / (d + 4)), size * size * 0x1p-96)
  }
}
