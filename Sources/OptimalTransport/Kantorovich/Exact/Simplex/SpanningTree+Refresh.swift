extension SpanningTree {
  /// Recomputes all potentials from the tree's costs in double-double arithmetic, rounded once.
  ///
  /// Pivots add to potentials and let rounding pile up; afterwards every tree arc is tight to one
  /// ulp. The free constant is chosen so that the mean of alpha and of beta agree, which keeps both
  /// small; it has few bits, so that costs that are exact leave potentials that are exact.
  func refreshPotentials(cost: (Int, Int) -> Double) {
    let low = ScratchArray(repeating: 0.0, count: nodeCount)
    potential[root] = 0
    var node = Int(thread[root])
    while node != root {
      let above = Int(parent[node])
      let (i, j) = arc(of: node)
      // (high, tail) = c - (potential[above] + low[above]), Knuth's two-sum.
      let c = cost(i, j)
      let p = -potential[above]
      let high = c + p
      let virtual = high - c
      let tail = (c - (high - virtual)) + (p - virtual) - low[above]
      potential[node] = high + tail
      low[node] = tail - (potential[node] - high)
      node = Int(thread[node])
    }
    let shift = balancingConstant()
    for v in 0..<nodeCount {
      potential[v] = (potential[v] + (isSource(v) ? shift : -shift)) + low[v]
    }
  }

  /// (mean beta - mean alpha) / 2, cut to 12 significant bits.
  private func balancingConstant() -> Double {
    let targetCount = Double(nodeCount - sourceCount)
    var shift = 0.0
    for v in 0..<sourceCount { shift -= potential[v] / Double(sourceCount) / 2 }
    for v in sourceCount..<nodeCount { shift += potential[v] / targetCount / 2 }
    return Double(bitPattern: shift.bitPattern & ~((1 << 41) - 1))
  }

  /// Recomputes all flows from the masses, leaves first, so that marginals hold to rounding however
  /// many pivots went before. A flow below zero is rounding and becomes zero.
  func refreshFlows(source: [Double], target: [Double]) {
    let excess = ScratchArray(repeating: 0.0, count: nodeCount)
    let low = ScratchArray(repeating: 0.0, count: nodeCount)
    for (i, a) in source.enumerated() { excess[i] = a }
    for (j, b) in target.enumerated() { excess[sourceCount + j] = -b }
    var node = Int(reverseThread[root])
    while node != root {
      let above = Int(parent[node])
      let total = excess[node] + low[node]
      flow[node] = max(0, isSource(node) ? total : -total)
      let x = excess[above]
      let y = excess[node]
      let sum = x + y
      let virtual = sum - x
      low[above] += (x - (sum - virtual)) + (y - virtual) + low[node]
      excess[above] = sum
      node = Int(reverseThread[node])
    }
  }

  /// The arcs that carry mass, as a plan on the tree's own atoms.
  var plan: TransportPlan {
    var (rows, columns, mass): ([Int], [Int], [Double]) = ([], [], [])
    for node in 0..<nodeCount where node != root && flow[node] > 0 {
      let (i, j) = arc(of: node)
      rows.append(i)
      columns.append(j)
      mass.append(flow[node])
    }
    return TransportPlan(
      uncheckedRowCount: sourceCount, columnCount: nodeCount - sourceCount, rows: rows,
      columns: columns, mass: mass)
  }
}
