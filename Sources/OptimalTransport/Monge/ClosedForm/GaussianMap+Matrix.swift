extension GaussianMap {
  static func noMap(_ sourceRank: Int, _ targetRank: Int) -> TransportError {
    .notApplicable(
      method: "Gaussian map",
      reason: "the source has rank \(sourceRank) and the target rank \(targetRank), "
        + "and a linear map cannot raise the rank",
      remedy: "Use a plan, e.g. by NetworkSimplex on samples, or map in the other direction; "
        + "Covariance.squaredBuresDistance(to:) gives the value.")
  }

  /// A, and whether it is the only one.
  static func matrix(
    _ source: Covariance, _ target: Covariance
  ) throws(TransportError) -> (Matrix, isGradient: Bool) {
    if source.isRegular, target.isRegular, let left = Cholesky(lower: source.factor),
      let right = Cholesky(lower: target.factor)
    {
      return (try BuresMap(source: left.lower, target: right.lower).matrix, true)
    }
    let coupling = BuresCoupling(source, target)
    guard let decomposition = coupling.decomposition else {
      return (Matrix(repeating: 0, rows: source.dimension, columns: source.dimension), true)
    }
    guard source.sees(target) else {
      return (target.factor * coupling.rotation * source.leftInverse, false)
    }
    let roots = decomposition.values.prefix(target.rank).map { 1 / $0.squareRoot() }
    let half = (target.factor * decomposition.left).transposed.scalingRows(by: roots)
    return ((half.transposed * half).symmetricPart, true)
  }

  /// |A S0 A' - S1|_F / |S1|_F; |A S0 A'|_F where S1 is zero.
  static func residual(
    _ matrix: Matrix, _ source: Covariance, _ target: Covariance
  ) -> Double {
    let pushed = matrix * source.factor
    let norm = target.matrix.squaredFrobeniusNorm
    let residual = (pushed * pushed.transposed - target.matrix).squaredFrobeniusNorm
    return (norm > 0 ? residual / norm : residual).squareRoot()
  }
}

extension Covariance {
  /// Whether ran S1 meets ker S0 in zero only: no principal angle of the two ranges is right.
  fileprivate func sees(_ target: Covariance) -> Bool {
    guard let mine = orthonormalBasis, let other = target.orthonormalBasis,
      let cosines = FullSingularValueDecomposition(other.transposed * mine)?.values
    else { return target.rank == 0 }
    return target.rank <= rank
      && cosines[target.rank - 1] > Self.rankTolerance * Double(dimension)
  }

  /// An orthonormal basis of ran S, d x rank; nil for rank 0.
  private var orthonormalBasis: Matrix? {
    FullSingularValueDecomposition(factor).map {
      $0.left.transposed.selecting(Array(0..<rank)).transposed
    }
  }
}
