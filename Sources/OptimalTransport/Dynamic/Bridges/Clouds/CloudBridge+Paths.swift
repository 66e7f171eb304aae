import Foundation

extension CloudBridge {
  /// Independent paths of the bridge, exact at the times asked for: a pair of ends from the plan,
  /// then the prior's bridge between them, correlated along the path.
  ///
  /// The same seed gives the same paths. Complexity: O(n) for each source atom drawn, O(d^2) a
  /// position.
  /// - Throws: `outOfRange` for a count below 1 or times that do not increase from 0 to 1,
  ///   `emptyInput` without times.
  public func samplePaths(
    count: Int, times: [Double], seed: UInt64
  ) throws(TransportError) -> BridgePaths {
    try checkSampleCount(count)
    try checkTimes(times)
    var generator = SeededGenerator(seed: seed)
    let pairs = drawEnds(count, &generator)
    return try prior.paths(
      between: source.points.selecting(pairs.rows), and: target.points.selecting(pairs.columns),
      times: times, mass: source.mass, generator: &generator)
  }

  /// Pairs (i, j) with probabilities P_ij: i by the sums of rows, then j within its row.
  private func drawEnds(
    _ count: Int, _ generator: inout SeededGenerator
  ) -> (rows: [Int], columns: [Int]) {
    let table = CumulativeTable(planSums.source)
    let rows = (0..<count).map { _ in table.draw(&generator) }
    var columns = [Int](repeating: 0, count: count)
    // Paths from one atom share its row, which is summed once.
    let shared = Dictionary(grouping: rows.indices, by: { rows[$0] })
    for (i, paths) in shared.sorted(by: { $0.key < $1.key }) {
      let row = CumulativeTable(rowShares(i))
      for p in paths { columns[p] = row.draw(&generator) }
    }
    return (rows, columns)
  }

  /// P_ij up to a factor, the largest being one.
  private func rowShares(_ i: Int) -> [Double] {
    let (g, epsilon) = (entropic.potentials.g, entropic.epsilon)
    let geometry = entropic.plan.kernel.rowwise
    let costs = ScratchArray(repeating: 0.0, count: g.count)
    geometry.reducedCosts(row: i, shift: ScratchArray(g), into: costs)
    let exponents = costs.array
    let least = exponents.min()!
    return exponents.map { exp((least - $0) / epsilon) }
  }
}
