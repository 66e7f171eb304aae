public import OptimalTransport

extension Figure {
  /// The marginal error of entropic solvers after each iteration, both axes logarithmic.
  ///
  /// - Parameters:
  ///   - traces: what ``EntropicSolution/trace`` holds, at least one and at most four.
  ///   - names: written above in the colours of the curves; as many as traces.
  ///   - tolerance: the error at which they stop, drawn as a line.
  /// - Throws: `emptyInput`, `shapeMismatch`.
  public static func traces(
    _ traces: [[SinkhornError]], names: [String], tolerance: Double,
    heading: Heading = Heading("Marginal error after each iteration")
  ) throws(TransportError) -> Figure {
    guard traces.contains(where: { !$0.isEmpty }) else { throw .emptyInput(argument: "traces") }
    guard names.count == traces.count, traces.count <= PlotColor.series.count else {
      throw .shapeMismatch(
        argument: "names", expected: "\(traces.count), one a trace, at most four",
        found: "\(names.count)")
    }
    var canvas = Canvas(width: 700, height: 400)
    var panel = tracePanel(traces, tolerance: tolerance)
    for (k, trace) in traces.enumerated() {
      let color = PlotColor.series[k]
      let drawn = trace.filter { $0.marginalError > 0 }
      guard !drawn.isEmpty else { continue }
      let block = canvas.block(drawn.map { "\($0.iteration) \($0.marginalError)" })
      let style = drawn.count <= 60 ? "linespoints pt 7 ps 0.5" : "lines"
      panel.layers.append("\(block) using 1:2 with \(style) lw 1.8 lc rgb '\(color)' notitle")
      canvas.write(
        Label("● " + names[k], x: panel.left, y: Canvas.titleHeight + 2 + 18 * Double(k)),
        color: color)
    }
    canvas.draw(panel)
    return canvas.figure(
      heading,
      caption:
        "The L1 error of both marginals after each iteration; a jump upwards is a step down the ladder to "
        + "a smaller ε, the last fall Newton's method. The dashed line is the tolerance.")
  }

  private static func tracePanel(_ traces: [[SinkhornError]], tolerance: Double) -> Panel {
    let all = traces.joined()
    // Errors below this are rounding.
    let errors = all.map { max($0.marginalError, 1e-17) } + [tolerance]
    let y = LogAxis(range: LogAxis.decades(around: errors))
    let x = LogAxis(
      range: 1...Double(max(all.map(\.iteration).max() ?? 1, 10)) * 1.1, isPlain: true)
    let head = Canvas.titleHeight + 18 * Double(traces.count) + 12
    var panel = Panel(
      left: 74, top: head, width: 600, height: 400 - head - 54, x: x.range, y: y.range)
    panel.xLabel = "iterations, two passes over all pairs each"
    panel.yLabel = "marginal error"
    panel.settings =
      x.settings("x") + y.settings("y") + ["set grid lw 0.4 lc rgb '#e2e2e2'"]
    panel.settings.append(
      "set label \(quoted("tolerance")) at graph 0.01, first \(tolerance) left offset 0,0.6 front "
        + "tc rgb '\(PlotColor.quiet)'")
    panel.layers = [
      "\(tolerance) with lines dt (5,4) lw 1 lc rgb '\(PlotColor.quiet)' notitle"
    ]
    return panel
  }
}
