/// The method for a problem, and why it.
struct MethodChoice {
  let method: TransportMethod
  let reason: String

  /// Resolves `automatic`; any other method is taken at its word.
  ///
  /// - Throws: `notApplicable` for `gaussian` where there are not two Gaussians under |x - y|^2.
  init(
    _ method: TransportMethod, source: any Measure, target: any Measure, cost: GroundCost
  ) throws(TransportError) {
    let gaussians = source is Gaussian && target is Gaussian && cost.isSquaredEuclidean
    let line = source.dimension == 1 && target.dimension == 1 && cost.isConvexOnTheLine
    switch method {
    case .automatic:
      self = gaussians ? .closedForm : line ? .sorting : Self.linearProgram(source, target)
    case .gaussian where !gaussians:
      throw .notApplicable(
        method: "gaussian",
        reason: "it needs two Gaussians and the squared Euclidean cost",
        remedy: "Choose the method auto.")
    default:
      self.init(method: method, reason: "it was asked for.")
    }
  }

  private init(method: TransportMethod, reason: String) {
    self.method = method
    self.reason = reason
  }

  private static let closedForm = MethodChoice(
    method: .gaussian,
    reason: "both measures are Gaussian and the cost is |x - y|^2, which has a closed form.")

  private static let sorting = MethodChoice(
    method: .quantile,
    reason: "the measures live on the line and the cost is convex there, so sorting is optimal.")

  private static func linearProgram(_ source: any Measure, _ target: any Measure) -> MethodChoice {
    let place =
      source.dimension == 1
      ? "the cost is not convex on the line" : "the measures live in dimension \(source.dimension)"
    return MethodChoice(
      method: .simplex, reason: "\(place), where the linear program is solved exactly.")
  }
}

extension GroundCost {
  /// Whether the cost is |x - y|^2, under either of its names.
  fileprivate var isSquaredEuclidean: Bool {
    switch self {
    case .squaredEuclidean, .power(2): true
    default: false
    }
  }
}
