import Foundation

extension CloudBridge {
  /// rho_t in the cells of a grid, at 0 < t < 1 the exact density averaged over each cell, at t = 0
  /// and 1 the histograms of the two measures.
  ///
  /// Averages are taken over q sub-points an axis, with q so great that 1.2 steps fit into the
  /// least standard deviation of the pinned bridge: the error of the total is then below 4 exp(-2
  /// pi^2 1.2^2) < 1e-11 of the mass (Poisson summation). Where that takes more than 2^20
  /// sub-points (2^22 axis by axis) in all, bridges are much thinner than cells, and each counts as
  /// a point at its mean, where the plan has more than 1e-12 of its row's mass. The prior moves on
  /// the whole of R^d: what lies outside the box is missing from a frame's mass, not scaled away.
  ///
  /// Complexity: (m + n) q^d terms a cell; axis by axis, N^(1/d) q of them, between grids under
  /// Brownian motion.
  /// - Throws: `shapeMismatch`, `emptyInput`, `outOfRange` for times that do not increase from 0 to
  ///   1 or, at an end, for a point outside the box, `degenerateMass` where all mass is outside.
  public func densities(
    times: [Double], shape: [Int], box: Box
  ) throws(TransportError) -> DensityPath {
    _ = try checkGrid(shape: shape, box: box, dimension: dimension)
    try checkTimes(times)
    var frames: [GridDensity] = []
    for time in times {
      switch time {
      case 0: frames.append(try source.discretized(shape: shape, box: box))
      case 1: frames.append(try target.discretized(shape: shape, box: box))
      default: frames.append(try frame(time, shape: shape, box: box))
      }
    }
    return try DensityPath(times: times, frames: frames)
  }

  /// What the optimal control adds to the drift, B u(t, x), at the cell centres of a grid.
  ///
  /// - Throws: `shapeMismatch` for a grid of another dimension, `outOfRange` unless 0 <= time < 1.
  public func controlField(
    at time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> VectorField {
    _ = try checkGrid(shape: shape, box: box, dimension: dimension)
    let controls = try control(at: time, points: cellCenters(shape: shape, box: box))
    return try VectorField(shape: shape, box: box, vectors: controls * prior.input.transposed)
  }

  private func frame(
    _ time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> GridDensity {
    guard let pieces = subdivisions(time, shape: shape, box: box) else {
      return try thinFrame(time, shape: shape, box: box)
    }
    let fine = zip(shape, pieces).map { $0 * $1 }
    _ = try checkGrid(shape: fine, box: box, dimension: dimension)
    let values: [Double]
    if let logs = gridLogDensity(time, shape: fine, box: box) {
      values = logs.map { exp($0) }
    } else {
      values = try density(at: time, points: cellCenters(shape: fine, box: box))
    }
    return try GridDensity(shape: fine, box: box, values: values).coarsened(by: pieces)
  }

  /// Sub-points an axis; nil where they would be too many.
  private func subdivisions(_ time: Double, shape: [Int], box: Box) -> [Int]? {
    let covariance = prior.pinned(after: time, before: 1 - time).covariance
    let least = max(0, SymmetricEigendecomposition(covariance)?.values.first ?? 0).squareRoot()
    let needed = zip(box.sides, shape).map { side, cells in
      max(1, (1.2 * side / Double(cells) / least).rounded(.up))
    }
    let total = Double(shape.reduce(1, *)) * needed.reduce(1, *)
    // 2^22 Doubles take 32 MiB; a coarser grid than that is never refined beyond it.
    let limit = max(axes == nil ? 0x1p20 : 0x1p22, Double(shape.reduce(1, *)))
    return total <= limit ? needed.map { Int($0) } : nil
  }

  /// The histogram of the means of the pinned bridges.
  private func thinFrame(
    _ time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> GridDensity {
    let plan = try entropic.plan.truncated(share: 1e-12).plan
    let law = prior.pinned(after: time, before: 1 - time)
    var means: [Double] = []
    var masses: [Double] = []
    for k in plan.mass.indices {
      let mean = law.mean(source.points.row(plan.rows[k]), target.points.row(plan.columns[k]))
      guard box.contains(mean) else { continue }
      means += mean
      masses.append(plan.mass[k])
    }
    guard !masses.isEmpty else {
      throw .degenerateMass(argument: "the part inside the box", mass: 0)
    }
    return try PointCloud(
      points: Matrix(uncheckedRows: masses.count, columns: dimension, elements: means),
      weights: masses
    ).discretized(shape: shape, box: box)
  }

  /// The log density axis by axis; nil where the ends are no grids, or costs overflow.
  private func gridLogDensity(_ time: Double, shape: [Int], box: Box) -> [Double]? {
    guard let axes else { return nil }
    let cells = GridAxis.all(shape: shape, box: box).map(\.centers)
    guard let past = gridFactor(cells, axes.source, entropic.potentials.f, duration: time),
      let future = gridFactor(cells, axes.target, entropic.potentials.g, duration: 1 - time)
    else { return nil }
    let peak = { (time: Double) in TransitionFrame(prior, time: time).logPeak }
    return sum(past, future, peak(time) + peak(1 - time) - peak(1))
  }

  /// log sum_j exp((shift_j - |z - x_j|^2 / t) / eps) at every cell.
  private func gridFactor(
    _ cells: [[Double]], _ atoms: [[Double]], _ shift: [Double], duration: Double
  ) -> [Double]? {
    let scale = 1 / duration.squareRoot()
    let cost = GridCost(
      sourceAxes: cells.map { $0.map { $0 * scale } },
      targetAxes: atoms.map { $0.map { $0 * scale } }, cost: .squaredEuclidean)
    return GridGibbs(cost, epsilon: entropic.epsilon)?.softTransform(of: shift)
      .map { -$0 / entropic.epsilon }
  }
}

extension Box {
  /// Whether the closed box holds a point.
  fileprivate func contains(_ point: [Double]) -> Bool {
    point.indices.allSatisfy { lower[$0] <= point[$0] && point[$0] <= upper[$0] }
  }
}
