import Foundation

/// Schroedinger potentials f (source) and g (target) at a regularisation eps, and their scalings.
///
/// P_ij = exp((f_i + g_j - c_ij) / eps) = u_i K_ij v_j with u = exp(f/eps), v = exp(g/eps) and the
/// Gibbs kernel K = exp(-C/eps). At the optimum P has the marginals a and b; then only f + g
/// matters: (f + s, g - s) is the same pair. Atoms without mass have f_i = -infinity, u_i = 0.
///
/// As eps -> 0, f and g tend to Kantorovich potentials.
public struct SchrodingerPotentials: Sendable, Equatable {
  /// The source potential f, in units of the cost.
  public let f: [Double]
  /// The target potential g, in units of the cost.
  public let g: [Double]
  /// The regularisation eps, in units of the cost.
  public let epsilon: Double

  /// Wraps two lists of numbers; -infinity marks an atom without mass.
  ///
  /// - Throws: `emptyInput`, `nonFinite` for a NaN or +infinity, `outOfRange` for eps <= 0.
  public init(f: [Double], g: [Double], epsilon: Double) throws(TransportError) {
    for (values, name) in [(f, "f"), (g, "g")] {
      guard !values.isEmpty else { throw .emptyInput(argument: name) }
      for (index, value) in values.enumerated() where value.isNaN || value == .infinity {
        throw .nonFinite(argument: name, index: index, value: value)
      }
    }
    try Regularization.check(epsilon)
    self.init(uncheckedF: f, g: g, epsilon: epsilon)
  }

  init(uncheckedF f: [Double], g: [Double], epsilon: Double) {
    self.f = f
    self.g = g
    self.epsilon = epsilon
  }

  /// The scaling u = exp(f / eps). It overflows to infinity where f > 709 eps: the reason why f and
  /// g are what is stored.
  public var u: [Double] { f.map { exp($0 / epsilon) } }
  /// The scaling v = exp(g / eps).
  public var v: [Double] { g.map { exp($0 / epsilon) } }

  /// The potentials of two positive scalings: f = eps log u, g = eps log v.
  ///
  /// - Throws: as above, `nonFinite` where a scaling is negative, infinite or a NaN.
  public init(u: [Double], v: [Double], epsilon: Double) throws(TransportError) {
    try self.init(f: u.map { epsilon * log($0) }, g: v.map { epsilon * log($0) }, epsilon: epsilon)
  }
}

extension SchrodingerPotentials {
  /// Feasible Kantorovich potentials near these, beta = c-transform of alpha and alpha =
  /// c-transform of beta.
  ///
  /// They start from the density of P relative to a x b, alpha_i = f_i - eps log a_i, which varies
  /// smoothly with the point where f itself follows the masses. Complexity: two c-transforms.
  public func kantorovichPotentials(for problem: TransportProblem) -> KantorovichPotentials {
    let alpha = zip(f, problem.sourceWeights).map { f, a in
      a > 0 ? f - epsilon * log(a) : -.infinity
    }
    return KantorovichPotentials.nearest(to: alpha, in: problem.geometry)
  }

  /// Schroedinger potentials that start from Kantorovich's: f = alpha + eps log a, g = beta + eps
  /// log b.
  public init(
    _ potentials: KantorovichPotentials, epsilon: Double, problem: TransportProblem
  ) throws(TransportError) {
    guard potentials.alpha.count == problem.sourceWeights.count,
      potentials.beta.count == problem.targetWeights.count
    else {
      throw .shapeMismatch(
        argument: "potentials",
        expected: "\(problem.sourceWeights.count) and \(problem.targetWeights.count) values",
        found: "\(potentials.alpha.count) and \(potentials.beta.count)")
    }
    try self.init(
      f: zip(potentials.alpha, problem.sourceWeights).map { $0 + epsilon * log($1) },
      g: zip(potentials.beta, problem.targetWeights).map { $0 + epsilon * log($1) },
      epsilon: epsilon)
  }
}

extension KantorovichPotentials {
  /// The c-conjugate pair above `alpha`; -infinity there leaves an atom out of the first transform.
  static func nearest(to alpha: [Double], in geometry: Geometry) -> KantorovichPotentials {
    let beta = geometry.cTransform(ofSource: alpha).map { $0.isFinite ? $0 : 0 }
    let repaired = geometry.cTransform(ofTarget: beta).map { $0.isFinite ? $0 : 0 }
    return KantorovichPotentials(uncheckedAlpha: repaired, beta: beta)
  }
}
