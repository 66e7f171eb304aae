extension LineProblem {
  func solve<Cost: LineCost>(_ cost: Cost) -> Parts {
    let staircase = Staircase(source, target)
    let transform = MongeTransform(
      cost, source, target, alpha: sourcePotential(cost, staircase))
    let potentials = ParallelLoop.map(count: 2) {
      $0 == 0 ? source.restored(transform.alpha) : target.restored(transform.beta)
    }
    return Parts(
      plan: restored(staircase),
      potentials: KantorovichPotentials(uncheckedAlpha: potentials[0], beta: potentials[1]),
      certificate: Certificate(
        upperBound: planCost(cost, staircase),
        lowerBound: dualValue(transform),
        marginalError: marginalError(staircase),
        dualInfeasibility: dualInfeasibility(transform, staircase)))
  }

  /// alpha along the staircase, alpha_0 = 0: the differences of c down the columns it descends.
  private func sourcePotential<Cost: LineCost>(
    _ cost: Cost, _ staircase: Staircase
  ) -> ScratchArray<Double> {
    let alpha = ScratchArray(repeating: 0.0, count: source.count)
    var sum = CompensatedSum()
    var x = source.line.values[0]
    for i in 1..<max(source.count, 1) {
      let next = source.line.values[i]
      let y = target.line.values[Int(staircase.columnBelow[i - 1])]
      sum.add(cost.increment(from: x - y, to: next - y, step: next - x))
      alpha[i] = sum.value
      x = next
    }
    return alpha
  }

  /// The plan in the order of the clouds.
  private func restored(_ staircase: Staircase) -> TransportPlan {
    let (source, target) = (source, target)
    return TransportPlan(
      uncheckedRowCount: source.count, columnCount: target.count,
      rows: ParallelLoop.map(count: staircase.count, grain: 8192) {
        Int(source.line.indices[Int(staircase.rows[$0])])
      },
      columns: ParallelLoop.map(count: staircase.count, grain: 8192) {
        Int(target.line.indices[Int(staircase.columns[$0])])
      },
      mass: staircase.mass.slice(from: 0, count: staircase.count))
  }
}
