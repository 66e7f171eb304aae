import Foundation

extension EntropicPlan {
  /// The barycentric projection as a map on samples, and the graph test of the plan.
  ///
  /// The images are those of ``barycentricProjection()``. Every row of an entropic plan is split;
  /// the conditional variance is of the order of eps d / 2 times the mass where the optimal plan is
  /// a map. It is computed as a difference of second moments about the mean of the target, so it
  /// resolves some 1e-15 of the target's variance.
  ///
  /// Complexity: 2 d + 4 passes over the pairs, O(m + n) memory.
  /// - Throws: `notApplicable` where the geometry has no points; `degenerateMass`.
  public func barycentricMap() throws(TransportError) -> BarycentricMap {
    let images = try barycentricProjection()
    let (p, columns, _) = sums
    let points = kernel.rowwise.origin!
    let source = try PointCloud(points: points.source, weights: p)
    let target = try PointCloud(points: points.target, weights: columns)
    return BarycentricMap(
      map: try SampledMap(source: source, images: images),
      rowsWithoutMass: p.indices.filter { p[$0] == 0 },
      graph: GraphTest(
        variance: try conditionalVariance(images, rows: p, target: target), rows: p,
        largest: largestEntries, cost: try squaredCost(images, rows: p, source, target),
        target: target.mass * target.covariance.trace))
  }

  /// sum_ij P_ij |y_j - c|^2 - sum_i p_i |T(x_i) - c|^2, c the mean of the target.
  private func conditionalVariance(
    _ images: Matrix, rows: [Double], target: PointCloud
  ) throws(TransportError) -> Double {
    let center = target.mean
    return max(0, moment(target.points, target.weights, center) - moment(images, rows, center))
  }

  /// sum_ij P_ij |x_i - y_j|^2 = the variance about T plus sum_i p_i |x_i - T(x_i)|^2.
  private func squaredCost(
    _ images: Matrix, rows: [Double], _ source: PointCloud, _ target: PointCloud
  ) throws(TransportError) -> Double {
    let variance = try conditionalVariance(images, rows: rows, target: target)
    let moved = rows.indices.map {
      rows[$0] * GroundCost.squaredEuclidean(source.points.row($0), images.row($0))
    }
    return variance + moved.compensatedSum()
  }

  private func moment(_ points: Matrix, _ weights: [Double], _ center: [Double]) -> Double {
    weights.indices.map { weights[$0] * GroundCost.squaredEuclidean(points.row($0), center) }
      .compensatedSum()
  }

  /// The largest entry of each row, exp((f_i - min_j (c_ij - g_j)) / eps).
  private var largestEntries: [Double] {
    let least = kernel.rowwise.cTransform(ofTarget: potentials.g)
    return zip(potentials.f, least).map {
      $0 > -.infinity ? exp(($0 - $1) / potentials.epsilon) : 0
    }
  }
}
