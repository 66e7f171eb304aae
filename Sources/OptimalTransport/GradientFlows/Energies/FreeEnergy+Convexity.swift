extension FreeEnergy {
  /// What is known of one term's convexity along displacement interpolation.
  public struct ConvexityFact: Sendable, Equatable {
    /// The term, as a reader writes it.
    public let term: String
    /// A lambda such that the term is lambda-convex; nil when none is known.
    public let convexity: Double?
    /// Why.
    public let reason: String
  }

  /// A lambda such that F is lambda-convex along displacement interpolation in dimension d; nil
  /// when none is known.
  ///
  /// Then two flows approach each other as exp(-lambda t) in W2, and steps with 1 + tau lambda > 0
  /// are convex problems with gaps that can be proved.
  public func displacementConvexity(dimension d: Int, mass: Double = 1) -> Double? {
    var sum = 0.0
    for fact in convexityFacts(dimension: d, mass: mass) {
      guard let convexity = fact.convexity else { return nil }
      sum += convexity
    }
    return sum
  }

  /// What is known of each term, in the order written: potentials bring their own lambda; an
  /// interaction min(0, lambda_U) times the mass, as it leaves the mean free; entropy, powers m >=
  /// 1
  /// - 1/d and the cap are convex (McCann 1997).
  ///
  /// On the line, where E is the mass to the left, an electric field is linear in the quantiles but
  /// for its background, which is convex where the field repels; beyond the line nothing is known.
  public func convexityFacts(dimension d: Int, mass: Double = 1) -> [ConvexityFact] {
    terms.map { term in
      switch term {
      case .potential(let potential):
        ConvexityFact(
          term: potential.formula, convexity: potential.convexity,
          reason: potential.convexity == nil ? "no bound of Hess V was given" : "Hess V >= lambda")
      case .interaction(let kernel):
        ConvexityFact(
          term: kernel.formula, convexity: kernel.convexity.map { min(0, $0) * mass },
          reason: kernel.convexity == nil
            ? "no bound of Hess U was given" : "Hess U >= lambda, and the mean is free")
      case .entropy:
        ConvexityFact(term: "entropy", convexity: 0, reason: "convex in every dimension")
      case .power(let exponent, _):
        ConvexityFact(
          term: "power \(exponent)", convexity: exponent >= 1 - 1 / Double(d) ? 0 : nil,
          reason: "convex where m >= 1 - 1/d")
      case .congestion:
        ConvexityFact(term: "cap", convexity: 0, reason: "convex in every dimension")
      case .electricField(let field): Self.fact(of: field, dimension: d)
      }
    }
  }

  private static func fact(of field: ElectricField, dimension d: Int) -> ConvexityFact {
    let isKnown = d == 1 && (field.strength >= 0 || field.background == .none)
    return ConvexityFact(
      term: "electric field", convexity: isKnown ? 0 : nil,
      reason: d == 1
        ? "linear in quantiles, but for the background" : "not displacement convex beyond the line")
  }
}
