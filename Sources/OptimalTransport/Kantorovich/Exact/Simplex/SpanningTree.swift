/// A basis of the transport polytope: a rooted spanning tree on m source and n target nodes.
///
/// Nodes 0..<m are source atoms, m..<m + n target atoms. Each node but the root owns the arc to its
/// parent: its flow stands at the node's index. Tree arcs are tight, alpha_i + beta_j = c_ij, and
/// `potential` holds alpha on the source and beta on the target nodes.
///
/// The tree is *strongly feasible* (Cunningham 1976): an arc without flow points upwards, its child
/// being a source. With the leaving rule of `pivot` it stays so, whatever the rounding, since the
/// property speaks only of flows that are exactly zero; so degenerate pivots cannot cycle.
///
/// Subtrees are contiguous in `thread`, a preorder (Glover, Karney and Klingman 1974; Kiraly and
/// Kovacs 2012, section 3): subtree(v) is v and the next subtreeCount[v] - 1 nodes, up to `last[v]`.
final class SpanningTree {
  let sourceCount: Int
  let nodeCount: Int
  let root: Int
  let parent: ScratchArray<Int32>
  let thread: ScratchArray<Int32>
  let reverseThread: ScratchArray<Int32>
  let subtreeCount: ScratchArray<Int32>
  let last: ScratchArray<Int32>
  let flow: ScratchArray<Double>
  let potential: ScratchArray<Double>
  /// Scratch for the pivot: nodes whose thread changed.
  let touched: ScratchArray<Int32>

  /// An arc of the tree with its flow.
  struct Arc {
    var source: Int
    var target: Int
    var flow: Double
  }

  /// Roots the tree of m + n - 1 arcs at a target node. Potentials are left at zero.
  init(sourceCount: Int, targetCount: Int, rootTarget: Int, arcs: [Arc]) {
    self.sourceCount = sourceCount
    nodeCount = sourceCount + targetCount
    root = sourceCount + rootTarget
    precondition(arcs.count == nodeCount - 1, "a spanning tree has one arc less than nodes")
    parent = ScratchArray(repeating: -1, count: nodeCount)
    thread = ScratchArray(repeating: 0, count: nodeCount)
    reverseThread = ScratchArray(repeating: 0, count: nodeCount)
    subtreeCount = ScratchArray(repeating: 1, count: nodeCount)
    last = ScratchArray(repeating: 0, count: nodeCount)
    flow = ScratchArray(repeating: 0, count: nodeCount)
    potential = ScratchArray(repeating: 0, count: nodeCount)
    touched = ScratchArray(repeating: 0, count: nodeCount + 1)
    thread(arcs)
  }

  /// Whether a node is a source atom.
  @inline(__always) func isSource(_ node: Int) -> Bool { node < sourceCount }

  /// The source and target atom of the arc from `node` to its parent.
  @inline(__always) func arc(of node: Int) -> (source: Int, target: Int) {
    let other = Int(parent[node])
    return isSource(node) ? (node, other - sourceCount) : (other, node - sourceCount)
  }

  /// Whether pair (i, j) is an arc of the tree.
  func contains(_ i: Int, _ j: Int) -> Bool {
    Int(parent[i]) == sourceCount + j || Int(parent[sourceCount + j]) == i
  }

  /// Orders the nodes by depth-first search from the root and fills all links.
  private func thread(_ arcs: [Arc]) {
    let neighbours = Adjacency(arcs, sourceCount: sourceCount, nodeCount: nodeCount)
    var order: [Int] = []
    order.reserveCapacity(nodeCount)
    var stack = [root]
    while let node = stack.popLast() {
      order.append(node)
      for k in neighbours.range(of: node) {
        let next = neighbours.node[k]
        if next == Int(parent[node]) { continue }
        parent[next] = Int32(node)
        flow[next] = neighbours.flow[k]
        stack.append(next)
      }
    }
    precondition(order.count == nodeCount, "the arcs connect all nodes")
    for (position, node) in order.enumerated() {
      let next = order[position + 1 == nodeCount ? 0 : position + 1]
      thread[node] = Int32(next)
      reverseThread[next] = Int32(node)
    }
    for node in order.dropFirst().reversed() {
      subtreeCount[Int(parent[node])] += subtreeCount[node]
    }
    for (position, node) in order.enumerated() {
      last[node] = Int32(order[position + Int(subtreeCount[node]) - 1])
    }
  }
}

/// The arcs at each node, by compressed rows.
private struct Adjacency {
  private var start: [Int]
  private(set) var node: [Int]
  private(set) var flow: [Double]

  init(_ arcs: [SpanningTree.Arc], sourceCount: Int, nodeCount: Int) {
    start = [Int](repeating: 0, count: nodeCount + 1)
    for arc in arcs {
      start[arc.source + 1] += 1
      start[sourceCount + arc.target + 1] += 1
    }
    for v in 0..<nodeCount { start[v + 1] += start[v] }
    node = [Int](repeating: 0, count: 2 * arcs.count)
    flow = [Double](repeating: 0, count: 2 * arcs.count)
    var free = start
    func add(_ from: Int, _ to: Int, _ mass: Double) {
      node[free[from]] = to
      flow[free[from]] = mass
      free[from] += 1
    }
    for arc in arcs {
      add(arc.source, sourceCount + arc.target, arc.flow)
      add(sourceCount + arc.target, arc.source, arc.flow)
    }
  }

  func range(of v: Int) -> Range<Int> { start[v]..<start[v + 1] }
}
