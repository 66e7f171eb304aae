public import OptimalTransport

extension Figure {
  /// The Kantorovich potentials of two measures: alpha on the source, beta on the target.
  ///
  /// On the line both are curves; on planar grids heat maps with contours; on planar clouds each
  /// point has the colour of its potential (of more coordinates the first two are drawn). Only
  /// alpha + beta matters, so each potential has a colour scale of its own.
  ///
  /// With the plan, arrows on the source's planar grid say where its mass goes. Under |x - y|^2 the
  /// displacement is -grad alpha / 2, so that they cross the contours at right angles.
  ///
  /// - Throws: `shapeMismatch` unless there is a number for each atom, and `notApplicable` for a
  ///   measure that is neither a cloud nor a grid.
  public static func potentials(
    _ potentials: KantorovichPotentials, source: any Measure, target: any Measure,
    plan: TransportPlan? = nil, heading: Heading = Heading("Kantorovich potentials")
  ) throws(TransportError) -> Figure {
    let (source, target) = (try Drawable(source, "source"), try Drawable(target, "target"))
    try source.checkScale("source")
    try target.checkScale("target")
    try check(potentials.alpha, "alpha", source)
    try check(potentials.beta, "beta", target)
    try plan?.checkFits(potentials.alpha.count, potentials.beta.count)
    let arrows = plan.map {
      BarycentricProjection(plan: $0, source: source.cloud.points, target: target.cloud.points)
    }
    let sides = [
      PotentialSide(
        measure: source, name: "α on the source", values: potentials.alpha, arrows: arrows),
      PotentialSide(measure: target, name: "β on the target", values: potentials.beta),
    ]
    return source.dimension == 1 && target.dimension == 1
      ? potentialCurves(sides, heading) : potentialMaps(sides, heading)
  }

  private static func check(_ values: [Double], _ name: String, _ measure: Drawable)
    throws(TransportError)
  {
    guard values.count == measure.cloud.count else {
      throw .shapeMismatch(
        argument: name, expected: "\(measure.cloud.count) values", found: "\(values.count)")
    }
  }

  private static func potentialCurves(_ sides: [PotentialSide], _ heading: Heading) -> Figure {
    var canvas = Canvas(width: 680, height: 400)
    var panel = Panel(
      left: 72, top: Canvas.titleHeight + 34, width: 574, height: 262,
      x: ClosedRange(around: sides.flatMap(\.measure.cloud.points.elements), margin: 0.02),
      y: ClosedRange(around: sides.flatMap(\.values), margin: 0.06))
    panel.ticks = .both
    panel.settings = ["set grid lw 0.4 lc rgb '#e2e2e2'"]
    for (k, (side, color)) in zip(sides, [PlotColor.source, PlotColor.target]).enumerated() {
      let x = side.measure.cloud.points.elements
      let order = x.indices.sorted { x[$0] < x[$1] }
      let block = canvas.block(order.map { "\(x[$0]) \(side.values[$0])" })
      let style = order.count <= 60 ? "linespoints pt 7 ps 0.4" : "lines"
      panel.layers.append("\(block) using 1:2 with \(style) lw 1.8 lc rgb '\(color)' notitle")
      canvas.write(
        Label(side.name, x: panel.left + 130 * Double(k), y: panel.top - 14), color: color)
    }
    canvas.draw(panel)
    return canvas.figure(heading, caption: caption)
  }

  private static func potentialMaps(_ sides: [PotentialSide], _ heading: Heading) -> Figure {
    let side = 300.0
    let panels = sides.map { side in side.panel(width: 300) }
    let height = panels.map(\.height).max()!
    var canvas = Canvas(
      width: Canvas.margin + 2 * (side + 76), height: Canvas.titleHeight + height + 50)
    for (k, item) in sides.enumerated() {
      var panel = panels[k]
      panel.left = Canvas.margin + Double(k) * (side + 76)
      panel.title = item.name
      panel.titleColor = k == 0 ? PlotColor.source : PlotColor.target
      item.paint(&panel, color: panel.titleColor, into: &canvas)
      canvas.draw(panel)
    }
    let dimension = sides[0].measure.dimension
    let note = dimension > 2 ? "coordinates 1 and 2 of \(dimension)" : ""
    return canvas.figure(heading, note: note, caption: caption)
  }

  private static let caption =
    "The prices of transport: α(x) + β(y) ≤ c(x, y) everywhere, with equality wherever the plan "
    + "moves mass from x to y. Their integral against the two measures is the lower bound. On grids the "
    + "thick line surrounds the mass, and arrows say where it goes."
}
