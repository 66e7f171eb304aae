public import OptimalTransport

extension Figure {
  /// Paths of a random motion between two measures.
  ///
  /// On the line: time to the right, place upwards, over the density at each time where it is given.
  /// Else the first two coordinates: source and target, and paths that turn from the source's colour
  /// to the target's as time goes by.
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

/// Paths in the plane, or on the line against time, between two measures.
struct PathPicture {
  let paths: [Matrix]
  let times: [Double]
  let source: Drawable
  let target: Drawable

  func figure(_ heading: Heading) -> Figure {
    source.dimension == 1 ? line(heading) : plane(heading)
  }

  /// More paths than this are a carpet.
  private static let limit = 400

  private func plane(_ heading: Heading) -> Figure {
    let drawn = paths.prefix(Self.limit)
    let (x, y) = planarRanges(of: [source.cloud, target.cloud] + drawn.map(Self.cloud))
    let width = 620.0
    var panel = Panel(left: 48, top: Canvas.titleHeight + 30, width: width - 60, planar: x, y)
    panel.ticks = .both
    var canvas = Canvas(width: width + 18 + 70, height: panel.top + panel.height + 40)
    let scale = ColorScale(
      range: ClosedRange(around: times), palette: Self.palette, label: "time t")
    panel.settings = scale.settings(beside: panel, on: canvas.size)
    panel.layers = washes(&canvas)
    panel.layers.append(
      strokes(
        drawn.map { path in
          (path, { (row: Int) in (path[row, 0], path[row, 1]) })
        }, &canvas))
    panel.layers += discs(panel, &canvas) { ($0.points[$1, 0], $0.points[$1, 1]) }
    canvas.write(Label("● source", x: panel.left, y: panel.top - 14), color: PlotColor.source)
    canvas.write(Label("● target", x: panel.left + 72, y: panel.top - 14), color: PlotColor.target)
    canvas.draw(panel)
    return canvas.figure(heading, caption: caption)
  }

  private func line(_ heading: Heading) -> Figure {
    let drawn = paths.prefix(Self.limit)
    let y = ClosedRange(
      around: [source.cloud, target.cloud].flatMap(\.points.elements)
        + drawn.flatMap(\.elements), margin: 0.05)
    var panel = Panel(
      left: 62, top: Canvas.titleHeight + 24, width: 600, height: 320,
      x: ClosedRange(around: times, margin: 0.02), y: y)
    panel.ticks = .both
    (panel.xLabel, panel.yLabel) = ("time t", "place x")
    var canvas = Canvas(width: 700, height: panel.top + panel.height + 50)
    panel.settings =
      ColorScale(
        range: ClosedRange(around: times), palette: Self.palette
      ).hidden
    panel.layers = [
      strokes(drawn.map { path in (path, { (row: Int) in (times[row], path[row, 0]) }) }, &canvas)
    ]
    canvas.draw(panel)
    return canvas.figure(heading, caption: caption)
  }

  /// The ends as washes of their colours, where they are planar grids.
  private func washes(_ canvas: inout Canvas) -> [String] {
    let inks = [
      HeatMap.Ink.wash(red: 0x00, green: 0x72, blue: 0xb2, opacity: 0.45),
      .wash(red: 0xd5, green: 0x5e, blue: 0x00, opacity: 0.45),
    ]
    return zip([source, target], inks).compactMap { side, ink in
      guard case .grid(let grid) = side, grid.dimension == 2 else { return nil }
      return HeatMap(grid).layer(into: &canvas, ink: ink)
    }
  }

  private func discs(
    _ panel: Panel, _ canvas: inout Canvas,
    at place: @escaping (PointCloud, Int) -> (Double, Double)
  ) -> [String] {
    let sides = [(source, PlotColor.source), (target, PlotColor.target)]
    let clouds = sides.compactMap { side, color -> (PointCloud, String)? in
      guard case .cloud(let cloud) = side else { return nil }
      return (cloud, color)
    }
    let sizes = Discs(masses: clouds.map(\.0.weights), width: panel.width, coverage: 0.012)
    return clouds.map { cloud, color in
      sizes.layer(cloud.weights, color: color, into: &canvas) { place(cloud, $0) }
    }
  }

  /// One layer of all paths, coloured by time.
  private func strokes(
    _ lines: [(Matrix, (Int) -> (Double, Double))], _ canvas: inout Canvas
  ) -> String {
    let rows = lines.flatMap { line in
      times.indices.map { row in
        let (x, y) = line.1(row)
        return "\(x) \(y) \(times[row])"
      } + [""]
    }
    let width = min(1.1, max(0.35, 12 / Double(lines.count).squareRoot() / 4))
    return "\(canvas.block(rows)) using 1:2:3 with lines lw \(width) lc palette notitle"
  }

  private static func cloud(_ path: Matrix) -> PointCloud { try! PointCloud(points: path) }

  private static let palette =
    "set palette defined (0 '\(PlotColor.source)', 0.5 '#b8a0b0', 1 '\(PlotColor.target)')"

  private var caption: String {
    let count =
      paths.count > Self.limit ? "\(Self.limit) of \(paths.count)" : "\(paths.count)"
    return
      "\(count) random paths, blue at their start and vermilion at their end, drawn from the law of the "
      + "bridge: of all random motions between source and target the one nearest to the free one."
  }
}
