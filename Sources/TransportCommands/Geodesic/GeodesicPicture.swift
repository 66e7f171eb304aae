import OptimalTransport
import TransportIO
import TransportPlots

/// The files and pictures of a geodesic.
struct GeodesicPicture {
  let found: Geodesic
  let source: any Measure
  let target: any Measure
  /// Cells along each axis for measures without cells.
  let extent: Int
  let heading: Heading

  private var times: [Double] { found.rows.map(\.time) }

  /// The atoms at each time, where there are atoms.
  private var clouds: [PointCloud]? {
    guard !(source is GridDensity) else { return nil }
    let clouds = found.rows.compactMap { $0.measure as? PointCloud }
    return clouds.count == found.rows.count ? clouds : nil
  }

  private var gaussians: [Gaussian]? {
    let gaussians = found.rows.compactMap { $0.measure as? Gaussian }
    return gaussians.count == found.rows.count ? gaussians : nil
  }

  /// What the file of the path holds.
  var what: String {
    clouds != nil
      ? "the atoms at \(times.count) times"
      : gaussians != nil
        ? "means and covariances at \(times.count) times"
        : "the density at \(times.count) times"
  }

  func save(to path: String) throws(TransportError) {
    if let clouds {
      try PathFile.save(clouds, times: times, to: path)
    } else if let gaussians {
      try PathFile.save(gaussians, times: times, to: path)
    } else {
      try PathFile.save(density(), to: path)
    }
  }

  func figure() throws(TransportError) -> Figure {
    if let clouds { return try .cloudStrip(clouds, times: times, heading: heading) }
    return try .filmStrip(film(), heading: heading)
  }

  func animation() throws(TransportError) -> Animation {
    if let clouds { return try .clouds(clouds, times: times, heading: heading) }
    return try .film(film(), heading: heading)
  }

  /// The densities on one grid: the measures' own, or one about them.
  private func density() throws(TransportError) -> DensityPath {
    if let grid = found.way as? GridGeodesic { return try grid.path(times: times) }
    let grid = try PictureGrid([source, target], extent: extent)
    let shape = (source as? GridDensity)?.shape ?? grid.shape
    return try found.way.path(times: times, shape: shape, box: grid.box)
  }

  private func film() throws(TransportError) -> Film {
    let path = try density()
    return try Film(path, velocities: velocities(on: path))
  }

  /// The velocity of a planar Gaussian's or grid's mass, to be drawn as arrows.
  private func velocities(on path: DensityPath) throws(TransportError) -> [VectorField] {
    guard path.shape.count > 1, let way = found.way as? GaussianGeodesic else { return [] }
    return try times.map { time throws(TransportError) in
      let potential = try way.potential(at: time)
      return try VectorField(shape: path.shape, box: path.box) {
        (try? potential.gradient($0)) ?? $0.map { _ in 0 }
      }
    }
  }
}
