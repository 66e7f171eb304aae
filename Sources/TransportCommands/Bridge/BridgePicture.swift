import OptimalTransport
import TransportIO
import TransportPlots

/// The files and pictures of a bridge.
struct BridgePicture {
  let bridge: Bridge
  let source: any Measure
  let target: any Measure
  let times: [Double]
  /// Paths that were asked for; empty for none.
  let samples: [Matrix]
  let seed: UInt64
  let extent: Int
  let title: String

  /// Paths drawn where none were asked for, and particles of an animation.
  private static let (drawnPaths, particles) = (60, 400)

  private var heading: Heading {
    let gap = "relative gap \(Evidence.brief(bridge.certificate.relativeGap))"
    return Heading(title, note: "noise s = \(bridge.noise)   ·   \(gap)")
  }

  /// What the file of the path holds.
  var what: String {
    let law =
      if case .gaussian = bridge { "means and covariances" } else { "the law" }
    return "\(law) at \(times.count) times"
      + (samples.isEmpty ? "" : ", and \(samples.count) paths")
  }

  func save(to path: String) throws(TransportError) {
    switch bridge {
    case .gaussian(let found):
      let laws = try times.map { time throws(TransportError) in try found.law(at: time) }
      try PathFile.save(laws, times: times, samples: samples, to: path)
    case .grid(let found): try PathFile.save(found.densities, samples: samples, to: path)
    case .atoms(let found):
      try PathFile.save(densities(found, times), samples: samples, to: path)
    }
  }

  /// On the line paths over the density; in the plane a strip of densities on grids, else paths.
  func figure() throws(TransportError) -> Figure {
    if source.dimension > 1, samples.isEmpty, let path = try ownDensities(times) {
      return try .filmStrip(Film(path), heading: heading)
    }
    let drawn = samples.isEmpty ? try paths(Self.drawnPaths, fineTimes) : (samples, times)
    let (paths, clock) = drawn
    let law = source.dimension == 1 && !(source is PointCloud) ? try lineDensities() : nil
    return try .samplePaths(
      paths, times: clock, density: law, source: drawable(source), target: drawable(target),
      heading: heading)
  }

  /// Densities on grids and of Gaussians; particles between atoms.
  func animation() throws(TransportError) -> Animation {
    if let path = try ownDensities(times) { return try .film(Film(path), heading: heading) }
    let particles = try bridge.samplePaths(count: Self.particles, times: times, seed: seed)
    let clouds = try times.indices.map { k throws(TransportError) in try particles.cloud(k) }
    return try .clouds(clouds, times: times, heading: heading)
  }

  /// Paths look like those of a diffusion only where they are fine.
  private var fineTimes: [Double] { evenTimes(max(times.count, 129)) }

  private func paths(
    _ count: Int, _ clock: [Double]
  ) throws(TransportError) -> ([Matrix], [Double]) {
    let found = try bridge.samplePaths(count: count, times: clock, seed: seed)
    return (
      try (0..<found.count).map { p throws(TransportError) in try found.path(p) }, found.times
    )
  }

  /// Clouds and grids as they are, anything else as the atoms it was solved with or a sample.
  private func drawable(_ measure: any Measure) throws(TransportError) -> any Measure {
    if measure is PointCloud || measure is GridDensity { return measure }
    return try measure.discretized(count: 100, seed: seed)
  }
}
