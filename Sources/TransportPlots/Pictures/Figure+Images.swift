public import OptimalTransport

extension Figure {
  /// Two planar grids and the plan between them: source, target and displacement field above, the
  /// displacement interpolation at five times below.
  ///
  /// An arrow is the barycentric projection of the plan, T(x) = E[y | x], averaged over a block of
  /// cells. The interpolation at time t holds mass P_ij at x_i + t (y_j - x_i), spread onto the
  /// grid with bilinear weights.
  ///
  /// - Throws: `shapeMismatch` unless both grids are planar and the plan joins their cells.
  public static func images(
    source: GridDensity, target: GridDensity, plan: TransportPlan,
    heading: Heading = Heading("Transport of images")
  ) throws(TransportError) -> Figure {
    for (name, grid) in [("source", source), ("target", target)] where grid.dimension != 2 {
      throw .shapeMismatch(
        argument: name, expected: "a grid in 2 dimensions", found: "\(grid.dimension)")
    }
    try Drawable.grid(source).checkScale("source")
    try Drawable.grid(target).checkScale("target")
    try plan.checkFits(source.count, target.count)
    return ImagePicture(source: source, target: target, plan: plan).figure(heading)
  }
}

/// The parts of the picture of two images; all panels show the box that holds both grids.
struct ImagePicture {
  let source: GridDensity
  let target: GridDensity
  let plan: TransportPlan
  let box: Box
  let sourcePoints: Matrix
  let targetPoints: Matrix

  init(source: GridDensity, target: GridDensity, plan: TransportPlan) {
    self.source = source
    self.target = target
    self.plan = plan
    box = try! Box(
      lower: zip(source.box.lower, target.box.lower).map { min($0, $1) },
      upper: zip(source.box.upper, target.box.upper).map { max($0, $1) })
    sourcePoints = source.centers
    targetPoints = target.centers
  }

  private static let width = 760.0
  private static let gap = 14.0

  func figure(_ heading: Heading) -> Figure {
    let shapeRatio = box.sides[1] / box.sides[0]
    let inner = Self.width - 2 * Canvas.margin
    // Boxes higher than two widths get narrower panels, so that the figure stays on a page.
    let squeeze = min(1, 2 / shapeRatio)
    let large = squeeze * (inner - 2 * Self.gap - 64) / 3
    let small = squeeze * (inner - 4 * Self.gap) / 5
    let firstTop = Canvas.titleHeight + 26
    let secondTop = firstTop + large * shapeRatio + 40
    var canvas = Canvas(width: Self.width, height: secondTop + small * shapeRatio + 18)
    func panel(_ k: Int, _ width: Double, top: Double) -> Panel {
      Panel(
        left: Canvas.margin + Double(k) * (width + Self.gap), top: top, width: width,
        planar: box.lower[0]...box.upper[0], box.lower[1]...box.upper[1])
    }
    drawMeasure(source, "source", PlotColor.source, panel(0, large, top: firstTop), &canvas)
    drawArrows(panel(1, large, top: firstTop), &canvas)
    drawMeasure(
      target, "target", PlotColor.target, shifted(panel(2, large, top: firstTop), by: 64), &canvas)
    for k in 0...4 { drawFrame(at: k, panel(k, small, top: secondTop), &canvas) }
    return canvas.figure(heading, caption: Self.caption)
  }

  private func shifted(_ panel: Panel, by distance: Double) -> Panel {
    var panel = panel
    panel.left += distance
    return panel
  }

  private func drawMeasure(
    _ density: GridDensity, _ name: String, _ color: String, _ panel: Panel,
    _ canvas: inout Canvas
  ) {
    var panel = panel
    panel.title = name
    panel.titleColor = color
    panel.settings =
      ColorScale(range: 0...density.values.max()!, palette: PlotColor.viridis).hidden
      + ["set object 1 rectangle from graph 0,0 to graph 1,1 behind fc rgb '#440154' fs noborder"]
    panel.layers = [HeatMap(density).layer(into: &canvas)]
    canvas.draw(panel)
  }

  private func drawFrame(at quarter: Int, _ panel: Panel, _ canvas: inout Canvas) {
    var panel = panel
    let shape = zip(source.shape, target.shape).map { min(max($0, $1), 200) }
    let splatted = MassSplatting(
      plan: plan, source: sourcePoints, target: targetPoints, time: Double(quarter) / 4,
      shape: shape, box: box)
    let heat = HeatMap(shape: shape, box: box, values: splatted.masses)
    panel.title = ["t = 0", "t = ¼", "t = ½", "t = ¾", "t = 1"][quarter]
    panel.settings =
      ColorScale(
        range: 0...max(heat.values.max()!, .leastNormalMagnitude), palette: PlotColor.viridis
      ).hidden
    panel.layers = [heat.layer(into: &canvas)]
    canvas.draw(panel)
  }

  private static let caption =
    "Above: the source, where its mass goes (each arrow runs from a block of the source to the "
    + "mean of its image under the plan), and the target. Below: the displacement "
    + "interpolation, every particle on its straight way at constant speed; each frame has its own "
    + "colour scale."
}
