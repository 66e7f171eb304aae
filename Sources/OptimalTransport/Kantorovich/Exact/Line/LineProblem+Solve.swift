extension LineProblem {
  func solve<Cost: LineCost>(_ cost: Cost, _ keepsSolution: Bool) -> Parts {
    let staircase = Staircase(source, target, cost, keepsPlan: keepsSolution)
    let potential = sourcePotential(cost, staircase.path)
    let transform = MongeTransform(
      cost, source, target, potential: potential, rows: staircase.path.rowBeside)
    let dual = dualSums(transform)
    return Parts(
      kept: staircase.plan.map { ($0, restored(transform)) },
      certificate: Certificate(
        upperBound: staircase.tally.cost.value, lowerBound: dual.value,
        marginalError: staircase.tally.marginalError,
        dualInfeasibility: dualInfeasibility(transform, staircase.path),
        resolution: dual.magnitude * 0x1p-51))
  }

  /// The potentials in the order of the clouds.
  private func restored<Cost: LineCost>(_ transform: MongeTransform<Cost>) -> KantorovichPotentials
  {
    let sides = ParallelLoop.map(count: 2) {
      $0 == 0 ? source.restored(transform.alpha) : target.restored(transform.beta)
    }
    return KantorovichPotentials(uncheckedAlpha: sides[0], beta: sides[1])
  }

  /// alpha along the staircase: the differences of c down the columns in which it descends.
  ///
  /// It vanishes at the middle atom, not at an end, where a stray atom would leave all others a
  /// large constant to be rounded with. Both halves are summed outwards, at once.
  func sourcePotential<Cost: LineCost>(
    _ cost: Cost, _ path: StaircasePath
  ) -> SummedPotential {
    let alpha = ScratchArray<Double>(uninitialized: source.count)
    let middle = source.count / 2
    alpha[middle] = 0
    let ranges = ParallelLoop.map(count: 2) {
      sumOutwards(alpha, from: middle, cost, path, rightwards: $0 == 1)
    }
    return SummedPotential(
      values: alpha, largest: max(ranges[0].largest, ranges[1].largest),
      variation: ranges[0].variation + ranges[1].variation)
  }

  /// Sets alpha on one side of the middle; returns its largest magnitude and its variation there.
  private func sumOutwards<Cost: LineCost>(
    _ alpha: borrowing ScratchArray<Double>, from middle: Int, _ cost: Cost,
    _ path: StaircasePath, rightwards: Bool
  ) -> (largest: Double, variation: Double) {
    var sum = CompensatedSum()
    var (largest, variation) = (0.0, 0.0)
    var i = middle
    while rightwards ? i + 1 < source.count : i > 0 {
      let next = rightwards ? i + 1 : i - 1
      let y = target.line.values[Int(path.columnBelow[min(i, next)])]
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
}
