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

  /// Four sums side by side, as one would wait for its own last addition each time.
  private static func sums(
    _ potential: borrowing ScratchArray<Double>, _ weights: borrowing ScratchArray<Double>
  ) -> (value: Double, magnitude: Double) {
    var (a, b, c, d) = (CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum())
    var (p, q, r, s) = (0.0, 0.0, 0.0, 0.0)
    let whole = weights.count & ~3
    for k in stride(from: 0, to: whole, by: 4) {
      a.add(potential[k], times: weights[k])
      b.add(potential[k + 1], times: weights[k + 1])
      c.add(potential[k + 2], times: weights[k + 2])
      d.add(potential[k + 3], times: weights[k + 3])
      p += abs(potential[k]) * weights[k]
      q += abs(potential[k + 1]) * weights[k + 1]
      r += abs(potential[k + 2]) * weights[k + 2]
      s += abs(potential[k + 3]) * weights[k + 3]
    }
    for k in whole..<weights.count {
      a.add(potential[k], times: weights[k])
      p += abs(potential[k]) * weights[k]
    }
    for other in [b, c, d] { a.add(other) }
    return (a.value, p + q + r + s)
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
