extension CloudBridge {
  /// E X_t, from the means of the plan's marginals.
  ///
  /// - Throws: `outOfRange` unless 0 <= time <= 1.
  public func mean(at time: Double) throws(TransportError) -> [Double] {
    try checkTime(time)
    let sums = planSums
    return prior.pinned(after: time, before: 1 - time).mean(
      source.points.weightedMean(sums.source), target.points.weightedMean(sums.target))
  }

  /// The covariance of X_t: R S0 R' + R C K' + K C' R' + K S1 K' + V, with the moments of the plan.
  ///
  /// Complexity: d passes over the pairs.
  /// - Throws: `outOfRange` unless 0 <= time <= 1.
  public func covariance(at time: Double) throws(TransportError) -> Matrix {
    try checkTime(time)
    let law = prior.pinned(after: time, before: 1 - time)
    let sums = planSums
    let (x, y) = (source.points.centered(sums.source), target.points.centered(sums.target))
    let first = law.start * x.secondMoment(x, sums.source) * law.start.transposed
    let second = law.end * y.secondMoment(y, sums.target) * law.end.transposed
    let cross = law.start * (try crossMoment(x, y, mass: sums.source)) * law.end.transposed
    return (first + second + cross + cross.transposed + law.covariance).symmetricPart
  }

  /// sum_ij P_ij x_i y_j' / |P|.
  private func crossMoment(
    _ x: Matrix, _ y: Matrix, mass: [Double]
  ) throws(TransportError) -> Matrix {
    var result = Matrix(repeating: 0, rows: dimension, columns: dimension)
    let total = mass.compensatedSum()
    for l in 0..<dimension {
      let image = try entropic.plan.apply(to: y.column(l))
      for k in 0..<dimension { result[k, l] = compensatedDot(x.column(k), image) / total }
    }
    return result
  }

  /// The law of X_t as a mixture: one Gaussian for each pair of ends that holds at least `share` of
  /// its row's mass, and the mass left out.
  ///
  /// Complexity: O(m n) time, O(d^2) memory for each pair kept.
  /// - Throws: `outOfRange` unless 0 < time < 1 and 0 <= share <= 1, or for more than 2^20
  ///   components.
  public func mixture(
    at time: Double, share: Double = 1e-9
  ) throws(TransportError) -> (mixture: GaussianMixture, droppedMass: Double) {
    try checkInnerTime(time)
    let truncation = try entropic.plan.truncated(share: share, entryLimit: 1 << 20)
    let law = prior.pinned(after: time, before: 1 - time)
    var components: [Gaussian] = []
    for (i, j) in zip(truncation.plan.rows, truncation.plan.columns) {
      components.append(
        try Gaussian(
          mean: law.mean(source.points.row(i), target.points.row(j)), covariance: law.covariance))
    }
    let mixture = try GaussianMixture(weights: truncation.plan.mass, components: components)
    return (mixture, truncation.droppedMass)
  }
}

extension Matrix {
  /// Column k as a list.
  fileprivate func column(_ k: Int) -> [Double] { (0..<rows).map { self[$0, k] } }

  /// sum_i w_i row_i / sum_i w_i.
  fileprivate func weightedMean(_ weights: [Double]) -> [Double] {
    let total = weights.compensatedSum()
    return (0..<columns).map { compensatedDot(column($0), weights) / total }
  }

  /// Every row less the weighted mean.
  fileprivate func centered(_ weights: [Double]) -> Matrix {
    let center = weightedMean(weights)
    return mapRows { zip($0, center).map { $0 - $1 } }
  }

  /// sum_i w_i x_i y_i' / sum_i w_i.
  fileprivate func secondMoment(_ other: Matrix, _ weights: [Double]) -> Matrix {
    let total = weights.compensatedSum()
    return (transposed * other.scalingRows(by: weights)).scaled(by: 1 / total)
  }
}
