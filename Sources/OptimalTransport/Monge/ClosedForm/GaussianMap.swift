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
}
