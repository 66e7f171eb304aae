/// A number that particles estimate, with the standard deviation that sampling gives it.
public struct ParticleEstimate: Sendable, Equatable {
  /// The estimate.
  public let value: Double
  /// Its standard error; for particles that move independently of each other.
  public let standardError: Double
}

extension ParticleState {
  /// The mean of a function of the law, from its values at the particles.
  ///
  /// The standard error is that of a weighted mean of independent draws,
  /// ```
  /// s^2 = sum_i w_i^2 (f_i - mean)^2 / (W^2 (1 - sum_i w_i^2 / W^2)).
  /// ```
  /// - Precondition: one value a particle.
  public func estimate(of values: [Double]) -> ParticleEstimate {
    precondition(values.count == count, "one value a particle")
    let shares = self.shares
    let mean = compensatedDot(shares, values)
    var (variance, concentration) = (CompensatedSum(), CompensatedSum())
    for i in 0..<count where shares[i] > 0 {
      let deviation = shares[i] * (values[i] - mean)
      variance.add(deviation, times: deviation)
      concentration.add(shares[i], times: shares[i])
    }
    let rest = 1 - concentration.value
    return ParticleEstimate(
      value: mean,
      standardError: rest > 0 ? (variance.value / rest).squareRoot() : .infinity)
  }

  /// The mean of each coordinate.
  public var mean: [ParticleEstimate] {
    (0..<dimension).map { k in estimate(of: (0..<count).map { points[$0, k] }) }
  }

  /// The covariance of two coordinates.
  public func covariance(_ k: Int, _ l: Int) -> ParticleEstimate {
    let (first, second) = (mean[k].value, mean[l].value)
    return estimate(of: (0..<count).map { (points[$0, k] - first) * (points[$0, l] - second) })
  }

  /// w_i / W, without the underflow that denormal masses bring.
  private var shares: [Double] {
    let largest = weights.max()!
    let scaled = weights.map { $0 / largest }
    let total = scaled.compensatedSum()
    return scaled.map { $0 / total }
  }
}
