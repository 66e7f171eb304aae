extension GaussianSchrodingerBridge {
  /// E X_t.
  ///
  /// - Throws: `outOfRange` unless 0 <= time <= 1.
  public func mean(at time: Double) throws(TransportError) -> [Double] {
    try checkTime(time)
    return prior.pinned(after: time, before: 1 - time).mean(sourceMean, targetMean)
  }

  /// The covariance of X_t, a sum of squares:
  /// (R F0 U + K F1 V diag(kappa)) (..)' + K F1 V (I - diag(kappa)^2) V' F1' K' + V_t.
  ///
  /// - Throws: `outOfRange` unless 0 <= time <= 1.
  public func covariance(at time: Double) throws(TransportError) -> Matrix {
    try checkTime(time)
    if time == 0 { return sourceCovariance.matrix }
    if time == 1 { return targetCovariance.matrix }
    let law = prior.pinned(after: time, before: 1 - time)
    let modes = endModes
    let common = law.start * modes.first + law.end * modes.second * coupling.correlation.transposed
    let free = law.end * modes.second.transposed.scalingRows(by: coupling.freeParts).transposed
    let ends = common * common.transposed + free * free.transposed
    return (ends + law.covariance).symmetricPart
  }

  /// The law of X_t.
  ///
  /// - Throws: `outOfRange`, `notPositiveDefinite` at an end whose covariance is singular.
  public func law(at time: Double) throws(TransportError) -> Gaussian {
    try Gaussian(mean: mean(at: time), covariance: covariance(at: time))
  }

  /// F0 U and F1 V.
  private var endModes: (first: Matrix, second: Matrix) {
    (sourceCovariance.factor * coupling.left, targetCovariance.factor * coupling.right)
  }

  /// The optimal control u(t, x) = s^2 B' grad log phi(t, x) = -(gain x - shift).
  public struct Feedback: Sendable, Equatable {
    /// B' Pi(t), k x d.
    public let gain: Matrix
    /// B' n(t), k numbers.
    public let shift: [Double]

    /// u(t, x).
    public func control(_ point: [Double]) -> [Double] {
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

  /// Independent paths of the bridge, exact at the times asked for.
  ///
  /// - Throws: `outOfRange` for a count below 1 or times that do not increase from 0 to 1,
  ///   `emptyInput` without times.
  public func samplePaths(
    count: Int, times: [Double], seed: UInt64
  ) throws(TransportError) -> BridgePaths {
    try checkSampleCount(count)
    try checkTimes(times)
    var generator = SeededGenerator(seed: seed)
    var (starts, ends) = ([Double](), [Double]())
    for _ in 0..<count {
      let pair = drawEnds(&generator)
      starts += pair.start
      ends += pair.end
    }
    let shape = (rows: count, columns: dimension)
    return try prior.paths(
      between: Matrix(uncheckedRows: shape.rows, columns: shape.columns, elements: starts),
      and: Matrix(uncheckedRows: shape.rows, columns: shape.columns, elements: ends),
      times: times, mass: 1, generator: &generator)
  }

  /// A pair of ends from the coupling.
  private func drawEnds(
    _ generator: inout SeededGenerator
  ) -> (start: [Double], end: [Double]) {
    let a = (0..<coupling.left.columns).map { _ in generator.normal() }
    let common = coupling.correlation.transposed * a
    let b = zip(common, coupling.freeParts).map { $0 + $1 * generator.normal() }
    let modes = endModes
    return (
      zip(sourceMean, modes.first * a).map { $0 + $1 },
      zip(targetMean, modes.second * b).map { $0 + $1 }
    )
  }
}
