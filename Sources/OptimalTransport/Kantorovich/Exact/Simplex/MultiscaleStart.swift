/// Good first potentials for large problems, from coarser copies of themselves.
///
/// Clouds are cut by medians into groups of four neighbours, each replaced by its barycentre; of a
/// dense matrix or a user's function, every fourth atom stands for four. The coarse problem is solved
/// exactly, itself by way of a coarser one. Its potential beta extends to every source atom by the
/// c-transform alpha_i = min over J of c_iJ - beta_J, and two more transforms give a feasible, nearly
/// optimal pair on the fine problem, which saves the simplex method most of its pivots (Merigot 2011
/// and Schmitzer 2016 use the same idea for other solvers).
///
/// Complexity: O(m n) time, a third of it below the finest level; a coarse copy of a dense matrix
/// takes a sixteenth of its memory.
enum MultiscaleStart {
  /// Atoms that become one on the next level.
  private static let groupSize = 4
  /// Levels stop where the simplex method needs no help.
  private static let coarsestSize = 200

  /// Whether the problem is large enough to gain from coarser ones, and has full rows to group.
  static func applies(to geometry: Geometry) -> Bool {
    geometry.allowsEveryPair && min(geometry.rows, geometry.columns) > coarsestSize
  }

  /// The grouped problem, and how its potentials come back.
  static func coarsen(_ problem: PositiveProblem) -> Coarse {
    if case .clouds = problem.geometry.storage { return barycentres(problem) }
    return representatives(problem)
  }

  struct Coarse {
    var problem: PositiveProblem
    /// alpha on the fine sources from beta on the coarse targets.
    var extend: ([Double]) -> [Double]
  }

  /// Feasible potentials on the fine problem from the coarse ones.
  static func refine(
    _ potentials: KantorovichPotentials, of coarse: Coarse, to fine: Geometry
  ) -> KantorovichPotentials {
    let beta = fine.cTransform(ofSource: coarse.extend(potentials.beta))
    return KantorovichPotentials(uncheckedAlpha: fine.cTransform(ofTarget: beta), beta: beta)
  }

  private static func barycentres(_ problem: PositiveProblem) -> Coarse {
    let origin = problem.geometry.origin!
    let (sourcePoints, source) = origin.source.groupedByNeighbors(problem.source, size: groupSize)
    let (targetPoints, target) = origin.target.groupedByNeighbors(problem.target, size: groupSize)
    let geometry = Geometry(uncheckedSource: sourcePoints, target: targetPoints, cost: origin.cost)
    return Coarse(
      problem: PositiveProblem(geometry: geometry, source: source, target: target)
    ) { beta in
      Geometry(uncheckedSource: origin.source, target: targetPoints, cost: origin.cost)
        .cTransform(ofTarget: beta)
    }
  }

  private static func representatives(_ problem: PositiveProblem) -> Coarse {
    let geometry = problem.geometry
    let rows = Array(stride(from: 0, to: geometry.rows, by: groupSize))
    let columns = Array(stride(from: 0, to: geometry.columns, by: groupSize))
    let core = PositiveProblem(
      geometry: geometry.restricted(rows: rows, columns: columns),
      source: sums(problem.source), target: sums(problem.target))
    return Coarse(problem: core) { beta in
      var masked = [Double](repeating: -.infinity, count: geometry.columns)
      for (j, column) in columns.enumerated() { masked[column] = beta[j] }
      return geometry.cTransform(ofTarget: masked)
    }
  }

  /// The masses of consecutive groups.
  private static func sums(_ weights: [Double]) -> [Double] {
    stride(from: 0, to: weights.count, by: groupSize).map {
      weights[$0..<min($0 + groupSize, weights.count)].reduce(0, +)
    }
  }
}
