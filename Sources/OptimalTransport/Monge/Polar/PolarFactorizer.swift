/// Factors a sampled field h into (grad psi) o sigma by solving the transport problem from mu to
/// h_# mu for the squared Euclidean cost.
///
/// With the optimal plan between the points x_j and the values h_i, sigma(x_i) is the point joined
/// to h_i, and grad psi(x_j) the value joined to x_j. Complexity: that of the solver.
public struct PolarFactorizer: Sendable {
  /// How the transport problem is solved.
  public enum Method: String, Sendable, CaseIterable {
    /// `quantile` on the line, else `simplex` up to ``exactLimit`` samples, else `sinkhorn`.
    case automatic = "auto"
    /// Sorting, on the line: exact, O(n log n).
    case quantile
    /// ``NetworkSimplex``: exact.
    case simplex
    /// ``Sinkhorn``: a bracket, and maps that are means of its plan.
    case sinkhorn
  }

  /// The most samples in two dimensions or more for which `automatic` is exact.
  public static let exactLimit = 10_000

  /// How the transport problem is solved.
  public var method: Method
  /// The entropic solver and its regularisation. The default, 0.1% of the median cost, keeps the
  /// blur of the maps at some 3% of the width of the measures.
  public var sinkhorn: Sinkhorn

  /// A solver with the given options.
  public init(
    method: Method = .automatic, sinkhorn: Sinkhorn = Sinkhorn(.shareOfMedian(0.001))
  ) {
    self.method = method
    self.sinkhorn = sinkhorn
  }

  /// Factors a field.
  ///
  /// - Throws: `notApplicable` for `quantile` off the line, `invalidCost` where a squared distance
  ///   overflows, and as the solvers.
  public func factor(
    _ field: SampledField, progress: ProgressHandler? = nil
  ) throws(TransportError) -> PolarFactorization {
    let image = try PointCloud(points: field.values, weights: field.base.weights)
    switch chosen(for: field) {
    case .sinkhorn:
      return try entropic(field, image, progress)
    case .quantile:
      return try exact(
        field, image, .quantile, QuantileTransport().solve(source: field.base, target: image))
    default:
      let problem = try TransportProblem(source: field.base, target: image)
      return try exact(
        field, image, .simplex, NetworkSimplex().solve(problem, progress: progress))
    }
  }

  private func chosen(for field: SampledField) -> Method {
    guard method == .automatic else { return method }
    if field.dimension == 1 { return .quantile }
    return field.count <= Self.exactLimit ? .simplex : .sinkhorn
  }
}
