/// An approximate Cholesky factorisation of a weighted graph Laplacian, as a preconditioner.
///
/// A vertex with neighbours of weights w_1 <= ... <= w_k and degree D = sum w + excess is
/// eliminated exactly, but the clique w_i w_j / D that this adds among its neighbours is replaced
/// by a random tree of k - 1 edges with the same mean: each i keeps one edge, to a later j drawn
/// with probability w_j / s_i, of weight w_i s_i / D, where s_i = w_{i+1} + ... + w_k. Fill stays
/// below the number of edges; on a forest nothing is drawn and the factorisation is exact, which is
/// what a transport plan becomes as eps -> 0.
///
/// Complexity: about O(e log e) time and O(e) memory for e edges.
/// Source: Kyng and Sachdeva, "Approximate Gaussian elimination for Laplacians" (2016); the order
/// of weights is that of Gao, Kyng and Spielman, "Robust and practical solution of Laplacian
/// equations" (2023).
struct ApproximateCholesky {
  /// Vertices in the order of their elimination.
  private var order: [Int32] = []
  /// The multipliers w_k / D of each eliminated vertex stand at start[v]..<start[v + 1] of that
  /// order.
  private var start: [Int] = [0]
  private var neighbor: [Int32] = []
  private var multiplier: [Double] = []
  /// 1 / D, zero for a vertex that nothing holds.
  private var inverseDegree: [Double] = []

  /// Factors the Laplacian of the edges plus diag(excess), excess >= 0.
  init(edges: [(Int32, Int32, Double)], excess: [Double], seed: UInt64 = 1) {
    var graph = EliminationGraph(edges: edges, excess: excess)
    var generator = SeededGenerator(seed: seed)
    while let vertex = graph.nextVertex() {
      let neighbors = graph.remove(vertex)
      let degree = neighbors.reduce(graph.excess[vertex]) { $0 + $1.weight }
      order.append(Int32(vertex))
      inverseDegree.append(degree > 0 && (1 / degree).isFinite ? 1 / degree : 0)
      for edge in neighbors where degree > 0 {
        neighbor.append(edge.vertex)
        multiplier.append(edge.weight / degree)
        graph.excess[Int(edge.vertex)] += graph.excess[vertex] * (edge.weight / degree)
      }
      start.append(neighbor.count)
      graph.addTree(among: neighbors, degree: degree, using: &generator)
    }
  }

  /// M^-1 b: forward elimination, division by D, back substitution.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    for step in order.indices {
      let value = x[Int(order[step])]
      for k in start[step]..<start[step + 1] { x[Int(neighbor[k])] += multiplier[k] * value }
    }
    for step in order.indices.reversed() {
      var value = x[Int(order[step])] * inverseDegree[step]
      for k in start[step]..<start[step + 1] { value += multiplier[k] * x[Int(neighbor[k])] }
      x[Int(order[step])] = value
    }
    return x
  }
}

/// The graph that is left, with vertices queued by their number of edges.
private struct EliminationGraph {
  struct Edge {
    var vertex: Int32
    var weight: Double
  }
  /// Edges of each vertex; those to eliminated vertices, and repeated ones, are dropped on reading.
  private var adjacency: [[Edge]]
  /// Live edges of each vertex, repeated ones counted; -1 once it is eliminated.
  private var degree: [Int]
  /// Vertices by degree. Each change queues the vertex anew, so outdated entries are skipped.
  private var buckets: [[Int32]]
  private var lowest = 0
  var excess: [Double]

  init(edges: [(Int32, Int32, Double)], excess: [Double]) {
    self.excess = excess
    degree = [Int](repeating: 0, count: excess.count)
    for (i, j, weight) in edges where weight > 0 {
      degree[Int(i)] += 1
      degree[Int(j)] += 1
    }
    adjacency = degree.map { count in
      var list: [Edge] = []
      list.reserveCapacity(count)
      return list
    }
    for (i, j, weight) in edges where weight > 0 {
      adjacency[Int(i)].append(Edge(vertex: j, weight: weight))
      adjacency[Int(j)].append(Edge(vertex: i, weight: weight))
    }
    buckets = [[Int32]](repeating: [], count: (degree.max() ?? 0) + 2)
    for v in degree.indices { buckets[degree[v]].append(Int32(v)) }
  }

  /// A vertex of least degree; nil when none is left.
  mutating func nextVertex() -> Int? {
    while lowest < buckets.count {
      guard let candidate = buckets[lowest].popLast() else {
        lowest += 1
        continue
      }
      let v = Int(candidate)
      if degree[v] >= 0, bucket(of: v) == lowest { return v }
    }
    return nil
  }

  /// Takes a vertex out; its neighbours, each once, in order of increasing weight.
  mutating func remove(_ vertex: Int) -> [Edge] {
    var live = adjacency[vertex].filter { degree[Int($0.vertex)] >= 0 }
    adjacency[vertex] = []
    degree[vertex] = -1
    for edge in live { degree[Int(edge.vertex)] -= 1 }
    for edge in live { queue(Int(edge.vertex)) }
    live.sort { $0.vertex < $1.vertex }
    var merged: [Edge] = []
    for edge in live {
      if merged.last?.vertex == edge.vertex {
        merged[merged.count - 1].weight += edge.weight
      } else {
        merged.append(edge)
      }
    }
    return merged.sorted { ($0.weight, $0.vertex) < ($1.weight, $1.vertex) }
  }

  /// The random tree that stands for the clique of an eliminated vertex.
  mutating func addTree(
    among neighbors: [Edge], degree: Double, using generator: inout SeededGenerator
  ) {
    guard neighbors.count > 1, degree > 0 else { return }
    // later[i] = w_{i+1} + ... + w_k.
    var later = [Double](repeating: 0, count: neighbors.count)
    for i in stride(from: neighbors.count - 2, through: 0, by: -1) {
      later[i] = later[i + 1] + neighbors[i + 1].weight
    }
    for i in 0..<neighbors.count - 1 {
      // The later neighbour at which the tail sum falls to a uniform share of later[i].
      let level = generator.uniform() * later[i]
      var (low, high) = (i + 1, neighbors.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if later[middle] <= level { high = middle } else { low = middle + 1 }
      }
      connect(neighbors[i].vertex, neighbors[low].vertex, neighbors[i].weight * (later[i] / degree))
    }
  }

  private mutating func connect(_ i: Int32, _ j: Int32, _ weight: Double) {
    guard weight > 0 else { return }
    for (v, other) in [(Int(i), j), (Int(j), i)] {
      adjacency[v].append(Edge(vertex: other, weight: weight))
      degree[v] += 1
      queue(v)
    }
  }

  private mutating func queue(_ v: Int) {
    buckets[bucket(of: v)].append(Int32(v))
    lowest = min(lowest, bucket(of: v))
  }

  private func bucket(of v: Int) -> Int { min(degree[v], buckets.count - 1) }
}
