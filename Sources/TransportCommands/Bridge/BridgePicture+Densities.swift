import OptimalTransport
import TransportIO
import TransportPlots

extension BridgePicture {
  /// The densities of a bridge whose ends have some, in up to three dimensions.
  func ownDensities(_ times: [Double]) throws(TransportError) -> DensityPath? {
    switch bridge {
    case .grid(let found): return found.densities
    case .atoms(let found): return source is GridDensity ? try densities(found, times) : nil
    case .gaussian(let found):
      guard source.dimension <= 3 else { return nil }
      let grid = try PictureGrid([source, target], extent: extent, margin: bridge.noise)
      let frames = try times.map { time throws(TransportError) in
        try found.law(at: time).discretized(shape: grid.shape, box: grid.box).density
      }
      return try DensityPath(times: times, frames: frames)
    }
  }

  /// The density on the line at times that are fine to the eye, between laws that stand for many
  /// atoms too.
  func lineDensities() throws(TransportError) -> DensityPath? {
    let fine = evenTimes(max(times.count, 97))
    if case .atoms(let found) = bridge { return try densities(found, fine) }
    return try ownDensities(fine)
  }

  /// The density of a bridge between atoms: on the grid of both ends, or on one about them.
  func densities(_ found: CloudBridge, _ times: [Double]) throws(TransportError) -> DensityPath {
    if let from = source as? GridDensity, let onto = target as? GridDensity,
      from.box == onto.box, from.shape == onto.shape
    {
      return try found.densities(times: times, shape: from.shape, box: from.box)
    }
    let grid = try PictureGrid(
      [found.source, found.target], extent: extent, margin: bridge.noise)
    let path = try found.densities(times: times, shape: grid.shape, box: grid.box)
    var frames = path.frames
    if let first = try spread(source, on: grid) { frames[0] = first }
    if let last = try spread(target, on: grid) { frames[frames.count - 1] = last }
    return try DensityPath(times: path.times, frames: frames)
  }

  /// An end as it is, not as the atoms that stood for it; nil for points.
  private func spread(
    _ measure: any Measure, on grid: PictureGrid
  ) throws(TransportError) -> GridDensity? {
    if measure is PointCloud { return nil }
    guard let cells = measure as? GridDensity else {
      return try measure.discretized(on: grid.shape, grid.box)
    }
    let identity = try VectorMap(
      from: cells.dimension, to: cells.dimension,
      jacobian: { Matrix.identity($0.count) }, { $0 })
    return try ConservativePush().pushforward(
      of: cells, by: identity, shape: grid.shape, box: grid.box
    ).density
  }
}
