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
  var endModes: (first: Matrix, second: Matrix) {
    (sourceCovariance.factor * coupling.left, targetCovariance.factor * coupling.right)
  }
}
