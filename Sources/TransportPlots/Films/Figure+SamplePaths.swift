public import OptimalTransport

extension Figure {
  /// Paths of a random motion between two measures.
  ///
  /// On the line: time to the right, place upwards, over the density at each time where it is
  /// given. Else the first two coordinates: source and target, and paths that turn from the
  /// source's colour to the target's as time goes by.
  ///
  /// - Parameters:
  ///   - paths: for each path its place at each time, times x d.
  ///   - density: the law at each time, where it is known.
  /// - Throws: `emptyInput`, `shapeMismatch`, `outOfRange` for places beyond 1e150.
  public static func samplePaths(
    _ paths: [Matrix], times: [Double], density: DensityPath? = nil, source: any Measure,
    target: any Measure, heading: Heading = Heading("Paths of a bridge")
  ) throws(TransportError) -> Figure {
    guard !paths.isEmpty, !times.isEmpty else { throw .emptyInput(argument: "paths") }
    for (k, path) in paths.enumerated() {
      guard path.rows == times.count, path.columns == source.dimension else {
        throw .shapeMismatch(
          argument: "paths[\(k)]", expected: "\(times.count) x \(source.dimension)",
          found: "\(path.rows) x \(path.columns)")
      }
      try Scale.check(path.elements, "paths[\(k)]")
    }
    if source.dimension == 1, let density, density.shape.count == 1 {
      return SpaceTimePicture(
        path: density, curveCount: 5, lines: paths.map(\.elements), lineTimes: times
      ).figure(heading, caption: lineCaption(paths.count))
    }
    let picture = PathPicture(
      paths: paths, times: times, source: try Drawable(source, "source"),
      target: try Drawable(target, "target"))
    return picture.figure(heading)
  }

  private static func lineCaption(_ count: Int) -> String {
    "Time runs to the right, place upwards; bright is dense. White: \(count) random paths, drawn from "
      + "the law of the bridge, which start as the source and end as the target. Below: the density at "
      + "some times."
  }
}
