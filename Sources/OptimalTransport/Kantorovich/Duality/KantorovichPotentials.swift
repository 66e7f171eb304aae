/// Kantorovich potentials alpha (source, m numbers) and beta (target, n numbers).
///
/// Feasible when alpha_i + beta_j <= c_ij everywhere; optimal when, besides, equality holds wherever
/// a plan puts mass. Only alpha + beta matters: (alpha + s, beta - s) is the same pair.
public struct KantorovichPotentials: Sendable, Equatable {
  /// The source potential alpha, one number a source atom.
  public let alpha: [Double]
  /// The target potential beta, one number a target atom.
  public let beta: [Double]

  /// Wraps two lists of finite numbers.
  ///
  /// - Throws: `emptyInput`, `nonFinite`.
  public init(alpha: [Double], beta: [Double]) throws(TransportError) {
    guard !alpha.isEmpty else { throw .emptyInput(argument: "alpha") }
    guard !beta.isEmpty else { throw .emptyInput(argument: "beta") }
    try checkFinite(alpha, argument: "alpha")
    try checkFinite(beta, argument: "beta")
    self.init(uncheckedAlpha: alpha, beta: beta)
  }

  init(uncheckedAlpha: [Double], beta: [Double]) {
    self.alpha = uncheckedAlpha
    self.beta = beta
  }
}
