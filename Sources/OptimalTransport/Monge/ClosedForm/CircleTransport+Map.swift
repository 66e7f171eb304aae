extension CircleTransport {
  /// The map of a plan on the circle, lifted to the line, with the graph test of the plan.
  ///
  /// Sources stand at their representative x in [0, L). Each entry of the plan moves x by the
  /// shorter way round, to the lift of y within L/2 of x; the image is the mean of the lifts, so
  /// `displacement()` is the signed displacement, and the image modulo L the point on the circle.
  /// The mean is that of angles next to each other, which a mean of positions in [0, L) is not.
  /// Lifts of an optimal plan keep the cyclic order of the atoms. The graph test measures spread
  /// along the circle, for |d|^2.
  ///
  /// - Throws: `shapeMismatch` unless the clouds have one coordinate and are those of the plan.
  public func liftedMap(
    of plan: TransportPlan, source: PointCloud, target: PointCloud
  ) throws(TransportError) -> BarycentricMap {
    guard source.count == plan.rowCount, target.count == plan.columnCount,
      source.dimension == 1, target.dimension == 1
    else {
      throw .shapeMismatch(
        argument: "clouds",
        expected: "\(plan.rowCount) and \(plan.columnCount) points with 1 coordinate",
        found: "\(source.count) with \(source.dimension) and \(target.count) with "
          + "\(target.dimension)")
    }
    guard plan.count > 0 else { throw .degenerateMass(argument: "plan", mass: 0) }
    let metric = CircleMetric(circumference: circumference, exponent: exponent)
    let positions = source.points.elements.map(metric.wrap)
    let lifts = plan.mass.indices.map { k in
      metric.lift(target.points[plan.columns[k], 0], near: positions[plan.rows[k]])
    }
    let lifted = TransportPlan(
      uncheckedRowCount: plan.rowCount, columnCount: plan.count, rows: plan.rows,
      columns: Array(plan.mass.indices), mass: plan.mass)
    return try lifted.barycentricMap(
      source: PointCloud(line: positions, weights: source.weights),
      target: PointCloud(line: lifts, weights: plan.mass))
  }
}

extension CircleMetric {
  /// The representative of y within L/2 of x, x in [0, L).
  fileprivate func lift(_ y: Double, near x: Double) -> Double {
    let place = wrap(y)
    if place - x > circumference / 2 { return place - circumference }
    return x - place > circumference / 2 ? place + circumference : place
  }
}
