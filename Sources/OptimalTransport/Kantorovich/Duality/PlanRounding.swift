extension TransportPlan {
  /// A plan with exactly the problem's marginals, near this one.
  ///
  /// Rows are scaled down to their masses, then columns, and what is missing is added along a
  /// staircase (north-west corner), which has at most m + n entries where the usual rank-one
  /// remainder would have m n. The cost changes by at most marginalError * max c, as in Altschuler,
  /// Weed and Rigollet (2017), lemma 7. "Exactly" is up to the rounding of m + n additions.
  ///
  /// With forbidden pairs a remainder above rounding has no certain route: the result is nil then.
  /// Complexity: O(entries + m + n).
  public func rounded(to problem: TransportProblem) -> TransportPlan? {
    let source = problem.sourceWeights
    let target = problem.targetWeights
    var mass = mass
    Self.scaleDown(&mass, along: rows, to: source, sums: sourceMarginal)
    let columnSums = with(mass).targetMarginal
    Self.scaleDown(&mass, along: columns, to: target, sums: columnSums)
    let scaled = with(mass)
    let missingSource = zip(source, scaled.sourceMarginal).map { max(0, $0 - $1) }
    let missingTarget = zip(target, scaled.targetMarginal).map { max(0, $0 - $1) }
    if !problem.geometry.allowsEveryPair {
      let bound = RoundingMass.bound(source: source, target: target)
      return missingSource.compensatedSum() <= bound ? scaled : nil
    }
    return scaled.adding(.staircase(missingSource, missingTarget))
  }

  private func with(_ newMass: [Double]) -> TransportPlan {
    TransportPlan(
      uncheckedRowCount: rowCount, columnCount: columnCount, rows: rows, columns: columns,
      mass: newMass)
  }

  /// Multiplies each line whose sum is above its mass by mass/sum.
  private static func scaleDown(
    _ mass: inout [Double], along index: [Int], to weights: [Double], sums: [Double]
  ) {
    for k in mass.indices where sums[index[k]] > weights[index[k]] {
      mass[k] *= weights[index[k]] / sums[index[k]]
    }
  }

  /// This plan and another.
  private func adding(_ other: TransportPlan) -> TransportPlan {
    TransportPlan(
      uncheckedRowCount: rowCount, columnCount: columnCount, rows: rows + other.rows,
      columns: columns + other.columns, mass: mass + other.mass)
  }

  /// The north-west corner plan between two lists of masses of equal sum: at most m + n - 1 entries.
  static func staircase(_ source: [Double], _ target: [Double]) -> TransportPlan {
    var (rows, columns, mass): ([Int], [Int], [Double]) = ([], [], [])
    var (left, right) = (source, target)
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      let moved = min(left[i], right[j])
      if moved > 0 {
        rows.append(i)
        columns.append(j)
        mass.append(moved)
      }
      left[i] -= moved
      right[j] -= moved
      if left[i] <= 0 { i += 1 } else { j += 1 }
    }
    return TransportPlan(
      uncheckedRowCount: source.count, columnCount: target.count, rows: rows, columns: columns,
      mass: mass)
  }
}
