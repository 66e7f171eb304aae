public import OptimalTransport

extension Figure {
  /// Brackets [lower, upper] of one optimum against the regularisation that they were found at: on the left the
  /// bracket closing about the exact value as eps falls, on the right how far each end is from it.
  ///
  /// - Parameters:
  ///   - certificates: what entropic solutions prove of the unregularised optimum, at least one.
  ///   - shares: eps over the median cost, one for each certificate.
  ///   - exact: the optimum, drawn as a line.
  /// - Throws: `emptyInput`, `shapeMismatch`, `outOfRange` for a share that is not above zero.
  public static func brackets(
    _ certificates: [Certificate], shares: [Double], exact: Double,
    heading: Heading = Heading("The bracket closes as ε falls")
  ) throws(TransportError) -> Figure {
    guard !certificates.isEmpty else { throw .emptyInput(argument: "certificates") }
    guard shares.count == certificates.count else {
      throw .shapeMismatch(
        argument: "shares", expected: "\(certificates.count) values", found: "\(shares.count)")
    }
    if let share = shares.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw .outOfRange(argument: "shares", value: share, expected: "a finite number above 0")
    }
    let points = zip(shares, certificates).sorted { $0.0 < $1.0 }
    return BracketPicture(points: points.map { ($0.0, $0.1) }, exact: exact).figure(heading)
  }
}

/// Brackets by rising eps, and what they are brackets of.
private struct BracketPicture {
  let points: [(share: Double, certificate: Certificate)]
  let exact: Double

  private static let top = Canvas.titleHeight + 46
  private static let height = 250.0

  func figure(_ heading: Heading) -> Figure {
    var canvas = Canvas(width: 800, height: Self.top + Self.height + 56)
    drawBracket(&canvas)
    drawDistances(&canvas)
    return canvas.figure(
      heading,
      caption:
        "Every regularisation ε proves two bounds of the unregularised optimum: above, the cost of its plan "
        + "rounded to the exact marginals; below, the value of its potentials made feasible. Right: how far "
        + "each is from the optimum; the dotted line falls in proportion to ε.")
  }

  /// eps as a percentage of the median, large on the left.
  private var axis: LogAxis {
    let shares = points.map(\.share)
    return LogAxis(
      range: shares.min()! / 1.4...shares.max()! * 1.4, factor: 100, unit: "%", isReversed: true,
      isPlain: true)
  }

  private func drawBracket(_ canvas: inout Canvas) {
    let y = ClosedRange(
      around: (points.flatMap { [$0.certificate.lowerBound, $0.certificate.upperBound] } + [exact])
        .filter(\.isFinite), margin: 0.08)
    var panel = Panel(
      left: 74, top: Self.top, width: 300, height: Self.height, x: axis.range, y: y)
    panel.ticks = .y
    panel.title = "value"
    panel.xLabel = "ε / median cost"
    panel.settings = axis.settings("x")
    let rows = points.map {
      "\($0.share) \($0.certificate.lowerBound) \($0.certificate.upperBound)"
    }
    let block = canvas.block(rows)
    panel.layers = [
      "\(block) using 1:2:3 with filledcurves fc rgb '#e6e6e6' notitle",
      "\(exact) with lines lw 1.4 lc rgb '\(Self.exactColor)' notitle",
      "\(block) using 1:3 with linespoints pt 7 ps 0.6 lw 1.6 lc rgb '\(Self.upperColor)' notitle",
      "\(block) using 1:2 with linespoints pt 7 ps 0.6 lw 1.6 lc rgb '\(Self.lowerColor)' notitle",
    ]
    canvas.draw(panel)
  }

  private func drawDistances(_ canvas: inout Canvas) {
    let above = points.map { ($0.share, $0.certificate.upperBound - exact) }
    let below = points.map { ($0.share, exact - $0.certificate.lowerBound) }
    // What rounding leaves has no place on a logarithmic axis.
    let least = max(abs(exact) * 1e-15, .leastNormalMagnitude)
    let y = LogAxis(
      range: LogAxis.decades(around: (above + below).map(\.1).filter { $0 > least && $0.isFinite }))
    var panel = Panel(
      left: 472, top: Self.top, width: 300, height: Self.height, x: axis.range, y: y.range)
    panel.title = "distance from the optimum"
    panel.xLabel = "ε / median cost"
    panel.settings = axis.settings("x") + y.settings("y")
    if let start = above.last, start.1 > least, start.1.isFinite {
      let slope = start.1 / start.0
      panel.layers.append(
        "\(slope) * x with lines dt (2,4) lw 1 lc rgb '\(PlotColor.quiet)' notitle")
    }
    for (values, color) in [(above, Self.upperColor), (below, Self.lowerColor)] {
      let drawn = values.filter { $0.1 > least && $0.1.isFinite }
      guard !drawn.isEmpty else { continue }
      let block = canvas.block(drawn.map { "\($0.0) \($0.1)" })
      panel.layers.append(
        "\(block) using 1:2 with linespoints pt 7 ps 0.6 lw 1.6 lc rgb '\(color)' notitle")
    }
    legend(&canvas)
    canvas.draw(panel)
  }

  private func legend(_ canvas: inout Canvas) {
    let entries = [
      ("● upper bound: the rounded plan", Self.upperColor, 0.0),
      ("● lower bound: the potentials", Self.lowerColor, 210),
      ("— the optimum", Self.exactColor, 400),
      ("⋯ in proportion to ε", PlotColor.quiet, 520),
    ]
    for (text, color, offset) in entries {
      canvas.write(Label(text, x: Canvas.margin + offset, y: Canvas.titleHeight + 8), color: color)
    }
  }

  private static let upperColor = PlotColor.target
  private static let lowerColor = PlotColor.source
  private static let exactColor = PlotColor.exact
}
