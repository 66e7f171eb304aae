import OptimalTransport

/// One potential over the plane, with the measure it belongs to.
struct PotentialSide {
  let measure: Drawable
  let name: String
  let values: [Double]
  /// Where the atoms go, drawn as arrows on a planar grid.
  var arrows: BarycentricProjection?

  /// An empty panel of the shape of the measure's place in the plane.
  func panel(width: Double) -> Panel {
    let (x, y) = ranges
    let height = min(width * y.length / x.length, 1.4 * width)
    return Panel(
      left: 0, top: Canvas.titleHeight + 26, width: height * x.length / y.length, planar: x, y)
  }

  private var ranges: (ClosedRange<Double>, ClosedRange<Double>) {
    if case .grid(let density) = measure, density.dimension == 2 {
      let box = density.box
      return (box.lower[0]...box.upper[0], box.lower[1]...box.upper[1])
    }
    return planarRanges(of: [measure.cloud])
  }

  /// Adds the potential, the scale of its colours and, on a grid, where the measure's mass is.
  func paint(_ panel: inout Panel, color: String, into canvas: inout Canvas) {
    let range = ClosedRange(around: values)
    panel.settings = ColorScale(range: range, palette: PlotColor.diverging)
      .settings(beside: panel, on: canvas.size)
    if case .grid(let density) = measure, density.dimension == 2 {
      panel.layers = maps(density, range, color, into: &canvas)
    } else {
      panel.layers = discs(width: panel.width, into: &canvas)
    }
  }

  private func maps(
    _ density: GridDensity, _ range: ClosedRange<Double>, _ color: String,
    into canvas: inout Canvas
  ) -> [String] {
    let map = HeatMap(shape: density.shape, box: density.box, values: values)
    let levels = (1...11).map { range.lowerBound + Double($0) / 12 * range.length }
    let outline = HeatMap(density).contours(
      at: [density.values.max()! / 8], color: color, width: 1.6, into: &canvas)
    let lines = map.contours(at: levels, color: "#90444444", width: 0.6, into: &canvas)
    return [map.layer(into: &canvas)]
      + [lines, outline, arrowLayer(density, into: &canvas)].compactMap(\.self)
  }

  private func arrowLayer(_ density: GridDensity, into canvas: inout Canvas) -> String? {
    guard let arrows else { return nil }
    let rows = arrows.arrows(from: density.centers, box: density.box, count: 14).map { arrow in
      let (x, y) = (arrow.start[0], arrow.start[1])
      return "\(x) \(y) \(arrow.end[0] - x) \(arrow.end[1] - y)"
    }
    guard !rows.isEmpty else { return nil }
    return "\(canvas.block(rows)) using 1:2:3:4 with vectors head filled size graph 0.022,20 fixed "
      + "lw 1.1 lc rgb '\(PlotColor.plan)' notitle"
  }

  private func discs(width: Double, into canvas: inout Canvas) -> [String] {
    let cloud = measure.cloud
    let discs = Discs(masses: [cloud.weights], width: width, coverage: 0.025)
    let block = canvas.block(
      (0..<cloud.count).map { i in
        // No atom is smaller than a dot, since the potential is a number even without mass.
        let radius = max(0.25 * discs.largestRadius, discs.radius(cloud.weights[i]))
        return "\(cloud.points[i, 0]) \(cloud.points[i, 1]) \(pointSize(radius + 0.5)) "
          + "\(pointSize(radius)) \(values[i])"
      })
    return [
      "\(block) using 1:2:3 with points pt 7 ps variable lc rgb '#777777' notitle",
      "\(block) using 1:2:4:5 with points pt 7 ps variable lc palette notitle",
    ]
  }
}
