import OptimalTransport
import TransportPlots

extension DemoStop {
  /// Shares of the median cost whose plans are shown; each has its command.
  private static let shares = [0.1, 0.01, 0.001, 0.0001]

  /// Take 2 with entropy: Sinkhorn's recursion, the static bridge.
  static let entropy = DemoStop(
    name: "entropy", heading: "Entropy blurs the plan, and the blur goes with ε",
    formulas: [
      #"\op{min}_{P 1 = ξ, P^⊤ 1 = η} ⟨C + ε \op{log} P, P⟩"#,
      #"P_{ij} = u_i e^{-C_{ij}/ε} v_j"#,
    ],
    sentences: [
      "For millions of points Sinkhorn’s recursion is the way: it adds a little entropy, and alternately scales the rows and the columns "
        + "of one matrix until both marginals fit.",
      "The plan is then blurred over a width of about √ε around the best map, drawn in green, and sharpens onto it as ε falls, here from 10% to 0.01% of "
        + "the median cost.",
      "The blurred plan still proves something: made exact, it and its potentials bracket the optimum, the more closely the "
        + "smaller ε is.",
    ],
    description:
      "Four panels side by side. In each a blue bell stands above and a density with two orange humps beside. Between "
      + "them lies the plan: a wide grey cloud at ε = 10%, a narrow band at 1%, a line at 0.1% and 0.01%, which "
      + "covers the green curve of the best map.",
    commands: shares.map { share in
      "ot solve data/bell.npz data/two-bells.npz --method sinkhorn "
        + "--epsilon \(Regularization.percent(share)) --plot entropy.svg"
    }
  ) { stop, folder throws(TransportError) in
    let problem = try folder.problem(stop.heading, "bell.npz", "two-bells.npz")
    let exact = try problem.solve(method: .quantile, iterationLimit: nil, progress: nil)
    let blurred = try shares.map { share throws(TransportError) in
      try problem.solve(
        method: .sinkhorn, sinkhorn: Sinkhorn(.shareOfMedian(share)), iterationLimit: nil,
        progress: nil)
    }
    let measures = try problem.drawables(exact)
    let sharpest = blurred[blurred.count - 1]
    let holds = blurred.allSatisfy {
      $0.termination == .converged && $0.certificate.brackets(exact.value)
    }
    return DemoFinding(
      figure: try .plans(
        blurred.compactMap(\.plan), names: shares.map { "ε = \(Regularization.percent($0))" },
        from: measures.source, to: measures.target, exact: exact.plan,
        heading: Heading("Plans sharpen as ε falls, here in % of the median cost")),
      result: CertifiedResult(
        method: "sinkhorn", quantity: "cost, from ε = 0.01%", certificate: sharpest.certificate,
        termination: sharpest.termination,
        checked:
          "both marginals; all four brackets hold the exact value \(brief(exact.value)), which sorting "
          + "finds", seconds: blurred.reduce(0) { $0 + $1.seconds }),
      verdict: holds ? .bracketed : .short)
  }
}
