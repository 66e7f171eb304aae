import OptimalTransport

extension PlanRow {
  private static let width = 232.0
  /// So much of the mass tells how sharp a plan is, whatever its tails.
  private static let share = 0.99

  /// Clouds in the plane, each panel with the plan as segments.
  func clouds(_ source: PointCloud, _ target: PointCloud, _ heading: Heading) -> Figure {
    let (x, y) = planarRanges(of: [source, target])
    let first = Panel(
      left: Canvas.margin, top: Canvas.titleHeight + 28, width: Self.width, planar: x, y)
    let (columnWidth, rowHeight) = (Self.width + 14, first.height + 58)
    var canvas = Canvas(
      width: Canvas.margin + Double(columns) * columnWidth + 10,
      height: Canvas.titleHeight + Double(rows) * rowHeight + 4)
    for (k, plan) in plans.enumerated() {
      var panel = first
      panel.left += Double(k % columns) * columnWidth
      panel.top += Double(k / columns) * rowHeight
      panel.title = names[k]
      panel.layers = layers(plan, source, target, &canvas)
      let note = "99% of the mass in \(plan.pairCount(carrying: Self.share)) pairs"
      canvas.write(
        Label(note, x: panel.left + panel.width / 2, y: panel.top + panel.height + 14),
        color: PlotColor.quiet, align: "center")
      canvas.draw(panel)
    }
    return canvas.figure(
      heading, note: "source blue, target vermilion; a segment is darker the more mass it moves",
      caption: caption)
  }

  private func layers(
    _ plan: TransportPlan, _ source: PointCloud, _ target: PointCloud, _ canvas: inout Canvas
  ) -> [String] {
    let picture = PointPicture(source: source, target: target, plan: plan)
    let place = { (cloud: PointCloud) in { (i: Int) in (cloud.points[i, 0], cloud.points[i, 1]) } }
    let discs = Discs(masses: [source.weights, target.weights], width: Self.width)
    return picture.segments(picture.drawn, place(source), place(target), into: &canvas) + [
      discs.layer(target.weights, color: PlotColor.target, into: &canvas, at: place(target)),
      discs.layer(source.weights, color: PlotColor.source, into: &canvas, at: place(source)),
    ]
  }

  private var caption: String {
    let limit = DrawnEntries.limit
    let isCut = plans.contains { $0.mass.count(where: { $0 > 0 }) > limit }
    return
      "Source (blue) and target (vermilion); a segment is wider and darker the more of the mass it moves."
      + (isCut ? " Of each plan the \(limit) heaviest pairs are drawn." : "")
  }
}

extension TransportPlan {
  /// The least number of pairs that carry a share of the mass.
  func pairCount(carrying share: Double) -> Int {
    let sorted = mass.sorted(by: >)
    var rest = share * sorted.reduce(0, +)
    for (k, mass) in sorted.enumerated() {
      rest -= mass
      if rest <= 0 { return k + 1 }
    }
    return sorted.count
  }
}
