/// A pair that may enter a plan, with its reduced cost.
struct Proposal: Comparable {
  var reducedCost: Double
  var source: Int32
  var target: Int32

  /// By reduced cost, then by index, so that the order does not depend on threads.
  static func < (a: Proposal, b: Proposal) -> Bool {
    if a.reducedCost != b.reducedCost { return a.reducedCost < b.reducedCost }
    return (a.source, a.target) < (b.source, b.target)
  }
}

/// Finds the `count` targets of least c_ij - shift_j for given sources. A shift of -infinity excludes
/// a target. Complexity: O(n) a source, in parallel.
struct ProposalScan {
  let geometry: Geometry
  let shift: [Double]
  let count: Int

  func run(sources: [Int], alpha: [Double]) -> [Proposal] {
    let perSource = ParallelLoop.chunkedMap(
      count: sources.count, grain: max(1, 4096 / geometry.columns)
    ) { range in
      let shift = ScratchArray(self.shift)
      let row = ScratchArray(repeating: 0.0, count: geometry.columns)
      var best: [Proposal] = []
      for s in range {
        geometry.reducedCosts(row: sources[s], shift: shift, into: row)
        appendLeast(of: row, source: sources[s], alpha: alpha[sources[s]], to: &best)
      }
      return best
    }
    return perSource
  }

  /// Appends the `count` least finite entries of `row` by insertion; most entries fail one comparison.
  private func appendLeast(
    of row: borrowing ScratchArray<Double>, source: Int, alpha: Double, to best: inout [Proposal]
  ) {
    let start = best.count
    var bar = Double.infinity
    for j in 0..<geometry.columns where row[j] < bar {
      if best.count - start == count { best.removeLast() }
      var place = best.count
      while place > start, best[place - 1].reducedCost > row[j] - alpha { place -= 1 }
      best.insert(
        Proposal(reducedCost: row[j] - alpha, source: Int32(source), target: Int32(j)), at: place)
      if best.count - start == count { bar = best[best.count - 1].reducedCost + alpha }
    }
  }
}
