extension LineProblem {
  /// The lower bound sum a_i alpha_i + sum b_j beta_j, and the sum of the magnitudes of its terms.
  func dualSums<Cost: LineCost>(
    _ transform: MongeTransform<Cost>
  ) -> (value: Double, magnitude: Double) {
    let sides = ParallelLoop.map(count: 2) {
      $0 == 0
        ? Self.sums(transform.alpha, source.weights)
        : Self.sums(transform.beta, target.weights)
    }
    return (sides[0].value + sides[1].value, sides[0].magnitude + sides[1].magnitude)
  }

  private static func sums(
    _ potential: borrowing ScratchArray<Double>, _ weights: borrowing ScratchArray<Double>
  ) -> (value: Double, magnitude: Double) {
    var sum = CompensatedSum()
    var magnitude = 0.0
    for k in 0..<weights.count {
      sum.add(potential[k], times: weights[k])
      magnitude += abs(potential[k]) * weights[k]
    }
    return (sum.value, magnitude)
  }

  /// How far beta on the staircase, c - alpha at the cell where it enters a column, exceeds the
  /// c-transform of alpha.
  func dualInfeasibility<Cost: LineCost>(
    _ transform: MongeTransform<Cost>, _ path: StaircasePath
  ) -> Double {
    let pieces = 16
    let worst = ParallelLoop.map(count: pieces) { piece in
      var worst = 0.0
      for j in target.count * piece / pieces..<target.count * (piece + 1) / pieces {
        let i = Int(path.rowBeside[j])
        let u = source.line.values[i] - target.line.values[j]
        worst = max(worst, transform.cost(u) - transform.alpha[i] - transform.beta[j])
      }
      return worst
    }
    return worst.max()!
  }
}
