import OptimalTransport

/// Functions on the line as curves in one panel, named in their colours above it.
struct CurvePanel {
  var titles: [String]
  var x: [Double]
  var curves: [[Double]]

  func figure(_ heading: Heading, note: String, caption: String) -> Figure {
    var canvas = Canvas(width: 700, height: 420)
    let top = Canvas.titleHeight + 26
    var panel = Panel(
      left: 66, top: top, width: 610, height: 420 - top - 40, x: ClosedRange(around: x),
      y: ClosedRange(around: curves.joined(), margin: 0.06))
    panel.ticks = .both
    panel.settings = ["set grid lw 0.4 lc rgb '#e2e2e2'"]
    let order = x.indices.sorted { x[$0] < x[$1] }
    for (k, curve) in curves.enumerated() {
      let color = PlotColor.series[k]
      let block = canvas.block(order.map { "\(x[$0]) \(curve[$0])" })
      let style = x.count <= 80 ? "linespoints pt 7 ps 0.4" : "lines"
      panel.layers.append("\(block) using 1:2 with \(style) lw 1.8 lc rgb '\(color)' notitle")
      canvas.write(
        Label("● " + titles[k], x: panel.left + 190 * Double(k), y: top - 12), color: color)
    }
    canvas.draw(panel)
    return canvas.figure(heading, note: note, caption: caption)
  }
}
