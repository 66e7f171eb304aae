import OptimalTransport

extension PointPicture {
  /// The layout of clouds on the line: the source above, the target below, the plan between.
  func rows(_ heading: Heading) -> Figure {
    let x = ClosedRange(around: source.points.elements + target.points.elements, margin: 0.05)
    var canvas = Canvas(width: 680, height: 330)
    var panel = Panel(
      left: 60, top: Canvas.titleHeight + 10, width: 580, height: 215, x: x, y: -0.15...1.15)
    panel.ticks = .x
    panel.settings = [
      "unset border", "set border 1 lw 0.7 lc rgb '\(PlotColor.frame)'",
      Label("source", x: 16, y: panel.top + 0.15 / 1.3 * 215)
        .command(on: canvas.size, color: PlotColor.source),
      Label("target", x: 16, y: panel.top + 1.15 / 1.3 * 215)
        .command(on: canvas.size, color: PlotColor.target),
    ]
    let discs = Discs(
      masses: [source.weights, target.weights], width: panel.width, coverage: 0.013)
    let above = { (i: Int) in (source.points[i, 0], 1.0) }
    let below = { (j: Int) in (target.points[j, 0], 0.0) }
    let drawn = drawn
    panel.layers = segments(drawn, above, below, into: &canvas)
    panel.layers += [
      discs.layer(target.weights, color: PlotColor.target, into: &canvas, at: below),
      discs.layer(source.weights, color: PlotColor.source, into: &canvas, at: above),
    ]
    let note = drawn?.note ?? ""
    canvas.write(
      Label(note, x: panel.left + panel.width, y: panel.top - 4), color: PlotColor.quiet,
      align: "right")
    canvas.draw(panel)
    return canvas.figure(heading, caption: "On the line, in two rows. " + caption(note))
  }
}
