import OptimalTransport
import TransportIO

/// A measure, a map, and the grid for the result.
struct PushTask {
  let measure: any Measure
  let map: PushMap
  /// The map as it was given.
  let name: String
  let box: Box?
  let shape: [Int]?

  /// Refuses a grid that does not fit the measure.
  func check() throws {
    if measure is PointCloud {
      guard box == nil, shape == nil else {
        throw UsageError(description: "--box and --shape are for densities; points stay points.")
      }
    }
    for (option, count) in [("--box", box?.dimension), ("--shape", shape?.count)] {
      guard let count, count != measure.dimension else { continue }
      throw UsageError(
        description: "\(option) has \(count) axes; the source has dimension \(measure.dimension).")
    }
  }

  /// Chooses the method and runs it.
  func run() throws(TransportError) -> PushResult {
    let clock = ContinuousClock()
    let start = clock.now
    var result = try solved()
    result.seconds = (clock.now - start) / .seconds(1)
    return result
  }

  private func solved() throws(TransportError) -> PushResult {
    if let cloud = measure as? PointCloud { return try moved(cloud) }
    if case .formulas(let formulas) = map, formulas.count == 1, measure.dimension == 1 {
      let law = try BranchSearch().pushforward(of: measure, by: ScalarMap(formulas[0]))
      let cells = try law.discretized(shape: shape ?? [400], box: lineBox(of: law))
      return PushResult(.branches(law, cells))
    }
    let (source, note) = try gridded()
    let vector = try vectorMap()
    let pushed = try ConservativePush().pushforward(
      of: source, by: vector, shape: shape ?? source.shape, box: cellBox(source, vector))
    return PushResult(.cells(source, pushed), note: note)
  }

  private func moved(_ cloud: PointCloud) throws(TransportError) -> PushResult {
    switch map {
    case .formulas(let formulas):
      PushResult(
        .points(
          cloud, try cloud.pushforward(by: VectorMap(formulas, from: cloud.dimension))))
    case .grid(let grid): PushResult(.points(cloud, try cloud.pushforward(by: grid)))
    case .images(let images):
      PushResult(.points(cloud, try PointCloud(points: images, weights: cloud.weights)))
    }
  }

  private func vectorMap() throws(TransportError) -> VectorMap {
    switch map {
    case .grid(let grid): return grid.vectorMap
    case .formulas(let formulas) where formulas.count == measure.dimension:
      return try VectorMap(formulas, from: measure.dimension)
    case .formulas(let formulas):
      throw .notApplicable(
        method: "--map \(name)",
        reason:
          "it goes from \(measure.dimension) dimensions to \(formulas.count), where a density "
          + "has no density again", remedy: "Push a cloud of points instead.")
    case .images:
      preconditionFailure("images are read for clouds only")
    }
  }

  /// The measure on a grid, and a note if that was not its own.
  private func gridded() throws(TransportError) -> (source: GridDensity, note: String?) {
    if let grid = measure as? GridDensity { return (grid, nil) }
    let (mean, covariance) = (measure.mean, measure.covariance)
    let reach = mean.indices.map { Self.deviations * covariance[$0, $0].squareRoot() }
    let around = try Box(
      lower: zip(mean, reach).map { $0 - $1 }, upper: zip(mean, reach).map { $0 + $1 })
    let extent = [400, 160, 32][min(mean.count, 3) - 1]
    let cells = [Int](repeating: extent, count: mean.count)
    let found: GridDiscretization
    switch measure {
    case let gaussian as Gaussian: found = try gaussian.discretized(shape: cells, box: around)
    case let mixture as GaussianMixture: found = try mixture.discretized(shape: cells, box: around)
    default:
      throw .notApplicable(
        method: "push-forward on a grid", reason: "a \(type(of: measure)) cannot be put on one",
        remedy: "Give a density, a Gaussian or a cloud.")
    }
    return (
      found.density,
      "the source was put on \(cells.map(String.init).joined(separator: " x ")) cells, "
        + "\(Int(Self.deviations)) standard deviations about its mean"
    )
  }

  /// Beyond lies 6e-7 of a Gaussian on the line.
  private static let deviations = 5.0

  private func cellBox(_ source: GridDensity, _ map: VectorMap) throws(TransportError) -> Box {
    if let box { return box }
    return try CellRange(source: source, map: map).box()
  }

  private func lineBox(of law: LinePushforward) throws(TransportError) -> Box {
    if let box { return box }
    return try Box(interval: law.bulk(outside: CellRange.outside))
  }
}
