import OptimalTransport

extension ImagePicture {
  /// The displacement field over a faint source, arrows coloured by their length.
  func drawArrows(_ panel: Panel, _ canvas: inout Canvas) {
    let arrows = BarycentricProjection(plan: plan, source: sourcePoints, target: targetPoints)
      .arrows(from: sourcePoints, box: box, count: 18)
    let lengths = arrows.map(length)
    let block = canvas.block(
      zip(arrows, lengths).map { arrow, length in
        let (x, y) = (arrow.start[0], arrow.start[1])
        return "\(x) \(y) \(arrow.end[0] - x) \(arrow.end[1] - y) \(length)"
      })
    var panel = panel
    panel.title = "displacement"
    let longest = max(lengths.max() ?? 0, box.sides.max()! * 1e-9)
    let scale = ColorScale(range: 0...longest, palette: PlotColor.lengths, label: "")
    panel.settings = scale.settings(beside: panel, on: canvas.size)
    panel.layers =
      shadow(into: &canvas) + [
        "\(block) using 1:2:3:4:5 with vectors head filled size graph 0.022,22 fixed lw 1.1 "
          + "lc palette notitle"
      ]
    canvas.draw(panel)
  }

  private func length(_ arrow: BarycentricProjection.Arrow) -> Double {
    zip(arrow.start, arrow.end).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }.squareRoot()
  }

  /// Both measures as washes of their colours, the denser the more mass.
  private func shadow(into canvas: inout Canvas) -> [String] {
    [
      HeatMap(source).layer(
        into: &canvas, ink: .wash(red: 0x00, green: 0x72, blue: 0xb2, opacity: 0.35)),
      HeatMap(target).layer(
        into: &canvas, ink: .wash(red: 0xd5, green: 0x5e, blue: 0x00, opacity: 0.35)),
    ]
  }
}
