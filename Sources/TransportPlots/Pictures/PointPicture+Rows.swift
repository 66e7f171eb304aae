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
    let discs = Discs(source, target, extent: x.length * 0.6)
    let above = { (i: Int) in (source.points[i, 0], 1.0) }
    let below = { (j: Int) in (target.points[j, 0], 0.0) }
    let drawn = drawn
    panel.layers = segments(drawn, above, below, into: &canvas)
    panel.layers += [
      Discs.layer(canvas.block(discs.rows(target, at: below)), color: PlotColor.target),
      Discs.layer(canvas.block(discs.rows(source, at: above)), color: PlotColor.source),
    ]
    canvas.draw(panel)
    let note = drawn?.note ?? ""
    return canvas.figure(heading, note: note, caption: "On the line, in two rows. " + caption(note))
  }
}
