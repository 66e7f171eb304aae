import OptimalTransport
import TransportIO
import TransportPlots

/// The files that `ot map` is asked to write.
struct MapOutputs {
  private let map: OutputFile?
  private let plot: OutputFile?

  init(_ command: MapCommand) {
    map = OutputFile("--map", command.map)
    plot = OutputFile("--plot", command.plot)
  }

  /// Refuses, before any work, names that are sure to fail.
  func check(inputs: [String]) throws {
    try map?.checkIsArchive()
    if let plot { _ = try FigureFormat(path: plot.path) }
    try OutputFile.check([map, plot].compactMap { $0 }, inputs: inputs)
  }

  /// Writes what was asked for.
  func write(
    _ found: TransportMap, _ source: any Measure, _ target: any Measure, title: String
  ) -> WrittenFiles {
    var written = WrittenFiles()
    written.attempt(map, "the map at \(found.map.count) points") { path in
      if let grid = found.gridMap {
        try MapFile.save(grid, potential: found.potential, to: path)
      } else {
        try MapFile.save(found.map, to: path)
      }
    }
    written.attempt(plot, "the figure") { path in
      try Self.figure(found, source, target, title: title).write(to: path)
    }
    return written
  }

  /// The picture of a map: meshes between planar grids, else pairs of points.
  static func figure(
    _ found: TransportMap, _ source: any Measure, _ target: any Measure, title: String
  ) throws(TransportError) -> Figure {
    let heading = Heading(
      title, distance: found.distance, exponent: 2, certificate: found.certificate)
    if let map = found.gridMap, let from = source as? GridDensity,
      let onto = target as? GridDensity,
      from.dimension == 2
    {
      return try .map(map, potential: found.potential, source: from, target: onto, heading: heading)
    }
    let masses = found.map.weights
    let plan = try TransportPlan(
      rowCount: masses.count, columnCount: masses.count, rows: Array(masses.indices),
      columns: Array(masses.indices), mass: masses)
    return try .transport(
      from: found.map.source, to: found.map.pushforward, plan: plan, heading: heading)
  }
}
