extension KantorovichPotentials {
  /// The dual objective sum_i alpha_i a_i + sum_j beta_j b_j, summed with compensation.
  ///
  /// For feasible potentials it is a lower bound of the transport cost (weak duality). Atoms without
  /// mass do not count, whatever their potential.
  public func dualValue(source: [Double], target: [Double]) -> Double {
    var sum = CompensatedSum()
    for (p, a) in zip(alpha, source) where a > 0 { sum.add(a, times: p) }
    for (p, b) in zip(beta, target) where b > 0 { sum.add(b, times: p) }
    return sum.value
  }

  /// What rounding does to the dual value: 2 ulp of sum |alpha_i| a_i + |beta_j| b_j, and the least
  /// Double for each product, which may underflow.
  func resolution(source: [Double], target: [Double]) -> Double {
    var sum = 0.0
    for (p, a) in zip(alpha, source) where a > 0 { sum += abs(p) * a }
    for (p, b) in zip(beta, target) where b > 0 { sum += abs(p) * b }
    return sum * 0x1p-51 + Double(alpha.count + beta.count) * .leastNonzeroMagnitude
  }

  /// max over all allowed pairs of alpha_i + beta_j - c_ij, or zero: how far from dual feasible.
  ///
  /// Complexity: O(m n) time in parallel, O(m + n) memory.
  public func dualInfeasibility(in geometry: Geometry) -> Double {
    let feasible = geometry.cTransform(ofSource: alpha)
    return zip(beta, feasible).reduce(0) { max($0, $1.0 - $1.1) }
  }

  /// The c-conjugate pair (alpha^cc, alpha^c): beta := c-transform of alpha, alpha := c-transform of
  /// beta. It is feasible, and its dual value is at least that of any feasible pair it starts from.
  public func cConjugate(in geometry: Geometry) -> KantorovichPotentials {
    let beta = geometry.cTransform(ofSource: alpha)
    return KantorovichPotentials(
      uncheckedAlpha: geometry.cTransform(ofTarget: beta), beta: beta)
  }

  /// How far the pair is from being c-conjugate: the largest of |beta - alpha^c| and |alpha - beta^c|.
  public func cConjugacyError(in geometry: Geometry) -> Double {
    let beta = zip(beta, geometry.cTransform(ofSource: alpha)).map { abs($0 - $1) }
    let alpha = zip(alpha, geometry.cTransform(ofTarget: self.beta)).map { abs($0 - $1) }
    return max(alpha.max() ?? 0, beta.max() ?? 0)
  }
}

extension TransportProblem {
  /// <C, P> - sum alpha a - sum beta b: zero exactly for an optimal pair (strong duality).
  ///
  /// Meaningful when the plan has the marginals and the potentials are feasible; ``Certificate``
  /// repairs both first.
  public func dualityGap(_ plan: TransportPlan, _ potentials: KantorovichPotentials) -> Double {
    plan.cost(in: geometry) - potentials.dualValue(source: sourceWeights, target: targetWeights)
  }

  /// sum over the plan of P_ij |c_ij - alpha_i - beta_j|: zero exactly when the plan lives where the
  /// potentials are tight (complementary slackness).
  public func complementarySlackness(
    _ plan: TransportPlan, _ potentials: KantorovichPotentials
  ) -> Double {
    var sum = CompensatedSum()
    for k in plan.mass.indices where plan.mass[k] > 0 {
      let (i, j) = (plan.rows[k], plan.columns[k])
      let slack = geometry.cost(i, j) - potentials.alpha[i] - potentials.beta[j]
      sum.add(plan.mass[k], times: abs(slack))
    }
    return sum.value
  }
}
