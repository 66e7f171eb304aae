extension LineProblem {
  func solve<Cost: LineCost>(_ cost: Cost) -> Parts {
    let staircase = Staircase(source, target)
    let transform = MongeTransform(
      cost, source, target, potential: sourcePotential(cost, staircase),
      rows: staircase.rowBeside)
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
        dualInfeasibility: dualInfeasibility(transform, staircase),
        resolution: resolution(transform)))
  }

  /// alpha along the staircase: the differences of c down the columns in which it descends.
  ///
  /// It vanishes at the middle atom, not at an end, where a stray atom would leave all others a
  /// large constant to be rounded with. Both halves are summed outwards, at once.
  private func sourcePotential<Cost: LineCost>(
    _ cost: Cost, _ staircase: Staircase
  ) -> SummedPotential {
    let alpha = ScratchArray<Double>(uninitialized: source.count)
    let middle = source.count / 2
    alpha[middle] = 0
    let ranges = ParallelLoop.map(count: 2) {
      sumOutwards(alpha, from: middle, cost, staircase, rightwards: $0 == 1)
    }
    return SummedPotential(
      values: alpha, largest: max(ranges[0].largest, ranges[1].largest),
      variation: ranges[0].variation + ranges[1].variation)
  }

  /// Sets alpha on one side of the middle; returns its largest magnitude and its variation there.
  private func sumOutwards<Cost: LineCost>(
    _ alpha: borrowing ScratchArray<Double>, from middle: Int, _ cost: Cost,
    _ staircase: Staircase, rightwards: Bool
  ) -> (largest: Double, variation: Double) {
    var sum = CompensatedSum()
    var (largest, variation) = (0.0, 0.0)
    var i = middle
    while rightwards ? i + 1 < source.count : i > 0 {
      let next = rightwards ? i + 1 : i - 1
      let y = target.line.values[Int(staircase.columnBelow[min(i, next)])]
      let (x, nextX) = (source.line.values[i], source.line.values[next])
      let increment = cost.increment(from: x - y, to: nextX - y, step: nextX - x)
      sum.add(increment)
      variation += abs(increment)
      alpha[next] = sum.value
      largest = max(largest, abs(alpha[next]))
      i = next
    }
    return (largest, variation)
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
      mass: ParallelLoop.map(count: staircase.count, grain: 8192) { staircase.mass[$0] })
  }
}
