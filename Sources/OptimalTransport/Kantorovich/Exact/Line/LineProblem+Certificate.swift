extension LineProblem {
  /// The upper bound. The plan's marginals are exact but for one rounding a mass, about as much as
  /// rounding the plan to them would leave; a plan rounded further would enter here.
  func planCost<Cost: LineCost>(_ cost: Cost, _ staircase: Staircase) -> Double {
    ParallelLoop.sum(count: staircase.count) { range in
      var sum = CompensatedSum()
      for k in range {
        let x = source.line.values[Int(staircase.rows[k])]
        let y = target.line.values[Int(staircase.columns[k])]
        sum.add(staircase.mass[k] * cost(x - y))
      }
      return sum
    }
  }

  /// The lower bound sum a_i alpha_i + sum b_j beta_j.
  func dualValue<Cost: LineCost>(_ transform: MongeTransform<Cost>) -> Double {
    let sides = ParallelLoop.map(count: 2) {
      $0 == 0
        ? Self.integral(transform.alpha, source.weights)
        : Self.integral(transform.beta, target.weights)
    }
    return sides[0] + sides[1]
  }

  /// 2 ulp of sum a_i |alpha_i| + sum b_j |beta_j|.
  func resolution<Cost: LineCost>(_ transform: MongeTransform<Cost>) -> Double {
    let sides = ParallelLoop.map(count: 2) {
      $0 == 0
        ? Self.magnitude(transform.alpha, source.weights)
        : Self.magnitude(transform.beta, target.weights)
    }
    return (sides[0] + sides[1]) * 0x1p-51
  }

  private static func magnitude(
    _ potential: borrowing ScratchArray<Double>, _ weights: borrowing ScratchArray<Double>
  ) -> Double {
    var sum = 0.0
    for k in 0..<weights.count { sum += abs(potential[k]) * weights[k] }
    return sum
  }

  private static func integral(
    _ potential: borrowing ScratchArray<Double>, _ weights: borrowing ScratchArray<Double>
  ) -> Double {
    var sum = CompensatedSum()
    for k in 0..<weights.count { sum.add(potential[k], times: weights[k]) }
    return sum.value
  }

  /// How far beta on the staircase, c - alpha at the cell where it enters a column, exceeds the
  /// c-transform of alpha.
  func dualInfeasibility<Cost: LineCost>(
    _ transform: MongeTransform<Cost>, _ staircase: Staircase
  ) -> Double {
    let pieces = 16
    let worst = ParallelLoop.map(count: pieces) { piece in
      var worst = 0.0
      for j in target.count * piece / pieces..<target.count * (piece + 1) / pieces {
        let i = Int(staircase.rowBeside[j])
        let u = source.line.values[i] - target.line.values[j]
        worst = max(worst, transform.cost(u) - transform.alpha[i] - transform.beta[j])
      }
      return worst
    }
    return worst.max()!
  }

  /// |P 1 - a|_1 + |P' 1 - b|_1, each entry of the differences to twice the precision.
  func marginalError(_ staircase: Staircase) -> Double {
    let errors = ParallelLoop.map(count: 2) { side in
      side == 0
        ? Self.lack(source.weights, staircase.rows, staircase.mass, staircase.count)
        : Self.lack(target.weights, staircase.columns, staircase.mass, staircase.count)
    }
    return errors[0] + errors[1]
  }

  /// The masses less the entries of their line of the plan, which stand next to each other.
  private static func lack(
    _ weights: borrowing ScratchArray<Double>, _ lines: borrowing ScratchArray<UInt32>,
    _ mass: borrowing ScratchArray<Double>, _ count: Int
  ) -> Double {
    var total = CompensatedSum()
    var k = 0
    for line in 0..<weights.count {
      var rest = DoubleDouble(weights[line])
      while k < count, lines[k] == UInt32(truncatingIfNeeded: line) {
        rest = rest - mass[k]
        k &+= 1
      }
      total.add(abs(rest.high))
    }
    return total.value
  }
}

extension ParallelLoop {
  /// The sum of partial sums over ranges that cover 0..<count.
  fileprivate static func sum(
    count: Int, _ partial: (Range<Int>) -> CompensatedSum
  ) -> Double {
    let pieces = max(1, min(16, count / 8192))
    return map(count: pieces) { partial(count * $0 / pieces..<count * ($0 + 1) / pieces).value }
      .compensatedSum()
  }
}
