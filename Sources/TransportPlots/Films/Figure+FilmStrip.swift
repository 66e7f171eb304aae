public import OptimalTransport

extension Figure {
  /// A density on its way, at a few of its times.
  ///
  /// In the plane: heat maps on one colour scale, with arrows of the velocity, contours of phi and
  /// solid walls where the film has them; a film in space is seen along its third axis. On the
  /// line: a map of time and place with the densities at the ends beside it, the paths of quantiles
  /// drawn over it, and curves at a few times below.
  ///
  /// - Parameter count: about how many times are shown, the first and the last among them.
  public static func filmStrip(
    _ film: Film, count: Int = 5, heading: Heading = Heading("A density on its way")
  ) throws(TransportError) -> Figure {
    guard count > 0 else {
      throw .outOfRange(argument: "count", value: Double(count), expected: "1 or more")
    }
    guard film.dimension > 1 else {
      return SpaceTimePicture(path: film.path, curveCount: count, ends: film.ends).figure(heading)
    }
    return FilmStrip(film: film.planar, count: count).figure(heading)
  }
}

/// The panels of a planar film, row by row.
struct FilmStrip {
  let film: Film
  let count: Int
  /// F along the way, drawn at the bottom.
  var history: EnergyPanels?

  private static let (width, gap, scaleWidth) = (760.0, 12.0, 64.0)
  /// What the numbers and names of the axes take beside the first panel and below each.
  private var axisRoom: (left: Double, bottom: Double) {
    film.axisNames.isEmpty ? (0, 0) : (30, 32)
  }

  func figure(_ heading: Heading) -> Figure {
    let strip = film.thinned(to: count)
    let panels = strip.path.count
    let columns = panels <= 3 ? panels : (panels + 1) / 2
    let ratio = strip.path.box.sides[1] / strip.path.box.sides[0]
    let (margin, scaleRoom) = (Canvas.margin + axisRoom.left, Self.scaleWidth)
    let room =
      Self.width - Canvas.margin - margin - scaleRoom - Self.gap * Double(columns - 1)
    // Boxes higher than two widths get narrower panels, and few panels are no posters.
    let side = min(room / Double(columns), 330) * min(1, 2 / ratio)
    let rows = (panels + columns - 1) / columns
    let rowHeight = max(side * ratio, 4) + 34 + axisRoom.bottom
    let height = Canvas.titleHeight + 24 + Double(rows) * rowHeight
    var canvas = Canvas(
      width: Canvas.margin + margin + scaleRoom + Double(columns) * (side + Self.gap) - Self.gap,
      height: height + (history == nil ? 0 : EnergyPanels.height))
    // Arrows stand some 22 pixels apart.
    let scale = FilmScale(strip, blocks: min(max(Int(side / 22), 4), 16))
    for k in 0..<panels {
      var panel = Panel(
        left: margin + Double(k % columns) * (side + Self.gap),
        top: Canvas.titleHeight + 26 + Double(k / columns) * rowHeight, width: side,
        planar: strip.x, strip.y)
      (panel.title, panel.titleColor) = (strip.title(at: k), strip.titleColor(at: k))
      film.nameAxes(of: &panel, isFirst: k % columns == 0)
      let colors = ColorScale(range: scale.density, palette: PlotColor.viridis)
      panel.settings =
        k == columns - 1 ? colors.settings(beside: panel, on: canvas.size) : colors.hidden
      panel.settings.append(Film.wallBackground)
      panel.layers = strip.layers(at: k, on: scale, into: &canvas)
      canvas.draw(panel)
    }
    history?.draw(below: height, width: canvas.size.width, into: &canvas)
    return canvas.figure(heading, caption: caption(scale))
  }

  private func caption(_ scale: FilmScale) -> String {
    var parts = ["The density at some times, on one colour scale."]
    if scale.isCut { parts.append("Denser places are as bright as its end.") }
    if !film.velocities.isEmpty {
      parts.append("Arrows: the mean velocity of the mass around them.")
    }
    if !film.potentials.isEmpty {
      parts.append("Lines: contours of φ, whose gradient is the velocity.")
    }
    if film.walls.contains(true) { parts.append("Grey: walls, where no mass may be.") }
    if history != nil { parts.append(EnergyPanels.caption) }
    return parts.joined(separator: " ")
  }
}

extension Film {
  /// Gives a panel the names of the axes, if there are any, with scales; that of y to the first of a
  /// row.
  func nameAxes(of panel: inout Panel, isFirst: Bool = true) {
    guard axisNames.count == 2 else { return }
    panel.xLabel = axisNames[0]
    panel.yLabel = isFirst ? axisNames[1] : ""
    panel.ticks = isFirst ? .both : .x
  }

  var x: ClosedRange<Double> { path.box.lower[0]...path.box.upper[0] }
  var y: ClosedRange<Double> { path.box.lower[1]...path.box.upper[1] }
}
