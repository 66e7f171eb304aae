/// The barycentric projection of a plan, and how far the plan is from being a map.
///
/// T(x_i) = sum_j P_ij y_j / sum_j P_ij. Among all maps it is the nearest to the plan: for every
/// map S, sum_ij P_ij |y_j - S(x_i)|^2 = `conditionalVariance` + sum_i p_i |T(x_i) - S(x_i)|^2, p =
/// P 1. If P is optimal for |x - y|^2 then T(x_i) is a mean of subgradients at x_i of one convex
/// function, thus a subgradient itself, and T is optimal onto its own image; but that image is the
/// target only when the conditional variance is zero. Source: Ambrosio, Gigli and Savare 2008,
/// definition 5.4.2.
public struct BarycentricMap: Sendable {
  /// T on the source atoms, with the masses p = P 1. Rows without mass stay where they are.
  public let map: SampledMap
  /// The source atoms without mass, on which T is not determined.
  public let rowsWithoutMass: [Int]
  /// The graph test: what the plan loses when it is replaced by T.
  public let graph: GraphTest
}

/// How far a plan is from sitting on the graph of a map.
public struct GraphTest: Sendable, Equatable {
  /// sum_ij P_ij |y_j - T(x_i)|^2, T the barycentric projection: zero exactly for a map.
  public let conditionalVariance: Double
  /// The conditional variance over sum_ij P_ij |x_i - y_j|^2; for an optimal plan, over W2^2. Nil
  /// where that is zero or the two sides differ in dimension.
  public let relativeToCost: Double?
  /// The conditional variance over that of the plan's target marginal, from 0 (a map) to 1 (y does
  /// not depend on x). Nil where the target is one point.
  public let relativeToTarget: Double?
  /// The rows that send more than ``splitTolerance`` of their mass to other points than the
  /// likeliest.
  public let splitRows: Int
  /// The mass in split rows.
  public let splitMass: Double
  /// sum_i (p_i - the largest mass that row i sends to one point): what no map can take along.
  public let massOffGraph: Double

  /// The share of a row that counts as rounding.
  public static let splitTolerance = 1e-9
}

extension TransportPlan {
  /// The barycentric projection between the two clouds of the plan.
  ///
  /// Masses are those of the plan, not of the clouds. Target atoms at the same point are one
  /// target.
  /// Complexity: O(entries (d + log entries)).
  ///
  /// - Throws: `shapeMismatch`; `degenerateMass` for a plan without mass.
  public func barycentricMap(
    source: PointCloud, target: PointCloud
  ) throws(TransportError) -> BarycentricMap {
    guard source.count == rowCount, target.count == columnCount else {
      throw .shapeMismatch(
        argument: "clouds", expected: "\(rowCount) and \(columnCount) atoms, as the plan has",
        found: "\(source.count) and \(target.count)")
    }
    let rows = PlanRows(self, targets: target.points)
    let p = sourceMarginal
    let means = (0..<rowCount).map {
      rows.mean($0) ?? [Double](repeating: 0, count: target.dimension)
    }
    let isSquare = source.dimension == target.dimension
    let images = (0..<rowCount).map { p[$0] > 0 || !isSquare ? means[$0] : source.points.row($0) }
    let spread = (0..<rowCount).map { rows.spread($0, about: means[$0]) }
    let largest = (0..<rowCount).map { rows.largest($0) }
    return BarycentricMap(
      map: try SampledMap(
        source: PointCloud(points: source.points, weights: p),
        images: Matrix(
          uncheckedRows: rowCount, columns: target.dimension, elements: images.flatMap { $0 })),
      rowsWithoutMass: p.indices.filter { p[$0] == 0 },
      graph: GraphTest(
        variance: spread.compensatedSum(), rows: p, largest: largest,
        cost: isSquare ? squaredCost(source, target) : nil,
        target: variance(of: target)))
  }

  private func squaredCost(_ source: PointCloud, _ target: PointCloud) -> Double {
    var sum = CompensatedSum()
    for k in mass.indices where mass[k] > 0 {
      let (x, y) = (source.points.row(rows[k]), target.points.row(columns[k]))
      sum.add(mass[k], times: GroundCost.squaredEuclidean(x, y))
    }
    return sum.value
  }

  private func variance(of target: PointCloud) -> Double {
    let weights = targetMarginal
    guard let marginal = try? PointCloud(points: target.points, weights: weights) else { return 0 }
    return marginal.mass * marginal.covariance.trace
  }
}

extension GraphTest {
  init(variance: Double, rows: [Double], largest: [Double], cost: Double?, target: Double) {
    let offGraph = zip(rows, largest).map { max($0 - $1, 0) }
    let split = rows.indices.filter { offGraph[$0] > Self.splitTolerance * rows[$0] }
    self.init(
      conditionalVariance: variance,
      relativeToCost: cost.flatMap { $0 > 0 ? variance / $0 : nil },
      relativeToTarget: target > 0 ? variance / target : nil, splitRows: split.count,
      splitMass: split.map { rows[$0] }.compensatedSum(), massOffGraph: offGraph.compensatedSum())
  }
}
