import OptimalTransport
import TransportPlots

extension DemoStop {
  /// The line: sorting.
  static let line = DemoStop(
    name: "line", heading: "Closed form on the line: sort both sides",
    formulas: [
      #"T = G^{-1} ∘ F"#,
      #"W_p^p = ∫_0^1 |F^{-1}(u) - G^{-1}(u)|^p d u"#,
    ],
    sentences: [
      "On the line nothing may overtake: sort the mass on both sides and pair it off from left to right, and the cost is least for every "
        + "convex cost.",
      "The curve says where each place x of the blue bell goes; where it is steep, mass that was together is pulled "
        + "apart, between the two orange humps.",
      "Each density stands here as 1000 atoms of equal mass, and the linear program, which knows nothing of the order, finds the same value.",
    ],
    description:
      "A rising curve in a square, with a blue bell above it and two orange humps along its right side. The "
      + "curve is nearly upright at one place, where it jumps from the lower hump to the upper one.",
    commands: ["ot solve data/bell.json data/two-bells.json --method quantile --plot line.svg"]
  ) { stop, folder throws(TransportError) in
    let problem = try folder.problem("Sorting is optimal", "bell.json", "two-bells.json")
    let outcome = try problem.solve(method: .quantile, iterationLimit: nil, progress: nil)
    let program = try problem.solve(
      method: .simplex, iterationLimit: nil, keepsPlan: false, progress: nil)
    let isSame = outcome.certificate.brackets(program.value)
    return DemoFinding(
      figure: try Figure(outcome, of: problem),
      result: CertifiedResult(
        method: outcome.method.rawValue, certificate: outcome.certificate,
        termination: outcome.termination,
        checked: "the dual by potentials built from the same order; the linear program gives "
          + brief(program.value), seconds: outcome.seconds),
      verdict: isSame && outcome.certificate.holds(to: DemoFinding.tolerance) ? .certified : .short)
  }

  /// Gaussians: Bures.
  static let gaussians = DemoStop(
    name: "gaussians", heading: "Closed form between Gaussians: a matrix",
    formulas: [
      #"W_2^2 = |m_0 - m_1|^2 + B^2"#,
      #"B^2 = \op{tr}(Σ_0 + Σ_1 - 2 (Σ_0^{1/2} Σ_1 Σ_0^{1/2})^{1/2})"#,
    ],
    sentences: [
      "Between Gaussians the best map is affine: it shifts the mean and stretches along axes that a symmetric matrix gives.",
      "It does not rotate the blue ellipse into the orange one, which would cost more; it stretches it upwards and narrows it "
        + "sideways.",
      "Nothing is put on a grid: the value is a formula, and quadratic potentials give the lower bound.",
    ],
    description:
      "A flat blue pair of ellipses at the left and an upright orange pair at the right. Arrows from points of the "
      + "blue ellipses end on the orange ones: the left tip goes to the left side, the upper edge to the top.",
    commands: ["ot solve data/wide.json data/tall.json --method gaussian --plot gaussians.svg"]
  ) { stop, folder throws(TransportError) in
    let problem = try folder.problem("An affine map", "wide.json", "tall.json")
    let outcome = try problem.solve(method: .gaussian, iterationLimit: nil, progress: nil)
    return DemoFinding(
      figure: try Figure(outcome, of: problem),
      result: CertifiedResult(
        method: outcome.method.rawValue, certificate: outcome.certificate,
        termination: outcome.termination,
        checked:
          "that the map takes one covariance to the other, and the dual value of the quadratic potentials",
        seconds: outcome.seconds),
      verdict: outcome.certificate.holds(to: DemoFinding.tolerance) ? .certified : .short)
  }
}
