import OptimalTransport

/// What Sinkhorn's method reports besides the certificate.
struct EntropicEvidence {
  var epsilon: Double
  /// How epsilon was given.
  var regularization: Regularization
  /// The error of both marginals at which to stop, relative to the mass.
  var marginalTolerance: Double
  /// Bounds of min <C, P> + eps <P, log P - 1>.
  var regularizedPrimal: Double
  var regularizedDual: Double
  var newtonSteps: Int
  var iterationSeconds: Double
  var observedRate: Double?
  var birkhoffBound: Double
  var contractionGap: Double
  var hilbertResidual: Double

  var regularizedGap: Double { regularizedPrimal - regularizedDual }
}

extension EntropicEvidence {
  init(_ solution: EntropicSolution, by solver: Sinkhorn) {
    self.init(
      epsilon: solution.epsilon, regularization: solver.regularization,
      marginalTolerance: solver.tolerance, regularizedPrimal: solution.objectives.primal,
      regularizedDual: solution.objectives.dual, newtonSteps: solution.newtonSteps,
      iterationSeconds: solution.iterationSeconds,
      observedRate: solution.contraction.observedRate,
      birkhoffBound: solution.contraction.birkhoffBound,
      contractionGap: solution.contraction.contractionGap,
      hilbertResidual: solution.contraction.residual)
  }

  /// What `--json` prints after the keys of every method.
  var jsonMembers: [(key: String, value: JSONValue)] {
    [
      ("epsilon", .number(epsilon)),
      ("regularizedPrimal", .number(regularizedPrimal)),
      ("regularizedDual", .number(regularizedDual)),
      ("regularizedGap", .number(regularizedGap)),
      ("newtonSteps", .integer(newtonSteps)),
      ("iterationSeconds", .number(iterationSeconds)),
      ("observedRate", .number(observedRate)),
      ("birkhoffBound", .number(birkhoffBound)),
      ("hilbertResidual", .number(hilbertResidual)),
    ]
  }
}
