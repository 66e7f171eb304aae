import Foundation

extension BackAndForth {
  /// The optimal map from one density to the other, with what proves it.
  ///
  /// - Parameters:
  ///   - source: what is moved.
  ///   - target: where it goes, of the same mass.
  ///   - start: a convex potential on the source's grid, such as a former solution's; then no
  ///     coarser grid is used.
  ///   - progress: called once an iteration.
  /// - Throws: `shapeMismatch` for different dimensions, `massMismatch`, `outOfRange` for bad
  ///   options.
  public func solve(
    source: GridDensity, target: GridDensity, start: BrenierPotential? = nil,
    progress: ProgressHandler? = nil
  ) throws(TransportError) -> GridMapSolution {
    let clock = ContinuousClock.now
    try check(source, target, start)
    let frame = SharedFrame(source.box, target.box)
    let sides = [source, target].map { AscentSide($0, frame) }
    var ascent = ascent(sides[0], sides[1], start: try potential(sides, frame, start, progress))
    let begin = ContinuousClock.now
    let termination = ascent.run(
      tolerance: tolerance, iterationLimit: iterationLimit, progress: progress)
    let iterationSeconds = (ContinuousClock.now - begin) / .seconds(1)
    return GridMapSolution(
      ascent, source: source, target: target, frame: frame, termination: termination,
      iterationSeconds: iterationSeconds, start: clock)
  }

  /// u on the target's grid to start from.
  private func potential(
    _ sides: [AscentSide], _ frame: SharedFrame, _ start: BrenierPotential?,
    _ progress: ProgressHandler?
  ) throws(TransportError) -> [Double] {
    guard let start else { return try startingPotential(sides[0], sides[1], progress) }
    return LegendreTransform(source: sides[0].axes, target: sides[1].axes)(
      frame.scaled(start.values, sides[0].axes))
  }

  private func check(
    _ source: GridDensity, _ target: GridDensity, _ start: BrenierPotential?
  ) throws(TransportError) {
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target", expected: "\(source.dimension) axes, as the source has",
        found: "\(target.dimension)")
    }
    try checkBalance(source: source.mass, target: target.mass)
    guard tolerance > 0, tolerance.isFinite else {
      throw .outOfRange(argument: "tolerance", value: tolerance, expected: "a positive number")
    }
    guard iterationLimit >= 0 else {
      throw .outOfRange(
        argument: "iterationLimit", value: Double(iterationLimit), expected: "at least 0")
    }
    if let start, start.shape != source.shape || start.box != source.box {
      throw .shapeMismatch(
        argument: "start", expected: "the source's grid, \(source.shape)", found: "\(start.shape)")
    }
  }

  private func ascent(
    _ source: AscentSide, _ target: AscentSide, start: [Double]
  ) -> DualAscent {
    DualAscent(source: source, target: target, cost: .halfSquare(source, target), start: start)
  }

  /// u on the target's grid: from the grids half as fine, or where these are small, the linear
  /// program between the cell centres, which sees the least masses as well as the greatest.
  private func startingPotential(
    _ source: AscentSide, _ target: AscentSide, _ progress: ProgressHandler?
  ) throws(TransportError) -> [Double] {
    guard startsCoarse else { return target.affinePotential(onto: source) }
    if source.isSmall, target.isSmall { return try smallStart(source, target) }
    guard let coarseSource = source.coarser, let coarseTarget = target.coarser else {
      return target.affinePotential(onto: source)
    }
    var coarse = ascent(
      coarseSource, coarseTarget,
      start: try startingPotential(coarseSource, coarseTarget, progress))
    _ = coarse.run(tolerance: tolerance, iterationLimit: iterationLimit, progress: progress)
    let coarseAffine = coarseTarget.affinePotential(onto: coarseSource)
    let displacement = zip(coarse.onTarget, coarseAffine).map { $0 - $1 }
    let fine = GridRefinement(coarse: coarseTarget.axes, fine: target.axes)(displacement)
    return zip(fine, target.affinePotential(onto: source)).map { $0 + $1 }
  }

  /// The better of u = (|y|^2 - beta) / 2, with the Kantorovich potential beta of the cell centres,
  /// and the affine map, which is exact between equal densities.
  private func smallStart(
    _ source: AscentSide, _ target: AscentSide
  ) throws(TransportError) -> [Double] {
    let affine = target.affinePotential(onto: source)
    let problem = try TransportProblem(
      source: source.pointCloud, target: target.pointCloud, cost: .squaredEuclidean)
    let beta = try NetworkSimplex().solve(problem).potentials.beta
    let squares = outerSum(target.axes.map { axis in axis.centers.map { $0 * $0 } })
    let program = zip(squares, beta).map { ($0 - $1) / 2 }
    let values = [affine, program].map {
      ascent(source, target, start: $0).value
    }
    return values[0] >= values[1] ? affine : program
  }
}

extension AscentSide {
  /// A density, scaled to mass 1 in the frame.
  init(_ density: GridDensity, _ frame: SharedFrame) {
    let axes = frame.axes(of: density)
    let volume = axes.reduce(1) { $0 * $1.step }
    let largest = density.values.max()!
    let total = density.values.map { $0 / largest }.compensatedSum()
    self.init(axes: axes, density: density.values.map { $0 / largest / total / volume })
  }

  /// The convex function whose gradient maps this box onto the other side's, axis by axis.
  func affinePotential(onto other: AscentSide) -> [Double] {
    Self.affinePotential(at: axes.map(\.centers), axes, onto: other.axes)
  }

  /// That of the box of some axes, at the points with the given coordinates along each.
  static func affinePotential(
    at places: [[Double]], _ axes: [GridAxis], onto others: [GridAxis]
  ) -> [Double] {
    outerSum(
      axes.indices.map { k in
        let (axis, image) = (axes[k], others[k])
        let ratio = (image.upper - image.lower) / (axis.upper - axis.lower)
        return places[k].map { y in
          let z = y - axis.lower
          return image.lower * z + ratio * z * z / 2
        }
      })
  }

  /// Whether the simplex method solves for the cell centres in a few hundredths of a second.
  var isSmall: Bool { density.count <= 1024 }

  /// The cell centres with their masses.
  var pointCloud: PointCloud {
    get throws(TransportError) {
      let rows = axes.reduce([[]]) { rows, axis in
        rows.flatMap { row in axis.centers.map { row + [$0] } }
      }
      return try PointCloud(
        points: Matrix(
          uncheckedRows: rows.count, columns: axes.count, elements: rows.flatMap { $0 }),
        weights: cellMasses)
    }
  }

  /// The same density on half as many cells along each axis; nil when an axis is odd.
  var coarser: AscentSide? {
    guard axes.allSatisfy({ $0.count % 2 == 0 }) else { return nil }
    var (values, shape) = (density, axes.map(\.count))
    for k in axes.indices {
      let inner = shape[(k + 1)...].reduce(1, *)
      let half = values.count / 2
      values = (0..<half).map { place in
        let (line, rest) = (place / inner, place % inner)
        return (values[2 * line * inner + rest] + values[(2 * line + 1) * inner + rest]) / 2
      }
      shape[k] /= 2
    }
    return AscentSide(
      axes: axes.map { GridAxis(lower: $0.lower, upper: $0.upper, count: $0.count / 2) },
      density: values)
  }
}
