/// Good first potentials for clouds of points, from coarser copies of the problem.
///
/// Both clouds are cut by medians into groups of four neighbours, each replaced by its barycentre;
/// the coarse problem is solved exactly, itself by way of a coarser one. Its potential beta extends to
/// every point by the c-transform alpha(x) = min over J of c(x, y_J) - beta_J, and one more transform
/// gives beta on the fine cloud: a feasible, nearly optimal pair, which saves the simplex method three
/// pivots in four (Merigot 2011 and Schmitzer 2016 use the same idea for other solvers).
///
/// Complexity: O(m n) time, a third of it below the finest level.
struct MultiscaleStart {
  /// Points that become one on the next level.
  private static let groupSize = 4
  /// Levels stop where the simplex method needs no help.
  private static let coarsestSize = 200

  /// Whether the geometry has points that can be grouped and is large enough to gain from it.
  static func applies(to geometry: Geometry) -> Bool {
    guard case .clouds = geometry.storage else { return false }
    return min(geometry.rows, geometry.columns) > coarsestSize
  }

  /// The grouped problem.
  static func coarsen(_ geometry: Geometry, source: [Double], target: [Double])
    -> (geometry: Geometry, source: [Double], target: [Double])
  {
    let origin = geometry.origin!
    let (sourcePoints, sourceWeights) = group(origin.source, source)
    let (targetPoints, targetWeights) = group(origin.target, target)
    let coarse = Geometry(uncheckedSource: sourcePoints, target: targetPoints, cost: origin.cost)
    return (coarse, sourceWeights, targetWeights)
  }

  /// Potentials on the fine clouds from the coarse target potential.
  static func extend(
    _ coarse: KantorovichPotentials, from coarsePoints: Geometry, to fine: Geometry
  )
    -> KantorovichPotentials
  {
    let origin = fine.origin!
    let mixed = Geometry(
      uncheckedSource: origin.source, target: coarsePoints.origin!.target, cost: origin.cost)
    let extended = mixed.cTransform(ofTarget: coarse.beta)
    let beta = fine.cTransform(ofSource: extended)
    return KantorovichPotentials(uncheckedAlpha: fine.cTransform(ofTarget: beta), beta: beta)
  }

  /// Barycentres and masses of groups of neighbours.
  private static func group(_ points: Matrix, _ weights: [Double]) -> (Matrix, [Double]) {
    var (elements, masses): ([Double], [Double]) = ([], [])
    var order = Array(0..<points.rows)
    MedianSplit(points: points, groupSize: groupSize).run(&order, 0..<points.rows) { group in
      let largest = group.map { weights[$0] }.max()!
      let shares = group.map { weights[$0] / largest }
      let total = shares.reduce(0, +)
      for k in 0..<points.columns {
        var sum = 0.0
        for (index, share) in zip(group, shares) { sum += points[index, k] * (share / total) }
        elements.append(sum)
      }
      masses.append(group.reduce(0) { $0 + weights[$1] })
    }
    let coarse = Matrix(uncheckedRows: masses.count, columns: points.columns, elements: elements)
    return (coarse, masses)
  }
}

/// Splits points in halves across the longest side of their box until groups are small.
private struct MedianSplit {
  let points: Matrix
  let groupSize: Int

  func run(_ order: inout [Int], _ range: Range<Int>, _ visit: (ArraySlice<Int>) -> Void) {
    guard range.count > groupSize else { return visit(order[range]) }
    let axis = longestSide(order[range])
    order[range].sort { (points[$0, axis], $0) < (points[$1, axis], $1) }
    let middle = (range.lowerBound + range.upperBound) / 2
    run(&order, range.lowerBound..<middle, visit)
    run(&order, middle..<range.upperBound, visit)
  }

  private func longestSide(_ indices: ArraySlice<Int>) -> Int {
    var best = (axis: 0, side: -1.0)
    for k in 0..<points.columns {
      var (low, high) = (Double.infinity, -Double.infinity)
      for i in indices {
        low = min(low, points[i, k])
        high = max(high, points[i, k])
      }
      if high - low > best.side { best = (k, high - low) }
    }
    return best.axis
  }
}
