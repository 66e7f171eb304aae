/// A measure, a map, and the cells for the result.
struct PushforwardTask {
  let source: any Measure
  let map: PushforwardMap
  let shape: [Int]?
  let box: Box?

  /// Chooses the method and runs it.
  func run() throws(TransportError) -> Pushforward {
    try check()
    if let cloud = source as? PointCloud {
      return Pushforward(.points(try moved(cloud), source: cloud))
    }
    if case .scalar(let map) = map, source.dimension == 1 {
      let law = try BranchSearch().pushforward(of: source, by: map)
      return Pushforward(.branches(law, try law.discretized(shape: shape ?? [400], box: box(law))))
    }
    let (grid, note) = try gridded()
    let map = try vectorMap()
    let pushed = try ConservativePush().pushforward(
      of: grid, by: map, shape: shape ?? grid.shape, box: box(grid, map))
    return Pushforward(.cells(pushed, source: grid), note: note)
  }

  /// Refuses cells that do not fit the measure.
  private func check() throws(TransportError) {
    guard !(source is PointCloud) || (shape == nil && box == nil) else {
      throw .notApplicable(
        method: "push-forward onto cells", reason: "the source is points, which stay points",
        remedy: "Leave out the shape and the box, or give a density.")
    }
    for (argument, count) in [("box", box?.dimension), ("shape", shape?.count)] {
      guard let count, count != source.dimension else { continue }
      throw .shapeMismatch(
        argument: argument, expected: "\(source.dimension) axes, as the source has",
        found: "\(count)")
    }
  }

  private func moved(_ cloud: PointCloud) throws(TransportError) -> PointCloud {
    switch map {
    case .scalar(let map): return try cloud.pushforward(by: VectorMap(map))
    case .vector(let map): return try cloud.pushforward(by: map)
    case .grid(let map): return try cloud.pushforward(by: map)
    case .images(let images):
      guard images.rows == cloud.count else {
        throw .shapeMismatch(
          argument: "images", expected: "\(cloud.count) rows, one a point", found: "\(images.rows)")
      }
      return try PointCloud(points: images, weights: cloud.weights)
    }
  }

  /// The map of a density, whose image has a density again.
  private func vectorMap() throws(TransportError) -> VectorMap {
    let map = try anyVectorMap()
    guard map.sourceDimension == source.dimension else {
      throw .shapeMismatch(
        argument: "map", expected: "a map of \(source.dimension) coordinates, as the source has",
        found: "\(map.sourceDimension)")
    }
    guard map.targetDimension == source.dimension else {
      throw .notApplicable(
        method: "push-forward of a density",
        reason: "the map goes from \(source.dimension) dimensions to \(map.targetDimension), "
          + "where a density has no density again", remedy: "Push a cloud of points instead.")
    }
    return map
  }

  private func anyVectorMap() throws(TransportError) -> VectorMap {
    switch map {
    case .grid(let map): return map.vectorMap
    case .scalar(let map): return VectorMap(map)
    case .vector(let map): return map
    case .images:
      throw .notApplicable(
        method: "push-forward by images of points", reason: "the source is not points",
        remedy: "Give the map's values at the centres of cells.")
    }
  }

  /// The measure on a grid, and a note if that was not its own.
  private func gridded() throws(TransportError) -> (source: GridDensity, note: String?) {
    if let grid = source as? GridDensity { return (grid, nil) }
    let (mean, covariance) = (source.mean, source.covariance)
    let reach = mean.indices.map { Self.deviations * covariance[$0, $0].squareRoot() }
    let around = try Box(
      lower: zip(mean, reach).map { $0 - $1 }, upper: zip(mean, reach).map { $0 + $1 })
    let extent = [400, 160, 32][min(mean.count, 3) - 1]
    let cells = [Int](repeating: extent, count: mean.count)
    return (
      try discretized(cells, around).density,
      "the source was put on \(cells.map(String.init).joined(separator: " x ")) cells, "
        + "\(Int(Self.deviations)) standard deviations about its mean"
    )
  }

  /// Beyond lies 6e-7 of a Gaussian on the line.
  private static let deviations = 5.0

  private func discretized(_ cells: [Int], _ box: Box) throws(TransportError) -> GridDiscretization
  {
    switch source {
    case let gaussian as Gaussian: return try gaussian.discretized(shape: cells, box: box)
    case let mixture as GaussianMixture: return try mixture.discretized(shape: cells, box: box)
    default:
      throw .notApplicable(
        method: "push-forward on a grid", reason: "a \(type(of: source)) cannot be put on one",
        remedy: "Give a density, a Gaussian or a cloud.")
    }
  }

  private func box(_ grid: GridDensity, _ map: VectorMap) throws(TransportError) -> Box {
    if let box { return box }
    return try ImageBox(source: grid, map: map).box()
  }

  private func box(_ law: LinePushforward) throws(TransportError) -> Box {
    if let box { return box }
    return try Box(interval: law.bulk(outside: ImageBox.outside))
  }
}
