public import OptimalTransport

extension Animation {
  /// A film, frame by frame on one colour scale: heat maps in the plane, curves on the line; a film
  /// in space is seen along its third axis.
  public static func film(
    _ film: Film, heading: Heading = Heading("A density on its way")
  ) throws(TransportError) -> Animation {
    let planar = film.planar
    let scale = planar.dimension == 1 ? nil : FilmScale(planar, blocks: 14)
    return try Animation(
      frames: planar.path.frames.indices.map { k in
        scale.map { planar.page(k, on: $0, heading) } ?? planar.linePage(k, heading)
      })
  }

  /// Clouds of the same atoms, one after the other; on the line against time.
  public static func clouds(
    _ clouds: [PointCloud], times: [Double], heading: Heading = Heading("Atoms on their way")
  ) throws(TransportError) -> Animation {
    let strip = try CloudStrip(clouds, times: times)
    return try Animation(frames: clouds.indices.map { strip.page($0, heading) })
  }
}

extension Film {
  /// One frame of a planar film as a figure.
  fileprivate func page(_ k: Int, on scale: FilmScale, _ heading: Heading) -> Figure {
    let side = 420 * min(1, x.length / y.length)
    let room = axisNames.isEmpty ? (left: 0.0, bottom: 18.0) : (left: 30.0, bottom: 50.0)
    var panel = Panel(
      left: Canvas.margin + room.left, top: Canvas.titleHeight + 28, width: max(side, 40),
      planar: x, y)
    var canvas = Canvas(
      width: panel.left + panel.width + Canvas.margin + 70,
      height: panel.top + panel.height + room.bottom)
    (panel.title, panel.titleColor) = (title(at: k), titleColor(at: k))
    nameAxes(of: &panel)
    panel.settings =
      ColorScale(range: scale.density, palette: PlotColor.viridis)
      .settings(beside: panel, on: canvas.size) + [Self.wallBackground]
    panel.layers = layers(at: k, on: scale, into: &canvas)
    canvas.draw(panel)
    return canvas.figure(heading, caption: "")
  }

  /// One frame of a film on the line, with the ends as outlines.
  fileprivate func linePage(_ k: Int, _ heading: Heading) -> Figure {
    var canvas = Canvas(width: 600, height: 360)
    let highest = path.frames.reduce(0) { max($0, $1.values.max()!) }
    var panel = Panel(
      left: 62, top: Canvas.titleHeight + 28, width: 510, height: 230,
      x: path.box.lower[0]...path.box.upper[0], y: 0...1.06 * max(highest, .leastNormalMagnitude))
    panel.ticks = .both
    (panel.title, panel.titleColor) = (title(at: k), titleColor(at: k))
    for (frame, color) in [
      (path.frames[0], PlotColor.source), (path.frames[path.count - 1], PlotColor.target),
    ] {
      panel.layers.append(curveLayers(frame, color: color, into: &canvas)[1])
    }
    let color = Figure.curveColor(k, of: path.count)
    panel.layers += curveLayers(path.frames[k], color: color, into: &canvas)
    canvas.draw(panel)
    return canvas.figure(heading, caption: "")
  }
}

extension CloudStrip {
  /// One cloud as a figure.
  fileprivate func page(_ k: Int, _ heading: Heading) -> Figure {
    guard clouds[0].dimension > 1 else { return linePage(k, heading) }
    let (x, y) = planarRanges(of: clouds)
    let side = 420.0
    var canvas = Canvas(
      width: side + 2 * Canvas.margin,
      height: Canvas.titleHeight + 28 + side * y.length / x.length + 18)
    canvas.draw(panel(k, Canvas.margin, Canvas.titleHeight + 28, side, x, y, &canvas))
    return canvas.figure(heading, caption: "")
  }

  /// Atoms on the line as discs on their axis.
  private func linePage(_ k: Int, _ heading: Heading) -> Figure {
    var canvas = Canvas(width: 600, height: 180)
    let x = ClosedRange(around: clouds.flatMap(\.points.elements), margin: 0.05)
    var panel = Panel(
      left: 40, top: Canvas.titleHeight + 28, width: 520, height: 50, x: x, y: -1...1)
    panel.ticks = .x
    let color = Figure.curveColor(k, of: clouds.count)
    (panel.title, panel.titleColor) = ("t = " + typeset(times[k], digits: 3), color)
    let discs = Discs(masses: [clouds[k].weights], width: 520, coverage: 0.012)
    panel.layers = [
      discs.layer(clouds[k].weights, color: color, into: &canvas) { (clouds[k].points[$0, 0], 0) }
    ]
    canvas.draw(panel)
    return canvas.figure(heading, caption: "")
  }
}
