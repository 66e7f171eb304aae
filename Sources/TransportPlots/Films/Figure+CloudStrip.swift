public import OptimalTransport

extension Figure {
  /// Atoms on their way, at a few times: discs with area proportional to mass.
  ///
  /// Clouds on the line are one picture of time and place, since atoms keep their number from cloud
  /// to cloud along a geodesic; of more than two coordinates the first two are drawn.
  ///
  /// - Parameters:
  ///   - clouds: one a time, with the same atoms in the same order.
  ///   - count: how many times are shown.
  /// - Throws: `emptyInput`, `shapeMismatch`, `outOfRange` for points beyond 1e150.
  public static func cloudStrip(
    _ clouds: [PointCloud], times: [Double], count: Int = 5,
    heading: Heading = Heading("Atoms on their way")
  ) throws(TransportError) -> Figure {
    try CloudStrip(clouds, times: times).figure(heading, count: count)
  }
}

/// Clouds of the same atoms at increasing times.
struct CloudStrip {
  let clouds: [PointCloud]
  let times: [Double]
  /// What the line under the picture says of the way; of the way of a geodesic when left out.
  var caption: String?
  /// F along the way, drawn at the bottom.
  var history: EnergyPanels?

  private static let (width, gap) = (900.0, 12.0)

  init(_ clouds: [PointCloud], times: [Double]) throws(TransportError) {
    guard let first = clouds.first else { throw .emptyInput(argument: "clouds") }
    guard times.count == clouds.count else {
      throw .shapeMismatch(
        argument: "times", expected: "\(clouds.count), one a cloud", found: "\(times.count)")
    }
    for (k, cloud) in clouds.enumerated() {
      guard cloud.count == first.count, cloud.dimension == first.dimension else {
        throw .shapeMismatch(
          argument: "clouds[\(k)]", expected: "\(first.count) x \(first.dimension), as the first",
          found: "\(cloud.count) x \(cloud.dimension)")
      }
      try Drawable.cloud(cloud).checkScale("clouds[\(k)]")
    }
    (self.clouds, self.times) = (clouds, times)
  }

  func figure(_ heading: Heading, count: Int) -> Figure {
    clouds[0].dimension == 1 ? line(heading) : plane(heading, count)
  }

  private func plane(_ heading: Heading, _ count: Int) -> Figure {
    let chosen = evenPlaces(times, count: count)
    let columns = chosen.count <= 3 ? chosen.count : (chosen.count + 1) / 2
    let room = Self.width - 2 * Canvas.margin - Self.gap * Double(columns - 1)
    let (x, y) = planarRanges(of: clouds)
    let side = min(room / Double(columns), 330)
    let height = side * y.length / x.length
    let rows = (chosen.count + columns - 1) / columns
    let bottom = Canvas.titleHeight + 24 + Double(rows) * (height + 34)
    var canvas = Canvas(
      width: 2 * Canvas.margin + Double(columns) * (side + Self.gap) - Self.gap,
      height: bottom + (history == nil ? 0 : EnergyPanels.height))
    for (place, k) in chosen.enumerated() {
      let left = Canvas.margin + Double(place % columns) * (side + Self.gap)
      let top = Canvas.titleHeight + 26 + Double(place / columns) * (height + 34)
      canvas.draw(panel(k, left, top, side, x, y, &canvas))
    }
    history?.draw(below: bottom, width: canvas.size.width, into: &canvas)
    return canvas.figure(heading, caption: caption ?? Self.caption(clouds[0].dimension))
  }

  /// The cloud at one time, on its way from blue to vermilion.
  func panel(
    _ k: Int, _ left: Double, _ top: Double, _ side: Double, _ x: ClosedRange<Double>,
    _ y: ClosedRange<Double>, _ canvas: inout Canvas
  ) -> Panel {
    var panel = Panel(left: left, top: top, width: side, planar: x, y)
    let color = Figure.curveColor(k, of: clouds.count)
    (panel.title, panel.titleColor) = ("t = " + typeset(times[k], digits: 3), color)
    let discs = Discs(masses: [clouds[k].weights], width: side)
    panel.layers = [
      discs.layer(clouds[k].weights, color: color, into: &canvas) {
        (clouds[k].points[$0, 0], clouds[k].points[$0, 1])
      }
    ]
    return panel
  }

  private func line(_ heading: Heading) -> Figure {
    let bottom = Canvas.titleHeight + 24 + 320 + 50
    var canvas = Canvas(
      width: 700, height: bottom + (history == nil ? 0 : EnergyPanels.height))
    let heaviest = max(clouds[0].weights.max() ?? 1, .leastNormalMagnitude)
    var panel = Panel(
      left: 62, top: Canvas.titleHeight + 24, width: 600, height: 320,
      x: ClosedRange(around: times, margin: 0.02),
      y: ClosedRange(around: clouds.flatMap(\.points.elements), margin: 0.05))
    panel.ticks = .both
    (panel.xLabel, panel.yLabel) = ("time t", "place x")
    let discs = Discs(masses: [clouds[0].weights], width: panel.width, coverage: 0.01)
    let heavy = clouds[0].weights.indices.filter { clouds[0].weights[$0] > 1e-3 * heaviest }
    // More lines than this are a carpet.
    let stride = max(1, heavy.count / 200)
    let atoms = heavy.indices.filter { $0 % stride == 0 }.map { heavy[$0] }
    let rows = atoms.flatMap { i in
      times.indices.map { "\(times[$0]) \(clouds[$0].points[i, 0])" } + [""]
    }
    panel.layers = ["\(canvas.block(rows)) using 1:2 with lines lw 0.6 lc rgb '#80222222' notitle"]
    for (k, color) in [(0, PlotColor.source), (clouds.count - 1, PlotColor.target)] {
      panel.layers.append(
        discs.layer(clouds[k].weights, color: color, into: &canvas) {
          (times[k], clouds[k].points[$0, 0])
        })
    }
    canvas.draw(panel)
    history?.draw(below: bottom, width: canvas.size.width, into: &canvas)
    return canvas.figure(heading, caption: caption ?? Self.caption(1))
  }

  private static func caption(_ dimension: Int) -> String {
    "Each atom goes its straight way at constant speed; the area of a disc is its mass."
      + (dimension > 2 ? " Coordinates 1 and 2 of \(dimension) are drawn." : "")
  }
}
