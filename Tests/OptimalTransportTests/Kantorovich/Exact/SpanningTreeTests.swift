import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct SpanningTreeTests {
  @Test func everyPivotKeepsTheLinksTheFlowsAndStrongFeasibility() throws {
    var random = RandomInstances(seed: 1)
    for trial in 0..<40 {
      let (m, n) = (random.integer(2...12), random.integer(2...12))
      // Integer masses make degenerate pivots the rule and all flows exact.
      let (a, b) = integerMasses(m, n, &random)
      let geometry = try Geometry(
        source: random.points(m, 2), target: random.points(n, 2), cost: .squaredEuclidean)
      let costs = CappedCosts(geometry)
      let zero = KantorovichPotentials(
        uncheckedAlpha: .init(repeating: 0, count: m), beta: .init(repeating: 0, count: n))
      let tree = StartingTree.make(costs: costs, source: a, target: b, potentials: zero)
      tree.refreshPotentials(cost: costs.cost)
      expectSound(tree, a, b, costs, "trial \(trial), start")
      for step in 0..<60 {
        let (i, j) = (random.integer(0...m - 1), random.integer(0...n - 1))
        let reduced = geometry.cost(i, j) - tree.potential[i] - tree.potential[m + j]
        if tree.contains(i, j) { continue }
        // A pivot is sound for any entering arc; only progress needs a negative reduced cost.
        tree.pivot(source: i, target: j, reducedCost: reduced)
        expectSound(tree, a, b, costs, "trial \(trial), step \(step)")
      }
    }
  }

  private func integerMasses(
    _ m: Int, _ n: Int, _ random: inout RandomInstances
  ) -> ([Double], [Double]) {
    var a = (0..<m).map { _ in Double(random.integer(1...4)) }
    var b = (0..<n).map { _ in Double(random.integer(1...4)) }
    let difference = a.reduce(0, +) - b.reduce(0, +)
    if difference > 0 { b[0] += difference } else { a[0] -= difference }
    return (a, b)
  }

  private func expectSound(
    _ tree: SpanningTree, _ a: [Double], _ b: [Double], _ costs: CappedCosts, _ place: String
  ) {
    let (m, nodeCount) = (a.count, tree.nodeCount)
    var order = [tree.root]
    while order.count <= nodeCount, Int(tree.thread[order.last!]) != tree.root {
      order.append(Int(tree.thread[order.last!]))
    }
    #expect(order.count == nodeCount && Set(order).count == nodeCount, "\(place): thread")
    guard order.count == nodeCount else { return }
    var position = [Int](repeating: 0, count: nodeCount)
    for (k, node) in order.enumerated() { position[node] = k }
    var count = [Int](repeating: 1, count: nodeCount)
    for node in order.dropFirst().reversed() { count[Int(tree.parent[node])] += count[node] }
    var excess = a + b.map { -$0 }
    for node in order.dropFirst().reversed() {
      let above = Int(tree.parent[node])
      #expect(position[above] < position[node], "\(place): preorder")
      #expect(tree.isSource(node) != tree.isSource(above), "\(place): bipartite")
      #expect(tree.flow[node] == (tree.isSource(node) ? excess[node] : -excess[node]), "\(place)")
      #expect(tree.flow[node] > 0 || tree.isSource(node), "\(place): strong feasibility")
      excess[above] += excess[node]
      let (i, j) = tree.arc(of: node)
      let slack = costs.cost(i, j) - tree.potential[i] - tree.potential[m + j]
      // Sixty pivots each round potentials below 200 a few times.
      #expect(abs(slack) <= 1e-10, "\(place): tight")
    }
    for node in 0..<nodeCount {
      #expect(Int(tree.subtreeCount[node]) == count[node], "\(place): count of \(node)")
      #expect(Int(tree.last[node]) == order[position[node] + count[node] - 1], "\(place): last")
      #expect(Int(tree.reverseThread[Int(tree.thread[node])]) == node, "\(place): reverse thread")
    }
  }
}
