import OptimalTransport

extension Evidence {
  /// "converged: ..." with the bracket, for a method that is asked for the marginals.
  func bracketVerdict(on console: Console) -> String {
    guard let entropic else { return "" }
    let isConverged = termination == .converged
    let word = console.colored(
      isConverged ? "converged" : "NOT converged", isConverged ? .good : .bad)
    return word + ": marginal error \(Self.brief(certificate.marginalError)) is "
      + (isConverged ? "within" : "above") + " the tolerance \(entropic.marginalTolerance);\n"
      + "the unregularised optimum lies in [\(certificate.lowerBound), \(certificate.upperBound)]"
  }
}

extension EntropicEvidence {
  /// The rows of the regularised problem.
  var objectiveRows: [[String]] {
    [
      ["epsilon", "\(epsilon)", regularization.meaning],
      ["regularised upper", "\(regularizedPrimal)", EntropicObjectives.primalFormula],
      ["regularised lower", "\(regularizedDual)", EntropicObjectives.dualFormula],
    ]
  }

  /// The rows of the recursion.
  var recursionRows: [[String]] {
    guard let observedRate else { return [] }
    let bound = contractionGap > 0 ? "1 - \(Evidence.brief(contractionGap))" : "1"
    let rate =
      observedRate > 0.99 && observedRate < 1
      ? "1 - \(Evidence.brief(1 - observedRate))" : "\((observedRate * 1e4).rounded() / 1e4)"
    return [["rate", rate, "of plain iterations, as seen; Birkhoff's bound is \(bound)"]]
  }

  var iterationNote: String { newtonSteps == 0 ? "" : "of them \(newtonSteps) Newton steps" }

  var secondsNote: String { "of them \(Evidence.rounded(iterationSeconds)) in iterations" }
}
