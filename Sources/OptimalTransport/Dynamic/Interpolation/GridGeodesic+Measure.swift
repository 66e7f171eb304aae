extension GridGeodesic {
  /// The grid that holds all of the geodesic: the box around both ends, in cells as large as the
  /// smaller of theirs. That of the ends, where they share one.
  public var grid: (shape: [Int], box: Box) {
    let box = try! Box(
      lower: zip(source.box.lower, target.box.lower).map { min($0, $1) },
      upper: zip(source.box.upper, target.box.upper).map { max($0, $1) })
    let shape = source.shape.indices.map { k in
      let step = min(
        source.box.sides[k] / Double(source.shape[k]), target.box.sides[k] / Double(target.shape[k])
      )
      return max(1, Int((box.sides[k] / step * (1 - 1e-9)).rounded(.up)))
    }
    return (shape, box)
  }

  /// rho_t on ``grid``.
  ///
  /// - Throws: `outOfRange` for a time outside 0...1.
  public func measure(at time: Double) throws(TransportError) -> GridDensity {
    let (shape, box) = grid
    return try density(at: time, shape: shape, box: box)
  }

  /// rho_t on ``grid`` at several times.
  ///
  /// - Throws: as `measure`, and as ``DensityPath`` for times that do not increase.
  public func path(times: [Double]) throws(TransportError) -> DensityPath {
    let (shape, box) = grid
    return try path(times: times, shape: shape, box: box)
  }

  /// The mean density of rho_t in each cell of a grid.
  ///
  /// - Throws: `shapeMismatch`, `outOfRange` for a time outside 0...1 and for a box that leaves
  ///   more than 1e-9 of the mass outside.
  public func density(
    at time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> GridDensity {
    try checkUnitTime(time)
    let count = try checkGrid(shape: shape, box: box, dimension: source.dimension)
    let picture = frame.axes(shape: shape, box: box)
    var masses = [Double](repeating: 0, count: count)
    let weight = startWeight(at: time)
    for (end, share, weight) in [(start, time, weight), (end, 1 - time, 1 - weight)]
    where weight > 0 {
      let part = end.masses(at: share, onto: picture)
      for cell in masses.indices { masses[cell] += weight * part[cell] }
    }
    let inside = masses.compensatedSum()
    guard inside >= (1 - TransportProblem.massTolerance) * source.mass else {
      throw .outOfRange(
        argument: "mass inside the box", value: inside,
        expected: "\(source.mass), all of it: use the box of `grid`")
    }
    let scale = source.mass / inside / (box.volume / Double(count))
    return try GridDensity(shape: shape, box: box, values: masses.map { $0 * scale })
  }

  /// How much of rho_t is pushed from the source: (1 - t) over t, times the roughness of the way
  /// back over that of the way there.
  func startWeight(at time: Double) -> Double {
    let (first, second) = ((1 - time) * end.roughness, time * start.roughness)
    return first + second > 0 ? first / (first + second) : 1 - time
  }

  /// The cell centres of the source with its masses, on their way.
  ///
  /// - Throws: `outOfRange` for a time outside 0...1.
  public func cloud(at time: Double) throws(TransportError) -> PointCloud {
    try PointCloud(points: try map(at: time).images, weights: source.cellMasses)
  }

  /// X_t = (1 - t) Id + t T at the source's cell centres.
  ///
  /// - Throws: `outOfRange` for a time outside 0...1.
  public func map(at time: Double) throws(TransportError) -> GridMap {
    try checkUnitTime(time)
    let images = zip(source.centers.elements, map.images.elements).map { between($0, $1, time) }
    return try GridMap(
      shape: source.shape, box: source.box,
      images: Matrix(
        uncheckedRows: map.images.rows, columns: map.images.columns, elements: images))
  }
}

extension GeodesicEnd {
  /// The masses on any grid: on cells of the box reached, and from there.
  func masses(at share: Double, onto picture: [GridAxis]) -> [Double] {
    let moved = axes(at: share, steps: picture.map(\.step))
    let masses = masses(at: share, on: moved)
    return moved == picture ? masses : ConservativeRemap(source: moved, target: picture)(masses)
  }
}

extension SharedFrame {
  /// The axes of a grid.
  func axes(shape: [Int], box: Box) -> [GridAxis] {
    shape.indices.map { k in
      GridAxis(
        lower: (box.lower[k] - origin[k]) / scale, upper: (box.upper[k] - origin[k]) / scale,
        count: shape[k])
    }
  }

  /// The inverse of ``conjugatePotential(_:_:)``.
  func scaledConjugate(_ values: [Double], _ axes: [GridAxis]) -> [Double] {
    let constant = origin.reduce(0) { $0 + $1 * $1 }
    return scaled(values.map { $0 + constant }, axes)
  }
}
