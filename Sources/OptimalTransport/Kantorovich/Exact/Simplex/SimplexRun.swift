/// One run of the network simplex method on positive masses, from a starting tree to the optimum.
///
/// Pricing goes through the sources in turn; each offers the target of its most negative reduced cost
/// min over j of c_ij - alpha_i - beta_j, one SIMD pass over the row, and the arc enters at once.
/// A pass without a pivot proves optimality to the tolerance. Pivots let rounding pile up in the
/// potentials, so the first passes use a coarse tolerance; then each pass starts from refreshed
/// potentials and the tolerance is that of rounding.
final class SimplexRun {
  private(set) var costs: CappedCosts
  private let source: [Double]
  private let target: [Double]
  private let tree: SpanningTree
  private let iterationLimit: Int
  private let report: (Double, Int) -> Void
  private(set) var iterations = 0

  /// Relative to |alpha_i| + |beta_j| + |c_ij|: far above the rounding that pivots pile up ...
  private static let coarseTolerance = 0x1p-40
  /// ... and a few ulp, what fresh potentials and a cost are good for.
  private static let fineTolerance = 0x1p-50
  /// Fine passes; on tied costs a pivot can trade one rounding error for another without end.
  private static let finePassLimit = 30
  /// Rows between two looks at the task's cancellation, and between two reports.
  private static let rowsPerCheck = 32

  init(
    costs: CappedCosts, source: [Double], target: [Double], tree: SpanningTree, iterationLimit: Int,
    report: @escaping (Double, Int) -> Void
  ) {
    self.costs = costs
    self.source = source
    self.target = target
    self.tree = tree
    self.iterationLimit = iterationLimit
    self.report = report
  }

  /// Pivots until optimal for the true costs.
  ///
  /// - Throws: `infeasible` when mass can only move along forbidden pairs.
  func solve() throws(TransportError) -> Termination {
    var termination = optimise()
    while termination == .converged, costs.cap < .infinity {
      let capped = cappedMass
      if capped <= negligibleMass { break }
      if isBeyondAnyRoute { throw .infeasible(massWithoutRoute: capped) }
      costs.raise()
      termination = optimise()
    }
    return termination
  }

  /// The plan on the tree, with flows and potentials refreshed, without forbidden pairs.
  func finish() -> (plan: TransportPlan, potentials: KantorovichPotentials) {
    tree.refreshFlows(source: source, target: target)
    tree.refreshPotentials(cost: costs.cost)
    let potentials = KantorovichPotentials(
      uncheckedAlpha: tree.potential.slice(from: 0, count: source.count),
      beta: tree.potential.slice(from: source.count, count: target.count))
    let plan =
      costs.geometry.allowsEveryPair
      ? tree.plan : tree.plan.filtered { self.costs.geometry.cost($0, $1) < .infinity }
    return (plan, potentials)
  }

  private func optimise() -> Termination {
    tree.refreshPotentials(cost: costs.cost)
    var firstPass = 0
    var fraction = 0.0
    while true {
      switch pass(tolerance: Self.coarseTolerance) {
      case .stopped(let reason): return reason
      case .pivots(0): return polish()
      case .pivots(let count):
        firstPass = max(firstPass, count)
        fraction = max(fraction, 1 - Double(count) / Double(firstPass + 1))
        report(fraction, iterations)
      }
    }
  }

  private func polish() -> Termination {
    for _ in 0..<Self.finePassLimit {
      tree.refreshPotentials(cost: costs.cost)
      switch pass(tolerance: Self.fineTolerance) {
      case .stopped(let reason): return reason
      case .pivots(0): return .converged
      case .pivots: continue
      }
    }
    return .converged
  }

  private enum PassResult {
    case pivots(Int)
    case stopped(Termination)
  }

  /// Prices every row once and pivots where it pays.
  private func pass(tolerance: Double) -> PassResult {
    let before = iterations
    let m = source.count
    var capped = largestTargetPotential()
    for i in 0..<m {
      if i % Self.rowsPerCheck == 0 {
        if Task.isCancelled { return .stopped(.cancelled) }
        capped = largestTargetPotential()
      }
      guard let (j, reduced) = entering(row: i, capped: capped, tolerance: tolerance) else {
        continue
      }
      if iterations >= iterationLimit { return .stopped(.iterationLimit) }
      tree.pivot(source: i, target: j, reducedCost: reduced)
      iterations += 1
    }
    return .pivots(iterations - before)
  }

  /// The target of the most negative reduced cost in row i, if it is negative beyond rounding.
  @inline(__always)
  private func entering(row i: Int, capped: Int?, tolerance: Double) -> (Int, Double)? {
    let m = source.count
    let alpha = tree.potential[i]
    let best = costs.geometry.reducedMinimum(row: i, shift: tree.potential, offset: m)
    var (j, value) = (best.column, best.value)
    if let capped, costs.cap - tree.potential[m + capped] < value {
      (j, value) = (capped, costs.cap - tree.potential[m + capped])
    }
    let reduced = value - alpha
    let beta = tree.potential[m + j]
    guard reduced < -tolerance * (abs(alpha) + abs(beta) + abs(value + beta)),
      !tree.contains(i, j)
    else { return nil }
    return (j, reduced)
  }

  /// Where beta is largest: min over j of min(c_ij, cap) - beta_j is the lesser of the row's own
  /// minimum and cap - max beta. Needed only while there is a cap.
  private func largestTargetPotential() -> Int? {
    guard costs.cap < .infinity else { return nil }
    let m = source.count
    return target.indices.max { tree.potential[m + $0] < tree.potential[m + $1] }
  }

  /// Mass on pairs above the cap.
  private var cappedMass: Double {
    var mass = 0.0
    for node in 0..<tree.nodeCount where node != tree.root && tree.flow[node] > 0 {
      let (i, j) = tree.arc(of: node)
      if costs.isCapped(i, j) { mass += tree.flow[node] }
    }
    return mass
  }

  /// What rounding of the masses alone can put on a forbidden pair; an entry that is merely large
  /// counts however little it carries.
  private var negligibleMass: Double {
    costs.geometry.allowsEveryPair ? 0 : RoundingMass.bound(source: source, target: target)
  }

  /// A detour around a forbidden pair costs at most the sum of the costs on a cycle.
  private var isBeyondAnyRoute: Bool {
    !costs.geometry.allowsEveryPair
      && (costs.cap > 2 * Double(tree.nodeCount) * costs.largest || costs.cap > 0x1p1000)
  }
}

/// The mass that is lost or gained by rounding when m + n masses are added up.
enum RoundingMass {
  static func bound(source: [Double], target: [Double]) -> Double {
    Double(source.count + target.count) * 0x1p-52 * source.reduce(0, +)
  }
}

extension TransportPlan {
  /// The entries whose pair passes.
  func filtered(_ keeps: (Int, Int) -> Bool) -> TransportPlan {
    let kept = mass.indices.filter { keeps(rows[$0], columns[$0]) }
    return TransportPlan(
      uncheckedRowCount: rowCount, columnCount: columnCount, rows: kept.map { rows[$0] },
      columns: kept.map { columns[$0] }, mass: kept.map { mass[$0] })
  }
}
