extension Certificate {
  /// Certifies any plan and any potentials for a problem; neither needs to be good or feasible.
  ///
  /// Complexity: O(m n) time for one c-transform, in parallel, O(m + n) memory.
  public init(plan: TransportPlan, potentials: KantorovichPotentials, problem: TransportProblem) {
    let (source, target) = (problem.sourceWeights, problem.targetWeights)
    let feasible = problem.geometry.cTransform(ofSource: potentials.alpha)
    var infeasibility = 0.0
    for (given, allowed) in zip(potentials.beta, feasible) {
      infeasibility = max(infeasibility, given - allowed)
    }
    let repaired = KantorovichPotentials(uncheckedAlpha: potentials.alpha, beta: feasible)
    self.init(
      upperBound: plan.rounded(to: problem)?.cost(in: problem.geometry) ?? .infinity,
      lowerBound: repaired.dualValue(source: source, target: target),
      marginalError: plan.marginalError(source: source, target: target),
      dualInfeasibility: infeasibility,
      resolution: repaired.resolution(source: source, target: target))
  }
}
