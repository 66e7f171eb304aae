/// Where the atoms of a discretised law on the line stand.
public enum AtomRule: Sendable, CaseIterable {
  /// Atom i at Q((i + 1/2)/n): the median of the i-th n-quantile.
  case quantileMidpoints
  /// Atom i at the mean of the i-th n-quantile, n int Q du: the best n equal atoms in W2, and the
  /// mean is preserved.
  case cellMeans
}

extension LineLaw {
  /// `count` atoms of equal mass, in increasing order; no randomness.
  ///
  /// The W_p distance to the law falls as 1/n for bounded support and a density bounded below.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public func discretized(
    count: Int, rule: AtomRule = .quantileMidpoints
  ) throws(TransportError) -> PointCloud {
    try checkSampleCount(count)
    let step = 1 / Double(count)
    let atoms = ParallelLoop.map(count: count, grain: 64) { i in
      switch rule {
      case .quantileMidpoints: quantile((Double(i) + 0.5) * step)
      case .cellMeans: meanQuantile(from: Double(i) * step, to: min(Double(i + 1) * step, 1))
      }
    }
    return try PointCloud(line: atoms, weights: equalWeights(mass, count))
  }

  /// The mean of Q over an interval of levels, kept between its values at the ends.
  func meanQuantile(from a: Double, to b: Double) -> Double {
    let rule = Quadrature(relativeTolerance: 1e-11, panelLimit: 128)
    let mean = rule.integrate(from: a, to: b, quantile).integral / (b - a)
    return min(max(mean, quantile(a)), quantile(b))
  }

  /// The law's mass in each of `shape[0]` cells, exactly as differences of F, renormalised.
  ///
  /// An atom on an edge belongs to the cell below it.
  ///
  /// - Throws: `shapeMismatch`, `degenerateMass` when no mass lies inside the box.
  public func discretized(shape: [Int], box: Box) throws(TransportError) -> GridDiscretization {
    _ = try checkGrid(shape: shape, box: box, dimension: 1)
    let edges = box.edges(axis: 0, count: shape[0])
    // An atom at the lower end of the support is inside a box that begins there.
    let levels = edges.map { $0 <= lower ? 0 : cumulative($0) }
    let probabilities = zip(levels, levels.dropFirst()).map { max(0, $1 - $0) }
    return try GridDiscretization(
      probabilities: probabilities, outside: levels[0] + (1 - levels[shape[0]]), mass: mass,
      shape: shape, box: box)
  }
}

extension Measure {
  /// The measure as `count` atoms of equal mass.
  ///
  /// Laws and Gaussians on the line: quantile midpoints, without randomness. Others: independent
  /// draws from the seed.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public func discretized(count: Int, seed: UInt64) throws(TransportError) -> PointCloud {
    if let law = self as? LineLaw { return try law.discretized(count: count) }
    if let gaussian = self as? Gaussian, gaussian.dimension == 1 {
      return try LineLaw(gaussian).discretized(count: count)
    }
    return try sample(count: count, seed: seed)
  }
}
