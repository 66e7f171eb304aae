import OptimalTransport

/// Panels of arrows side by side, on one range and one scale of colours: dark is short, bright
/// long.
struct ArrowPanels {
  struct Arrow {
    var start: (x: Double, y: Double)
    var step: (x: Double, y: Double)
    /// What its colour shows.
    var length: Double
  }

  var titles: [String]
  var arrows: [[Arrow]]
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>
  /// What the colours mean.
  var scaleLabel: String

  private static let gap = 18.0
  private static let scaleWidth = 74.0

  func figure(_ heading: Heading, note: String, caption: String) -> Figure {
    let width = 900.0
    let room = width - 2 * Canvas.margin - Self.scaleWidth - Self.gap * Double(titles.count - 1)
    // Ranges higher than two widths get narrower panels, so that the figure stays on a page.
    let side = room / Double(titles.count) * min(1, 2 * x.length / y.length)
    let top = Canvas.titleHeight + 30
    let height = side * y.length / x.length
    var canvas = Canvas(width: width, height: top + max(height, 4) + 20)
    let longest = max(arrows.joined().map(\.length).max() ?? 0, Scale.least)
    let scale = ColorScale(range: 0...longest, palette: PlotColor.lengths, label: scaleLabel)
    for k in titles.indices {
      var panel = Panel(
        left: Canvas.margin + Double(k) * (side + Self.gap), top: top, width: side, planar: x, y)
      panel.title = titles[k]
      panel.settings =
        k == titles.count - 1 ? scale.settings(beside: panel, on: canvas.size) : scale.hidden
      panel.layers = layers(arrows[k], longest, into: &canvas)
      canvas.draw(panel)
    }
    return canvas.figure(heading, note: note, caption: caption)
  }

  /// Arrows too short for a head are dots.
  private func layers(
    _ arrows: [Arrow], _ longest: Double, into canvas: inout Canvas
  ) -> [String] {
    let isLong = { (arrow: Arrow) in arrow.length > 0.02 * longest }
    let long = arrows.filter(isLong)
    let short = arrows.filter { !isLong($0) }
    var layers: [String] = []
    if !short.isEmpty {
      let block = canvas.block(short.map { "\($0.start.x) \($0.start.y) \($0.length)" })
      layers.append("\(block) using 1:2:3 with points pt 7 ps 0.2 lc palette notitle")
    }
    if !long.isEmpty {
      let block = canvas.block(
        long.map { "\($0.start.x) \($0.start.y) \($0.step.x) \($0.step.y) \($0.length)" })
      layers.append(
        "\(block) using 1:2:3:4:5 with vectors head filled size graph 0.02,22 lw 1.1 lc palette "
          + "notitle")
    }
    return layers
  }
}
