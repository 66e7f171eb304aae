/// Howard's policy iteration for the cycle of least mean.
struct CycleSearch {
  private let graph: ExchangeGraph
  /// The arc that each pair follows.
  private var policy: [Int]
  /// d, up to a constant.
  private var values: [Double]
  /// The mean weight of `cycle`, at most 0.
  private(set) var cycleMean = 0.0
  /// The best cycle seen.
  private(set) var cycle = [0]
  /// No cycle has a lower mean.
  private(set) var lowerBound = -Double.infinity
  private(set) var termination = Termination.iterationLimit
  private(set) var iterations = 0

  init(_ graph: ExchangeGraph) {
    self.graph = graph
    values = [Double](repeating: 0, count: graph.count)
    policy = Array(0..<graph.count)
  }

  /// Rounding of costs and of the values that they sum to.
  var resolution: Double {
    let largest = graph.own.reduce(0) { max($0, abs($1)) }
    return 0x1p-48 * (largest + values.reduce(0) { max($0, abs($1)) })
  }

  /// Alternates between better arcs and the values of the arcs followed.
  ///
  /// Values spread along the arcs followed at once, but from cycle to cycle by one arc a pass: as
  /// many passes as pairs where many cycles tie, as on a monotone map of the line. Then values
  /// along a tree of close pairs take over.
  mutating func run(iterationLimit: Int) {
    while iterations < iterationLimit {
      if iterations == Self.patience { restart() }
      if Task.isCancelled {
        termination = .cancelled
        return
      }
      let isImproved = improve()
      if cycleMean - lowerBound <= resolution {
        termination = .converged
        return
      }
      guard isImproved else {
        termination = .stalled
        return
      }
      evaluate()
    }
  }

  /// Passes before values are restarted; most searches end sooner.
  private static let patience = 50

  private mutating func restart() {
    values = graph.treeValues()
    policy = Array(policy.indices)
  }

  /// Moves each pair to its best arc, and bounds all cycle means from below by the values before.
  private mutating func improve() -> Bool {
    iterations += 1
    let best = graph.bestArcs(values)
    let slack = best.indices.reduce(Double.infinity) { min($0, best[$1].value - values[$1]) }
    lowerBound = max(lowerBound, slack)
    let threshold = resolution / 4
    var isImproved = false
    for i in best.indices where best[i].value - cycleMean < values[i] - threshold {
      values[i] = best[i].value - cycleMean
      policy[i] = best[i].column
      isImproved = true
    }
    return isImproved
  }

  /// Finds the best cycle of the arcs followed, and the values of all pairs that lead to it.
  private mutating func evaluate() {
    let found = bestCycle()
    if found.mean < cycleMean {
      cycleMean = found.mean
      cycle = found.nodes
    }
    var incoming = [[Int]](repeating: [], count: graph.count)
    for i in policy.indices { incoming[policy[i]].append(i) }
    var queue = [found.nodes[0]]
    var next = 0
    while next < queue.count {
      let k = queue[next]
      next += 1
      for i in incoming[k] where i != found.nodes[0] {
        values[i] = values[k] + graph.weight(i, k) - cycleMean
        queue.append(i)
      }
    }
  }

  /// The cycle of least mean among those that the policy closes.
  private func bestCycle() -> (mean: Double, nodes: [Int]) {
    var visit = [Int](repeating: -1, count: graph.count)
    var best = (mean: Double.infinity, nodes: [Int]())
    for start in policy.indices where visit[start] < 0 {
      var node = start
      while visit[node] < 0 {
        visit[node] = start
        node = policy[node]
      }
      guard visit[node] == start else { continue }
      let nodes = loop(from: node)
      let mean = nodes.map { graph.weight($0, policy[$0]) }.compensatedSum() / Double(nodes.count)
      if mean < best.mean { best = (mean, nodes) }
    }
    return best
  }

  private func loop(from start: Int) -> [Int] {
    var nodes = [start]
    var node = policy[start]
    while node != start {
      nodes.append(node)
      node = policy[node]
    }
    return nodes
  }
}
