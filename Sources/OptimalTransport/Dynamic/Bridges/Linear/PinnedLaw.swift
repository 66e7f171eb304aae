/// The law of X at a time h after a start x and a time r before an end y, under a linear prior.
///
/// ```
/// X = R x + K y + k + N(0, V),    K = G_h Phi_r' G_{h+r}^-1,    R = (I - K Phi_r) Phi_h,
/// k = (I - K Phi_r) c_h - K c_r,    V = s^2 ((I - K Phi_r) G_h (I - K Phi_r)' + K G_r K').
/// ```
/// Brownian motion: R = r / (h + r), K = h / (h + r), V = s^2 h r / (h + r). A double integrator
/// with R x + K y moves along the cubic Hermite polynomial. V in Joseph's form is positive
/// semidefinite whatever rounding does to K.
///
/// Source: Chen, Georgiou and Pavon, "Optimal transport over a linear dynamical system" (2017),
/// section V; the form of V is the Kalman filter's.
struct PinnedLaw: Sendable {
  /// R.
  let start: Matrix
  /// K.
  let end: Matrix
  /// k.
  let offset: [Double]
  /// V.
  let covariance: Matrix

  /// R x + K y + k.
  func mean(_ x: [Double], _ y: [Double]) -> [Double] {
    zip(zip(start * x, end * y), offset).map { $0.0 + $0.1 + $1 }
  }
}

extension LinearPrior {
  /// The law a time h after a start and r before an end, h + r > 0.
  func pinned(after h: Double, before r: Double) -> PinnedLaw {
    let d = dimension
    let (zero, identity) = (Matrix(repeating: 0, rows: d, columns: d), Matrix.identity(d))
    let rest = [Double](repeating: 0, count: d)
    if h == 0 { return PinnedLaw(start: identity, end: zero, offset: rest, covariance: zero) }
    if r == 0 { return PinnedLaw(start: zero, end: identity, offset: rest, covariance: zero) }
    return isBrownian ? brownianPinned(h, r) : linearPinned(h, r)
  }

  private func brownianPinned(_ h: Double, _ r: Double) -> PinnedLaw {
    let identity = Matrix.identity(dimension)
    return PinnedLaw(
      start: identity.scaled(by: r / (h + r)), end: identity.scaled(by: h / (h + r)),
      offset: [Double](repeating: 0, count: dimension),
      covariance: identity.scaled(by: variance * h * (r / (h + r))))
  }

  private func linearPinned(_ h: Double, _ r: Double) -> PinnedLaw {
    let (first, last, whole) = (transition(h), transition(r), transition(h + r))
    let gain = factor(of: whole.gramian).solve(last.propagator * first.gramian).transposed
    let kept = Matrix.identity(dimension) - gain * last.propagator
    let spread =
      kept * first.gramian * kept.transposed + gain * last.gramian * gain.transposed
    return PinnedLaw(
      start: kept * first.propagator, end: gain,
      offset: zip(kept * first.offset, gain * last.offset).map { $0 - $1 },
      covariance: spread.symmetricPart.scaled(by: variance))
  }

  /// Cholesky's factor of a Gramian over a positive time: regular over one time means regular over
  /// all, but over very short ones rounding may eat a pivot, which is then raised by rounding.
  func factor(of gramian: Matrix) -> Cholesky {
    var raise = Double(dimension) * .ulpOfOne
    var matrix = gramian
    while true {
      if let factor = Cholesky(matrix) { return factor }
      matrix = gramian
      for i in 0..<dimension { matrix[i, i] += raise * max(gramian[i, i], 1e-300) }
      raise *= 4
    }
  }
}

extension LinearPrior {
  /// The mean of the bridge pinned at x at time 0 and at y at time 1: the path of least energy.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, `outOfRange` unless 0 <= time <= 1.
  public func pinnedMean(
    from x: [Double], to y: [Double], at time: Double
  ) throws(TransportError) -> [Double] {
    try checkPoint(x, dimension: dimension)
    try checkPoint(y, dimension: dimension)
    try checkTime(time)
    return pinned(after: time, before: 1 - time).mean(x, y)
  }

  /// The covariance of the pinned bridge at a time, the same for all ends.
  ///
  /// - Throws: `outOfRange` unless 0 <= time <= 1.
  public func pinnedCovariance(at time: Double) throws(TransportError) -> Matrix {
    try checkTime(time)
    return pinned(after: time, before: 1 - time).covariance
  }
}
