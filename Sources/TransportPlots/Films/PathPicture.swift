import OptimalTransport

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
    (panel.xLabel, panel.yLabel) = ("x₁", "x₂")
    panel.left += 16
    var canvas = Canvas(width: width + 34 + 70, height: panel.top + panel.height + 54)
    let scale = ColorScale(
      range: ClosedRange(around: times), palette: Self.palette, label: "time t")
    panel.settings = scale.settings(beside: panel, on: canvas.size)
    panel.layers = washes(&canvas)
    panel.layers.append(
      strokes(
        drawn.map { path in
          (path, { (row: Int) in (path[row, 0], path[row, 1]) })
        }, &canvas))
    panel.layers += discs(panel, &canvas)
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

  /// The ends as discs, where they are clouds.
  private func discs(_ panel: Panel, _ canvas: inout Canvas) -> [String] {
    let sides = [(source, PlotColor.source), (target, PlotColor.target)]
    let clouds = sides.compactMap { side, color -> (PointCloud, String)? in
      guard case .cloud(let cloud) = side else { return nil }
      return (cloud, color)
    }
    let sizes = Discs(masses: clouds.map(\.0.weights), width: panel.width, coverage: 0.012)
    return clouds.map { cloud, color in
      sizes.layer(cloud.weights, color: color, into: &canvas) {
        (cloud.points[$0, 0], cloud.points[$0, 1])
      }
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
