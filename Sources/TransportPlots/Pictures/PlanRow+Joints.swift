import OptimalTransport

extension PlanRow {
  private static let side = 196.0
  private static let strip = 44.0
  private static let mapStyle = "lw 3 lc rgb '\(PlotColor.color(PlotColor.exact, opacity: 0.45))'"

  /// Joint laws on the line, each below the source; the target stands once, at the end of a row.
  func joints(
    _ source: LineMeasure, _ target: LineMeasure, exact: TransportPlan?, _ heading: Heading
  ) -> Figure {
    let (side, strip, left) = (Self.side, Self.strip, 52.0)
    let top = Canvas.titleHeight + 22
    let rowHeight = strip + side + 62
    let step = side + 14
    var canvas = Canvas(
      width: left + Double(columns) * step + strip + 20, height: top + Double(rows) * rowHeight - 10
    )
    for (k, plan) in plans.enumerated() {
      let picture = JointPicture(source: source, target: target, plan: plan)
      let x = left + Double(k % columns) * step
      let y = top + Double(k / columns) * rowHeight
      canvas.draw(above(picture, names[k], x: x, y: y, &canvas))
      var panel = Panel(
        left: x, top: y + strip, width: side, height: side, x: source.range, y: target.range)
      panel.ticks = k % columns == 0 ? .both : .x
      panel.xLabel = "x"
      panel.yLabel = k % columns == 0 ? "y" : ""
      panel.layers = picture.isDiscrete ? picture.discs(panel, &canvas) : [picture.image(&canvas)]
      if let exact {
        let optimal = JointPicture(source: source, target: target, plan: exact)
        // Below the plan, which is to be seen where it is as thin as the line.
        if let map = optimal.barycentre(&canvas, style: Self.mapStyle) {
          panel.layers.insert(map, at: 0)
        }
      }
      canvas.draw(panel)
      if k % columns == columns - 1 || k == plans.count - 1 {
        canvas.draw(beside(picture, x: x + side + 4, y: y + strip, &canvas))
      }
    }
    let note =
      "the same marginals in each" + (exact == nil ? "" : "; the green line is the optimal map")
    return canvas.figure(heading, note: note, caption: Self.caption(exact != nil))
  }

  private func above(
    _ picture: JointPicture, _ name: String, x: Double, y: Double, _ canvas: inout Canvas
  ) -> Panel {
    var panel = Panel(
      left: x, top: y, width: Self.side, height: Self.strip - 4, x: picture.source.range,
      y: 0...1.05)
    panel.framed = false
    panel.title = name
    panel.layers = picture.marginal(picture.source, PlotColor.source, &canvas) { ($0, $1) }
    return panel
  }

  private func beside(
    _ picture: JointPicture, x: Double, y: Double, _ canvas: inout Canvas
  ) -> Panel {
    var panel = Panel(
      left: x, top: y, width: Self.strip, height: Self.side, x: 0...1.05, y: picture.target.range)
    panel.framed = false
    panel.layers = picture.marginal(picture.target, PlotColor.target, &canvas) { ($1, $0) }
    return panel
  }

  private static func caption(_ showsMap: Bool) -> String {
    "Joint laws P(x, y), darker where more mass moves from x to y, each with the source (blue) and the "
      + "target (vermilion) as its marginals"
      + (showsMap ? "; the green line is the optimal map, on which the exact plan lies." : ".")
  }
}
