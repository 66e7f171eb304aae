import Foundation

extension CloudBridge {
  /// rho_t in the cells of a grid, at 0 < t < 1 the exact density averaged over each cell, at t = 0
  /// and 1 the histograms of the two measures.
  ///
  /// Averages are taken over q sub-points an axis, with q so great that 1.2 steps fit into the
  /// least standard deviation of the pinned bridge: the error of the total is then below 4 exp(-2
  /// pi^2 1.2^2) < 1e-11 of the mass (Poisson summation). Above `subPointLimit` sub-points in all,
  /// q stops short of that: bridges that are much thinner than a cell are then missed, and `mass`
  /// shows by how much. The prior moves on the whole of R^d: what lies outside the box is missing
  /// from a frame's mass too, not scaled away.
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
    let pieces = subdivisions(time, shape: shape, box: box)
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

  /// Sub-points an axis.
  private func subdivisions(_ time: Double, shape: [Int], box: Box) -> [Int] {
    let covariance = prior.pinned(after: time, before: 1 - time).covariance
    let least = SymmetricEigendecomposition(covariance)?.values.first ?? 0
    let share = Double(Self.subPointLimit) / Double(shape.reduce(1, *))
    let limit = max(1, pow(share, 1 / Double(dimension)).rounded(.down))
    return zip(box.sides, shape).map { side, cells in
      let needed = 1.2 * side / Double(cells) / max(least, 0).squareRoot()
      return max(1, Int(min(needed.rounded(.up), limit)))
    }
  }

  /// 2^22 sub-points take 32 MiB, and a second or so between two images.
  private static let subPointLimit = 1 << 22

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
