public import OptimalTransport

extension Figure {
  /// Two clouds and the plan between them: discs with area proportional to mass, joined by segments
  /// whose width and darkness grow with the mass they carry.
  ///
  /// Clouds on the line become two rows of points; of more than two coordinates the first two are
  /// drawn. Of a plan with more than 4000 entries the heaviest are drawn. The figure says so.
  ///
  /// - Throws: `shapeMismatch` for clouds of different dimensions, or a plan of another shape;
  ///   `outOfRange` for coordinates beyond 1e150.
  public static func points(
    source: PointCloud, target: PointCloud, plan: TransportPlan? = nil,
    heading: Heading = Heading("Transport of points")
  ) throws(TransportError) -> Figure {
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target points", expected: "dimension \(source.dimension), as the source has",
        found: "dimension \(target.dimension)")
    }
    try Drawable.cloud(source).checkScale("source")
    try Drawable.cloud(target).checkScale("target")
    try plan?.checkFits(source.count, target.count)
    let picture = PointPicture(source: source, target: target, plan: plan)
    return source.dimension == 1 ? picture.rows(heading) : picture.plane(heading)
  }
}

/// What the two layouts of a picture of points share.
struct PointPicture {
  let source: PointCloud
  let target: PointCloud
  let plan: TransportPlan?
  var drawn: DrawnEntries? { plan.map { DrawnEntries($0) } }

  /// The planar layout, distances undistorted.
  func plane(_ heading: Heading) -> Figure {
    let clouds = [source, target]
    let (x, y) = planarRanges(of: clouds)
    let width = 620.0
    var panel = Panel(left: 30, top: Canvas.titleHeight + 30, width: width - 60, planar: x, y)
    panel.ticks = .both
    (panel.xLabel, panel.yLabel) = ("x₁", "x₂")
    panel.left += 34
    var canvas = Canvas(width: width + 34, height: panel.top + panel.height + 54)
    let discs = Discs(masses: [source.weights, target.weights], width: panel.width)
    let place = { (cloud: PointCloud) in { (i: Int) in (cloud.points[i, 0], cloud.points[i, 1]) } }
    let drawn = drawn
    panel.layers = segments(
      drawn, place(source), place(target), showsWay: true, into: &canvas)
    panel.layers += [
      discs.layer(target.weights, color: PlotColor.target, into: &canvas, at: place(target)),
      discs.layer(source.weights, color: PlotColor.source, into: &canvas, at: place(source)),
    ]
    let note = [projectionNote, drawn?.note ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
    canvas.write(
      Label(note, x: panel.left + panel.width, y: panel.top - 14), color: PlotColor.quiet,
      align: "right")
    legend(on: &canvas, left: panel.left, y: panel.top - 14)
    canvas.draw(panel)
    return canvas.figure(heading, caption: caption(note))
  }

  private var projectionNote: String {
    source.dimension > 2 ? "coordinates 1 and 2 of \(source.dimension)" : ""
  }

  func caption(_ note: String) -> String {
    let sentence =
      "Source (blue) and target (vermilion); the area of a disc is its mass"
      + (plan == nil
        ? "." : ", and an arrow from source to target is wider and darker the more mass it moves.")
    return note.isEmpty ? sentence : sentence + " Drawn: " + note + "."
  }

  /// The head of an arrow, small enough for many, and how far along it stands: at the end a disc
  /// would hide it.
  private static let (head, headPlace) = ("head filled size screen 0.012,15 fixed", 0.55)

  /// Adds the segments of the plan, one layer a class of mass.
  func segments(
    _ drawn: DrawnEntries?, _ from: (Int) -> (Double, Double), _ to: (Int) -> (Double, Double),
    showsWay: Bool = false, into canvas: inout Canvas
  ) -> [String] {
    guard let plan, let drawn else { return [] }
    return drawn.classes(of: plan).map { weight, indices in
      let block = canvas.block(
        indices.map { k in
          let (x0, y0) = from(plan.rows[k])
          let (x1, y1) = to(plan.columns[k])
          return "\(x0) \(y0) \(x1 - x0) \(y1 - y0)"
        })
      let color = PlotColor.color(
        PlotColor.plan, opacity: drawn.fullOpacity * (0.25 + 0.75 * weight))
      let style = "lw \(drawn.fullWidth * (0.2 + 0.8 * weight)) lc rgb '\(color)' notitle"
      let (first, rest) = (Self.headPlace, 1 - Self.headPlace)
      return showsWay
        ? "\(block) using 1:2:(\(first)*$3):(\(first)*$4) with vectors \(Self.head) \(style), \\\n  "
          + "\(block) using ($1+\(first)*$3):($2+\(first)*$4):(\(rest)*$3):(\(rest)*$4) "
          + "with vectors nohead \(style)"
        : "\(block) using 1:2:3:4 with vectors nohead \(style)"
    }
  }

  /// The names of the colours, as coloured words.
  func legend(on canvas: inout Canvas, left: Double, y: Double) {
    canvas.write(Label("● source", x: left, y: y), color: PlotColor.source)
    canvas.write(Label("● target", x: left + 72, y: y), color: PlotColor.target)
    if plan != nil {
      canvas.write(Label("→ plan", x: left + 144, y: y), color: PlotColor.plan)
    }
  }
}

/// The ranges of the first two coordinates, with a margin; the shorter one is widened until the
/// panel is at most twice as long as wide.
func planarRanges(of clouds: [PointCloud]) -> (ClosedRange<Double>, ClosedRange<Double>) {
  func range(_ k: Int) -> ClosedRange<Double> {
    ClosedRange(
      around: clouds.lazy.flatMap { cloud in
        (0..<cloud.count).lazy.map { cloud.points[$0, k] }
      }, margin: 0.05)
  }
  func widened(_ range: ClosedRange<Double>, to length: Double) -> ClosedRange<Double> {
    let extra = max(0, length - range.length) / 2
    return range.lowerBound - extra...range.upperBound + extra
  }
  let (x, y) = (range(0), range(1))
  return (widened(x, to: y.length * 0.8), widened(y, to: x.length * 0.5))
}
