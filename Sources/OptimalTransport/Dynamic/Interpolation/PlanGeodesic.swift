/// The geodesic along a plan between atoms: mass P_ij stands at (1 - t) x_i + t y_j.
///
/// Its cost is that of the plan; where the plan is optimal it is a geodesic, and W2^2(rho_s, rho_t)
/// = (t - s)^2 <C, P>.
///
/// Atoms that stand for the cells of grids are drawn as boxes of the size of a cell, whose sides
/// go from those of the source's cells to those of the target's. That moves the densities
/// themselves, constant in each cell, by a plan of theirs, which costs |h - h'|^2 / 12 a unit of
/// mass more, h and h' the sides of the cells. Other atoms are drawn as boxes as large as a cell of
/// the picture.
///
/// Source: McCann 1997; Villani 2003, theorem 5.27.
public struct PlanGeodesic: DisplacementInterpolation {
  /// <C, P> for C = |x - y|^2.
  public let squaredDistance: Double
  /// What each atom is drawn as.
  private let sides: (source: [Double], target: [Double])?
  private let starts: Matrix
  private let ends: Matrix
  private let masses: [Double]

  /// Along a plan between atoms, from any solver.
  ///
  /// - Throws: `shapeMismatch` for clouds of different dimensions or a plan of another size;
  ///   `emptyInput` for a plan without mass.
  public init(
    source: PointCloud, target: PointCloud, plan: TransportPlan
  ) throws(TransportError) {
    try self.init(source: source, target: target, plan: plan, sides: nil)
  }

  /// Along a plan between the cells of two grids, drawn as boxes.
  ///
  /// - Throws: as above.
  public init(
    source: GridDensity, target: GridDensity, plan: TransportPlan
  ) throws(TransportError) {
    func sides(_ grid: GridDensity) -> [Double] {
      zip(grid.box.sides, grid.shape).map { $0 / Double($1) }
    }
    try self.init(
      source: source.pointCloud, target: target.pointCloud, plan: plan,
      sides: (sides(source), sides(target)))
  }

  /// Along a sampled map: the points go straight to their images.
  public init(map: SampledMap) throws(TransportError) {
    let n = map.weights.count
    try self.init(
      source: PointCloud(points: map.points, weights: map.weights),
      target: PointCloud(points: map.images, weights: map.weights),
      plan: TransportPlan(
        uncheckedRowCount: n, columnCount: n, rows: Array(0..<n), columns: Array(0..<n),
        mass: map.weights), sides: nil)
  }

  private init(
    source: PointCloud, target: PointCloud, plan: TransportPlan,
    sides: (source: [Double], target: [Double])?
  ) throws(TransportError) {
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target", expected: "dimension \(source.dimension), as the source has",
        found: "dimension \(target.dimension)")
    }
    guard plan.rowCount == source.count, plan.columnCount == target.count else {
      throw .shapeMismatch(
        argument: "plan", expected: "\(source.count) x \(target.count), as the measures have atoms",
        found: "\(plan.rowCount) x \(plan.columnCount)")
    }
    let moved = plan.mass.indices.filter { plan.mass[$0] > 0 }
    guard !moved.isEmpty else { throw .emptyInput(argument: "plan") }
    starts = source.points.selecting(moved.map { plan.rows[$0] })
    ends = target.points.selecting(moved.map { plan.columns[$0] })
    masses = moved.map { plan.mass[$0] }
    self.sides = sides
    squaredDistance = plan.cost(
      in: try Geometry(source: source.points, target: target.points, cost: .squaredEuclidean))
  }

  /// The atoms at time t, one for each pair with mass.
  ///
  /// - Throws: `outOfRange` for a time outside 0...1.
  public func measure(at time: Double) throws(TransportError) -> PointCloud {
    try checkUnitTime(time)
    return try PointCloud(
      points: Matrix(
        uncheckedRows: starts.rows, columns: starts.columns,
        elements: zip(starts.elements, ends.elements).map { between($0, $1, time) }),
      weights: masses)
  }
}

extension PlanGeodesic {
  /// The mass of the boxes in each cell of a grid.
  ///
  /// Mass is conserved to rounding: a box that would stick out of the grid is moved inside.
  /// Complexity: the number of cells that the boxes meet.
  ///
  /// - Throws: `shapeMismatch`, `outOfRange` for a time outside 0...1, and for an atom outside the
  ///   box.
  public func density(
    at time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> GridDensity {
    let cloud = try measure(at: time)
    let count = try checkGrid(shape: shape, box: box, dimension: cloud.dimension)
    try cloud.checkInside(box)
    let widths =
      sides.map { zip($0.source, $0.target).map { between($0, $1, time) } }
      ?? zip(box.sides, shape).map { $0 / Double($1) }
    var deposit = CellDeposit(shape: shape, box: box)
    let extent = SIMD3(zip(widths, box.sides).map { min($0, $1) }, filling: 0)
    let low = SIMD3(box.lower, filling: 0) + extent / 2
    let high = SIMD3(box.upper, filling: 0) - extent / 2
    for i in 0..<cloud.count {
      let center = SIMD3(cloud.points.row(i), filling: 0)
      deposit.spread(
        cloud.weights[i], center: pointwiseMax(pointwiseMin(center, high), low), widths: extent)
    }
    return try GridDensity(
      shape: shape, box: box, values: deposit.masses.map { $0 / (box.volume / Double(count)) })
  }
}

extension PointCloud {
  /// Throws at the first point with mass outside the closed box.
  fileprivate func checkInside(_ box: Box) throws(TransportError) {
    for i in 0..<count where weights[i] > 0 {
      for k in 0..<dimension where points[i, k] < box.lower[k] || points[i, k] > box.upper[k] {
        throw .outOfRange(
          argument: "points[\(i), \(k)]", value: points[i, k],
          expected: "a coordinate inside the box, from \(box.lower[k]) to \(box.upper[k])")
      }
    }
  }
}
