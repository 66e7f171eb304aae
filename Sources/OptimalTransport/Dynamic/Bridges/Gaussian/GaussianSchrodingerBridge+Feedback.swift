extension GaussianSchrodingerBridge {
  /// The optimal control u(t, x) = s^2 B' grad log phi(t, x) = -(gain x - shift).
  public struct Feedback: Sendable, Equatable {
    /// B' Pi(t), k x d.
    public let gain: Matrix
    /// B' n(t), k numbers.
    public let shift: [Double]

    /// u(t, x).
    func control(_ point: [Double]) -> [Double] {
      zip(shift, gain * point).map { $0 - $1 }
    }
  }

  /// The optimal feedback at a time: the prior's least-energy control towards the expected end,
  ///
  ///     u = B' Phi_r' G_r^-1 (E[y | X_t = x] - Phi_r x - c_r),   r = 1 - t.
  ///
  /// Pi(t) = Phi_r' G_r^-1 (Phi_r - cov(y, X_t) S_t^-1) solves the Riccati equation Pi' = -A' Pi -
  /// Pi A + Pi B B' Pi. At time 0 with a singular S0 it is that on the support of the source. The
  /// error is about 2^-53 / r.
  ///
  /// - Throws: `outOfRange` unless 0 <= time < 1.
  public func feedback(at time: Double) throws(TransportError) -> Feedback {
    guard time < 1 else {
      throw .outOfRange(argument: "time", value: time, expected: "a number from 0 to below 1")
    }
    let now = try Covariance(covariance(at: time))
    let law = prior.pinned(after: time, before: 1 - time)
    let rest = prior.transition(1 - time)
    let target =
      crossCovariance.transposed * law.start.transposed
      + targetCovariance.matrix * law.end.transposed
    let precision = now.leftInverse.transposed * now.leftInverse
    let regression = target * precision
    let steering = prior.factor(of: rest.gramian).solve(rest.propagator).transposed
    let lead = steering * (rest.propagator - regression)
    let center = law.mean(sourceMean, targetMean)
    let remote = zip(zip(targetMean, regression * center), rest.offset).map { $0.0 - $0.1 - $1 }
    let inputs = prior.input.transposed
    return Feedback(gain: inputs * lead, shift: inputs * (steering * remote))
  }

  /// u(t, x).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, `outOfRange` unless 0 <= time < 1.
  public func control(at time: Double, point: [Double]) throws(TransportError) -> [Double] {
    try checkPoint(point, dimension: dimension)
    return try feedback(at: time).control(point)
  }
}
