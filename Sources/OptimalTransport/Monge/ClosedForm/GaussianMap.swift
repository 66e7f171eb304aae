/// The optimal map between two Gaussians for |x - y|^2, T(x) = m1 + A (x - m0), singular ones
/// included.
///
/// With S0 = L0 L0', S1 = L1 L1' of ranks r0, r1 and L1' L0 = U D V':
///
/// - r1 > r0: no linear map can raise the rank, and ``init(sourceMean:source:targetMean:target:)``
///   throws; where the source has no dimension to spare no map exists at all, for given x the
///   optimal plan still spreads y over r1 - rank(L1' L0) dimensions.
/// - ran S1 and ker S0 meet in 0, that is rank(L1' L0) = r1 (always so for a regular source): A =
///   L1 U D^-1 U' L1' = S1^1/2 ((S1^1/2 S0 S1^1/2)^1/2)^+ S1^1/2, symmetric positive semidefinite,
///   so T is the gradient of a convex function. It is the one optimal map on the subspace of the
///   source.
/// - else: A = L1 U V' L0^+, one of several optimal maps; what the source cannot see of the target,
///   ran S1 within ker S0, is made of directions of the source that the rest does not need.
///
/// Off the subspace of a singular source, where there is no mass, T is an extension.
///
/// Complexity: O(d^3). Sources: Gelbrich 1990 for the regular case and the value; the rank
/// condition follows from its cross-covariance L0 Q' L1', which is that of a map exactly if Q Q' =
/// I.
public struct GaussianMap: Sendable {
  /// A, d x d.
  public let matrix: Matrix
  /// b = m1 - A m0, d numbers.
  public let offset: [Double]
  /// Whether A is symmetric, T thus the gradient of a convex function, and the only optimal map on
  /// the subspace of the source.
  public let isGradient: Bool
  /// Bounds on W2^2 for unit mass: the cost of the coupling (x, T(x)), and the dual value of
  /// quadratic potentials. `marginalError` is |A S0 A' - S1|_F / |S1|_F.
  public let certificate: Certificate
  private let sourceMean: [Double]
  private let targetMean: [Double]

  /// The map between two regular Gaussians, by ``GaussianTransport``.
  ///
  /// - Throws: as ``GaussianTransport/solve(source:target:)``.
  public init(source: Gaussian, target: Gaussian) throws(TransportError) {
    let solution = try GaussianTransport().solve(source: source, target: target)
    self.init(
      matrix: solution.matrix, isGradient: true, sourceMean: source.mean, targetMean: target.mean,
      certificate: solution.certificate)
  }

  /// The map between Gaussians of unit mass whose covariances may be singular.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`; `invalidCost` where the cost overflows;
  ///   `notApplicable` where the rank of the target is above that of the source.
  public init(
    sourceMean: [Double], source: Covariance, targetMean: [Double], target: Covariance
  ) throws(TransportError) {
    try checkPoint(sourceMean, dimension: source.dimension)
    try checkPoint(targetMean, dimension: source.dimension)
    let distance = try source.squaredBuresDistance(to: target)
    guard target.rank <= source.rank else { throw Self.noMap(source.rank, target.rank) }
    let (matrix, isGradient) = try Self.matrix(source, target)
    let shift = zip(targetMean, sourceMean).map { ($0 - $1) * ($0 - $1) }.compensatedSum()
    guard (shift + distance.upperBound).isFinite else {
      throw .invalidCost(argument: "squared Euclidean cost", row: 0, column: 0, value: shift)
    }
    self.init(
      matrix: matrix, isGradient: isGradient, sourceMean: sourceMean, targetMean: targetMean,
      certificate: Certificate(
        upperBound: shift + distance.upperBound, lowerBound: shift + distance.lowerBound,
        marginalError: Self.residual(matrix, source, target), dualInfeasibility: 0,
        resolution: distance.resolution + 4 * shift.ulp))
  }

  private init(
    matrix: Matrix, isGradient: Bool, sourceMean: [Double], targetMean: [Double],
    certificate: Certificate
  ) {
    self.matrix = matrix
    self.isGradient = isGradient
    self.sourceMean = sourceMean
    self.targetMean = targetMean
    self.certificate = certificate
    offset = zip(targetMean, matrix * sourceMean).map { $0 - $1 }
  }

  /// The dimension d.
  public var dimension: Int { sourceMean.count }

  /// T(x) = m1 + A (x - m0).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func callAsFunction(_ point: [Double]) throws(TransportError) -> [Double] {
    try checkPoint(point, dimension: dimension)
    let image = matrix * zip(point, sourceMean).map { $0 - $1 }
    return zip(targetMean, image).map { $0 + $1 }
  }

  private static func noMap(_ sourceRank: Int, _ targetRank: Int) -> TransportError {
    .notApplicable(
      method: "Gaussian map",
      reason: "the source has rank \(sourceRank) and the target rank \(targetRank), "
        + "and a linear map cannot raise the rank",
      remedy: "Use a plan, e.g. by NetworkSimplex on samples, or map in the other direction; "
        + "Covariance.squaredBuresDistance(to:) gives the value.")
  }

  private static func matrix(
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
  private static func residual(
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
