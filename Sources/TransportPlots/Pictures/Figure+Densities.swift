public import OptimalTransport

extension Figure {
  /// How the colours of several heat maps compare.
  public enum ColorScaling: Sendable, Equatable {
    /// One scale, from zero to the largest density of all: equal colours are equal densities.
    case shared
    /// A scale each, from zero to its own largest density: shapes are visible at any height.
    case individual
  }

  /// Densities side by side, in one or two dimensions.
  ///
  /// In the plane each is a heat map on its own box; on the line all are filled curves in one
  /// panel.
  ///
  /// - Parameters:
  ///   - densities: at least one, all of the same dimension.
  ///   - names: written above the heat maps or beside the curves; as many as densities.
  /// - Throws: `emptyInput`, `shapeMismatch`, or `notApplicable` in three dimensions.
  public static func densities(
    _ densities: [GridDensity], names: [String], scaling: ColorScaling = .shared,
    heading: Heading = Heading("Densities")
  ) throws(TransportError) -> Figure {
    guard let first = densities.first else { throw .emptyInput(argument: "densities") }
    guard names.count == densities.count else {
      throw .shapeMismatch(
        argument: "names", expected: "\(densities.count), one a density", found: "\(names.count)")
    }
    for (k, density) in densities.enumerated() where density.dimension != first.dimension {
      throw .shapeMismatch(
        argument: "densities[\(k)]", expected: "dimension \(first.dimension), as the first",
        found: "dimension \(density.dimension)")
    }
    for (k, density) in densities.enumerated() {
      try Drawable.grid(density).checkScale("densities[\(k)]")
    }
    switch first.dimension {
    case 1: return curves(densities, names: names, heading: heading)
    case 2: return heatMaps(densities, names: names, scaling: scaling, heading: heading)
    default:
      throw .notApplicable(
        method: "density figure", reason: "a heat map shows two dimensions, not three",
        remedy: "Plot the points of a sample, .sample(count:seed:), or a planar marginal.")
    }
  }

  private static func heatMaps(
    _ densities: [GridDensity], names: [String], scaling: ColorScaling, heading: Heading
  ) -> Figure {
    let maps = densities.map { HeatMap($0) }
    let rows = (maps.count + 3) / 4
    let columns = (maps.count + rows - 1) / rows
    let side = maps.count == 1 ? 420.0 : maps.count == 2 ? 300.0 : 220.0
    let heights = maps.map { min(2 * side, side * $0.y.length / $0.x.length) }
    let (columnWidth, rowHeight) = (side + 72, heights.max()! + 44)
    var canvas = Canvas(
      width: Canvas.margin + Double(columns) * columnWidth,
      height: Canvas.titleHeight + Double(rows) * rowHeight + 12)
    let largest = maps.map { $0.values.max()! }
    for (k, map) in maps.enumerated() {
      let width = heights[k] * map.x.length / map.y.length
      var panel = Panel(
        left: Canvas.margin + Double(k % columns) * columnWidth + (side - width) / 2,
        top: Canvas.titleHeight + 26 + Double(k / columns) * rowHeight, width: width,
        planar: map.x, map.y)
      panel.title = names[k]
      let top = scaling == .shared ? largest.max()! : largest[k]
      let scale = ColorScale(range: 0...top, palette: PlotColor.viridis)
      panel.settings = scale.settings(beside: panel, on: canvas.size)
      panel.layers = [map.layer(into: &canvas)]
      canvas.draw(panel)
    }
    return canvas.figure(
      heading,
      caption: names.joined(separator: ", ") + ": densities"
        + (scaling == .shared ? " on one colour scale." : ", each on its own colour scale."))
  }

  private static func curves(_ densities: [GridDensity], names: [String], heading: Heading)
    -> Figure
  {
    var canvas = Canvas(width: 680, height: 380)
    let x = ClosedRange(around: densities.flatMap { $0.box.lower + $0.box.upper })
    let highest = densities.map { $0.values.max()! }.max()!
    var panel = Panel(
      left: 66, top: Canvas.titleHeight + 34, width: 580, height: 250, x: x, y: 0...highest * 1.05)
    panel.ticks = .both
    panel.yLabel = "density"
    var left = panel.left
    for (k, density) in densities.enumerated() {
      let color = curveColor(k, of: densities.count)
      panel.layers += curveLayers(density, color: color, into: &canvas)
      let name = fitted("● " + names[k], width: 160, fontSize: 11.5)
      canvas.write(Label(name, x: left, y: panel.top - 14), color: color)
      left += 24 + Double(name.count) * 6.5
    }
    canvas.draw(panel)
    return canvas.figure(
      heading, caption: names.joined(separator: ", ") + ": densities on the line.")
  }

  /// Blue for the first, vermilion for the last, shades between for those on the way.
  static func curveColor(_ k: Int, of count: Int) -> String {
    let t = count == 1 ? 0 : Double(k) / Double(count - 1)
    func mix(_ a: Double, _ b: Double) -> String {
      let digits = String(Int((a + t * (b - a)).rounded()), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    return "#" + mix(0x00, 0xd5) + mix(0x72, 0x5e) + mix(0xb2, 0x00)
  }
}

/// A density on the line as a filled curve with a firm outline.
func curveLayers(_ density: GridDensity, color: String, into canvas: inout Canvas) -> [String] {
  let axis = density.axis(0)
  let points = axis.indices.map { "\(axis[$0]) \(shade(density.values[$0]))" }
  let block = canvas.block(
    ["\(density.box.lower[0]) \(shade(density.values[0]))"] + points
      + ["\(density.box.upper[0]) \(shade(density.values.last!))"])
  let fill = PlotColor.color(color, opacity: 0.3)
  return [
    "\(block) using 1:2 with filledcurves y1=0 fc rgb '\(fill)' notitle",
    "\(block) using 1:2 with lines lw 1.6 lc rgb '\(color)' notitle",
  ]
}
