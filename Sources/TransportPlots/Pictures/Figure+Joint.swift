public import OptimalTransport

extension Figure {
  /// The plan between two measures on the line as their joint law: the mass P(x, y) in the middle,
  /// the source along the top and the target along the right side, with the same axes.
  ///
  /// A monotone plan lies on a rising curve, the graph of the quantile map; entropy blurs it. The
  /// thin line is the barycentric projection, T(x) = E[y | x].
  ///
  /// - Throws: `shapeMismatch` unless both measures are on the line and the plan joins their atoms.
  public static func joint(
    source: PointCloud, target: PointCloud, plan: TransportPlan,
    heading: Heading = Heading("The plan as a joint law")
  ) throws(TransportError) -> Figure {
    try checkLine(.cloud(source), .cloud(target))
    try plan.checkFits(source.count, target.count)
    return JointPicture(source: LineMeasure(source), target: LineMeasure(target), plan: plan)
      .figure(heading)
  }

  /// The same picture for densities on the line.
  ///
  /// - Throws: as above.
  public static func joint(
    source: GridDensity, target: GridDensity, plan: TransportPlan,
    heading: Heading = Heading("The plan as a joint law")
  ) throws(TransportError) -> Figure {
    try checkLine(.grid(source), .grid(target))
    try plan.checkFits(source.count, target.count)
    return JointPicture(source: LineMeasure(source), target: LineMeasure(target), plan: plan)
      .figure(heading)
  }

  private static func checkLine(_ source: Drawable, _ target: Drawable) throws(TransportError) {
    for (name, measure) in [("source", source), ("target", target)] {
      guard measure.dimension == 1 else {
        throw .shapeMismatch(
          argument: name, expected: "a measure on the line",
          found: "dimension \(measure.dimension)")
      }
      try measure.checkScale(name)
    }
  }
}

/// The joint law in the middle, the marginals along two sides.
struct JointPicture {
  let source: LineMeasure
  let target: LineMeasure
  let plan: TransportPlan

  private static let side = 380.0
  private static let strip = 90.0

  func figure(_ heading: Heading) -> Figure {
    let (side, strip, left) = (Self.side, Self.strip, 74.0)
    let top = Canvas.titleHeight + 20
    var canvas = Canvas(width: left + side + strip + 40, height: top + strip + side + 66)
    var above = Panel(
      left: left, top: top, width: side, height: strip - 8, x: source.range, y: 0...1.05)
    above.framed = false
    above.layers = marginal(source, PlotColor.source, &canvas) { ($0, $1) }
    var beside = Panel(
      left: left + side + 8, top: top + strip, width: strip - 8, height: side,
      x: 0...1.05, y: target.range)
    beside.framed = false
    beside.layers = marginal(target, PlotColor.target, &canvas) { ($1, $0) }
    canvas.write(Label("source", x: left, y: top - 6), color: PlotColor.source)
    canvas.write(
      Label("target", x: left + side + 12, y: top + strip - 12), color: PlotColor.target)
    canvas.draw(above)
    canvas.draw(beside)
    canvas.draw(
      centre(
        Panel(
          left: left, top: top + strip, width: side, height: side, x: source.range, y: target.range),
        &canvas))
    return canvas.figure(
      heading,
      caption: "The joint law P(x, y), darker where more mass moves from x to y, between its two "
        + "marginals; the line is the mean target of each source point, T(x) = E[y | x].")
  }

  private func centre(_ panel: Panel, _ canvas: inout Canvas) -> Panel {
    var panel = panel
    panel.ticks = .both
    panel.xLabel = "from x"
    panel.yLabel = "to y"
    panel.settings = ["set grid lw 0.4 lc rgb '#dddddd'"]
    panel.layers = isDiscrete ? discs(panel, &canvas) : [image(&canvas)]
    if let line = barycentre(&canvas) { panel.layers.append(line) }
    return panel
  }
}
