/// Builds the first basis from approximate potentials: a greedy plan along arcs of least reduced cost.
///
/// Every source proposes its few cheapest targets; proposals are served in the order of reduced
/// cost, each as far as the masses last, in rounds until all mass is placed. Each step exhausts an
/// atom, so the arcs form a forest (look at the atom of a cycle that was exhausted first). The trees
/// of the forest are then joined by arcs without flow, each from a source of the lower tree up to a
/// target of the upper one, which makes the whole strongly feasible.
///
/// Exhaustion ties are broken as if every source held an extra infinitesimal mass and the root all
/// of them: `Amount` counts those. Complexity: O(m n) a round, O(proposals * m + n) memory.
struct StartingTree {
  private let costs: CappedCosts
  private let potentials: KantorovichPotentials
  private let rootTarget: Int
  private var supply: [Amount]
  private var demand: [Amount]
  private var arcs: [SpanningTree.Arc] = []

  /// A remaining mass, and how many infinitesimals go with it.
  private struct Amount {
    var mass: Double
    var infinitesimals: Int
    var isExhausted = false

    mutating func take(_ other: Amount) {
      mass -= other.mass
      infinitesimals -= other.infinitesimals
    }
  }

  /// How many targets a source proposes in a round: enough to serve most of them in the first one.
  private static let proposalCount = 8
  /// Rounds before what is left is served in index order; each round serves a large share.
  private static let roundLimit = 12

  /// `source` and `target` are positive masses; `preferred` arcs, if any, are served first, in order.
  static func make(
    costs: CappedCosts, source: [Double], target: [Double], potentials: KantorovichPotentials,
    preferred: [(Int, Int)] = []
  ) -> SpanningTree {
    var start = StartingTree(costs: costs, source: source, target: target, potentials: potentials)
    for (i, j) in preferred { start.serve(i, j) }
    var proposals: [Proposal] = []
    for _ in 0..<roundLimit where start.hasSupply {
      let round = start.proposals()
      if proposals.isEmpty { proposals = round }
      for proposal in round { start.serve(Int(proposal.source), Int(proposal.target)) }
    }
    start.serveTheRest()
    let joining = start.joiningArcs(proposals.isEmpty ? start.proposals(all: true) : proposals)
    return SpanningTree(
      sourceCount: source.count, targetCount: target.count, rootTarget: start.rootTarget,
      arcs: start.arcs + joining)
  }

  private init(
    costs: CappedCosts, source: [Double], target: [Double], potentials: KantorovichPotentials
  ) {
    self.costs = costs
    self.potentials = potentials
    rootTarget = target.indices.max { target[$0] < target[$1] }!
    supply = source.map { Amount(mass: $0, infinitesimals: 1) }
    demand = target.map { Amount(mass: $0, infinitesimals: 0) }
    demand[rootTarget].infinitesimals = source.count
  }

  private var hasSupply: Bool {
    supply.contains { !$0.isExhausted } && demand.contains { !$0.isExhausted }
  }

  /// Moves what both atoms still have along (i, j), and exhausts the smaller.
  private mutating func serve(_ i: Int, _ j: Int) {
    guard !supply[i].isExhausted, !demand[j].isExhausted else { return }
    let (have, want) = (supply[i], demand[j])
    let order = (have.mass, have.infinitesimals)
    let sourceEnds = order <= (want.mass, want.infinitesimals)
    let targetEnds = order >= (want.mass, want.infinitesimals)
    arcs.append(.init(source: i, target: j, flow: sourceEnds ? have.mass : want.mass))
    if sourceEnds { supply[i].isExhausted = true } else { supply[i].take(want) }
    if targetEnds { demand[j].isExhausted = true } else { demand[j].take(have) }
  }

  /// The cheapest live targets of every live source, by reduced cost.
  private func proposals(all: Bool = false) -> [Proposal] {
    let sources = supply.indices.filter { all || !supply[$0].isExhausted }
    let masked = demand.indices.map {
      all || !demand[$0].isExhausted ? potentials.beta[$0] : -Double.infinity
    }
    let lists = ProposalScan(geometry: costs.geometry, shift: masked, count: Self.proposalCount)
      .run(sources: sources, alpha: potentials.alpha)
    return lists.sorted()
  }

  /// What greed left over, in index order; rounding can leave mass on one side only, which then goes
  /// to the cheapest partner.
  private mutating func serveTheRest() {
    let sources = supply.indices.filter { !supply[$0].isExhausted }
    let targets = demand.indices.filter { !demand[$0].isExhausted }
    var (s, t) = (0, 0)
    while s < sources.count, t < targets.count {
      serve(sources[s], targets[t])
      if supply[sources[s]].isExhausted { s += 1 }
      if demand[targets[t]].isExhausted { t += 1 }
    }
    var hasArc = [Bool](repeating: false, count: demand.count)
    for arc in arcs { hasArc[arc.target] = true }
    for j in demand.indices where !hasArc[j] {
      let i = supply.indices.min {
        costs.cost($0, j) - potentials.alpha[$0] < costs.cost($1, j) - potentials.alpha[$1]
      }!
      arcs.append(.init(source: i, target: j, flow: demand[j].mass))
    }
  }

  /// One arc without flow out of every tree of the forest but the root's, along proposals first.
  private func joiningArcs(_ proposals: [Proposal]) -> [SpanningTree.Arc] {
    let m = supply.count
    var forest = DisjointSets(count: m + demand.count)
    for arc in arcs { forest.join(arc.source, m + arc.target) }
    let tree = (0..<m + demand.count).map { forest.representative($0) }
    var isJoined = [Bool](repeating: false, count: tree.count)
    isJoined[tree[m + rootTarget]] = true
    var joining: [SpanningTree.Arc] = []
    func join(_ i: Int, _ j: Int) {
      if !isJoined[tree[i]], forest.join(i, m + j) {
        isJoined[tree[i]] = true
        joining.append(.init(source: i, target: j, flow: 0))
      }
    }
    for proposal in proposals { join(Int(proposal.source), Int(proposal.target)) }
    for i in 0..<m { join(i, rootTarget) }
    return joining
  }
}
