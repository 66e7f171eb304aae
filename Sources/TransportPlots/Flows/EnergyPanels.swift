import Foundation
import OptimalTransport
import TransportIO

/// F along a flow, and beside it what proves that it is one: the descent of F a unit of time, and the
/// square of the slope, which the first tends to as steps grow short.
struct EnergyPanels {
  let history: EnergyHistory

  /// What the two panels take from the bottom of a figure.
  static let height = 262.0
  private static let panelHeight = 160.0

  static let caption =
    "Left: the free energy F. Right: how fast each step lowers F (dots), and the square of the slope "
    + "|∇F| there (line); dF/dt = −|∇F|² says that they agree, up to the length of a step."

  /// Nil for a flow without steps or without finite energies.
  init?(_ history: EnergyHistory) {
    guard history.energies.contains(where: \.isFinite), !history.steps.isEmpty else { return nil }
    self.history = history
  }

  /// Draws the panels side by side below what is there.
  func draw(below top: Double, width: Double, into canvas: inout Canvas) {
    let side = (width - 62 - 84 - 30) / 2
    drawEnergy(left: 62, top: top + 40, width: side, &canvas)
    // Without a slope, as in flight without friction, nothing is dissipated.
    guard history.steps.contains(where: { $0.slope > 0 }) else { return }
    drawDescent(left: 62 + side + 84, top: top + 40, width: side, &canvas)
  }

  private func drawEnergy(left: Double, top: Double, width: Double, _ canvas: inout Canvas) {
    let points = zip(history.times, history.energies).filter { $0.1.isFinite }
    var panel = panel(left, top, width, ClosedRange(around: points.map(\.1), margin: 0.06))
    panel.ticks = .both
    panel.xLabel = "time t"
    canvas.write(Label("● free energy F", x: left, y: top - 12), color: PlotColor.source)
    let block = canvas.block(points.map { "\($0.0) \($0.1)" })
    panel.layers = [
      "\(block) using 1:2 with lines lw 1.8 lc rgb '\(PlotColor.source)' notitle"
    ]
    canvas.draw(panel)
  }

  private func drawDescent(left: Double, top: Double, width: Double, _ canvas: inout Canvas) {
    let ends = history.steps.map(\.time)
    let middles = zip(history.times, ends).map { ($0 + $1) / 2 }
    let descents = zip(middles, history.descents).filter { $0.1 > 0 && $0.1.isFinite }
    let squares = zip(ends, history.steps.map { $0.slope * $0.slope })
      .filter { $0.1 > 0 && $0.1.isFinite }
    let values = Self.shown(descents.map(\.1) + squares.map(\.1))
    let y = LogAxis(range: LogAxis.decades(around: values))
    var panel = panel(left, top, width, y.range)
    panel.ticks = .x
    panel.xLabel = "time t"
    panel.settings = y.settings("y")
    canvas.write(Label("● −dF/dt, step by step", x: left, y: top - 12), color: PlotColor.source)
    canvas.write(Label("— |∇F|²", x: left + 150, y: top - 12), color: PlotColor.target)
    for (points, style) in [
      (squares, "lines lw 1.8 lc rgb '\(PlotColor.target)'"),
      (descents, "points pt 7 ps 0.45 lc rgb '\(PlotColor.source)'"),
    ] where !points.isEmpty {
      let block = canvas.block(
        (style.hasPrefix("points") ? Self.thinned(points) : points).map { "\($0.0) \($0.1)" })
      panel.layers.append("\(block) using 1:2 with \(style) notitle")
    }
    canvas.draw(panel)
  }

  private func panel(
    _ left: Double, _ top: Double, _ width: Double, _ y: ClosedRange<Double>
  ) -> Panel {
    Panel(
      left: left, top: top, width: width, height: Self.panelHeight,
      x: ClosedRange(around: history.times), y: y)
  }

  /// Values within ten decades of the greatest: what is below is rounding.
  private static func shown(_ values: [Double]) -> [Double] {
    let greatest = values.max() ?? 1
    return values.filter { $0 > 1e-10 * greatest }
  }

  /// More dots than this run into each other.
  private static func thinned(_ points: [(Double, Double)]) -> [(Double, Double)] {
    let stride = max(1, points.count / 30)
    return points.indices.filter { $0 % stride == 0 }.map { points[$0] }
  }
}
