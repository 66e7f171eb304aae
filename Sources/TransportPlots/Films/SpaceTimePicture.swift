import OptimalTransport

/// A density on the line as a map of time and place, its ends beside it, curves below.
struct SpaceTimePicture {
  let path: DensityPath
  /// Times drawn as curves below; none for 0.
  var curveCount = 5
  /// Paths to draw over the map, places at `lineTimes`; quantiles where there are none.
  var lines: [[Double]] = []
  var lineTimes: [Double] = []
  var ends = Film.Ends.transport
  /// F along the way, drawn at the bottom.
  var history: EnergyPanels?

  private static let (width, side, mapHeight, curveHeight) = (760.0, 84.0, 300.0, 170.0)
  /// More columns than this are finer than the pixels.
  private static let columns = 240
  private static let quantiles = 16
  private static let crowding = 3.0

  func figure(_ heading: Heading, caption: String? = nil) -> Figure {
    let top = Canvas.titleHeight + 28
    let belowTop = top + Self.mapHeight + 64
    let height = curveCount > 0 ? belowTop + Self.curveHeight + 44 : top + Self.mapHeight + 44
    var canvas = Canvas(
      width: Self.width, height: height + (history == nil ? 0 : EnergyPanels.height))
    let left = 62 + Self.side
    let mapWidth = Self.width - 2 * left + 20
    var map = Panel(
      left: left, top: top, width: mapWidth, height: Self.mapHeight, x: times, y: places)
    drawEnd(path.frames[0], ends.names.first, PlotColor.source, beside: map, isLeft: true, &canvas)
    drawEnd(
      path.frames.last!, ends.names.last, PlotColor.target, beside: map, isLeft: false, &canvas)
    map.ticks = .x
    map.xLabel = "time t"
    let scale = ColorScale(range: 0...highest, palette: PlotColor.viridis)
    map.settings = scale.hidden
    map.layers = [columnMap.layer(into: &canvas)] + lineLayers(&canvas)
    canvas.draw(map)
    if curveCount > 0 { drawCurves(top: belowTop, &canvas) }
    history?.draw(below: height, width: Self.width, into: &canvas)
    return canvas.figure(heading, caption: caption ?? self.caption)
  }

  private var times: ClosedRange<Double> { ClosedRange(around: path.times) }
  private var places: ClosedRange<Double> { path.box.lower[0]...path.box.upper[0] }
  /// The brightest density; of a flow that starts or ends in a peak, a few times the usual greatest
  /// one: all else would be dark.
  private var highest: Double {
    let greatest = path.frames.map { $0.values.max()! }.sorted()
    let limit = ends == .flow ? Self.crowding * greatest[greatest.count / 2] : .infinity
    return max(min(greatest.last!, limit), .leastNormalMagnitude)
  }

  /// Each column of pixels shows the frame nearest in time.
  private var columnMap: HeatMap {
    let count = Self.columns
    let values = (0..<count).flatMap { column in
      let time = times.lowerBound + times.length * (Double(column) + 0.5) / Double(count)
      return path.frames[
        path.times.indices.min { abs(path.times[$0] - time) < abs(path.times[$1] - time) }!
      ].values
    }
    let box = try! Box(
      lower: [times.lowerBound, places.lowerBound], upper: [times.upperBound, places.upperBound])
    return HeatMap(shape: [count, path.shape[0]], box: box, values: values)
  }

  /// A density turned towards the map: its profile against the same axis of places.
  private func drawEnd(
    _ density: GridDensity, _ name: String, _ color: String, beside map: Panel, isLeft: Bool,
    _ canvas: inout Canvas
  ) {
    let peak = max(density.values.max()!, .leastNormalMagnitude)
    var panel = Panel(
      left: isLeft ? map.left - Self.side - 6 : map.left + map.width + 6, top: map.top,
      width: Self.side, height: map.height, x: isLeft ? -1.08...0 : 0...1.08, y: map.y)
    (panel.title, panel.titleColor) = (name, color)
    panel.framed = false
    panel.ticks = isLeft ? .y : .none
    let sign = isLeft ? -1.0 : 1
    let profile = zip(density.axis(0), density.values).map { "\(sign * $1 / peak) \($0)" }
    let block = canvas.block(
      ["0 \(places.lowerBound)"] + profile + ["0 \(places.upperBound)"])
    let fill = PlotColor.color(color, opacity: 0.3)
    panel.layers = [
      "\(block) using 1:2 with filledcurves closed fc rgb '\(fill)' notitle",
      "\(block) using 1:2 with lines lw 1.3 lc rgb '\(color)' notitle",
    ]
    canvas.draw(panel)
  }

  /// Quantiles are paths of mass where none is made or lost.
  private func lineLayers(_ canvas: inout Canvas) -> [String] {
    let conserved = path.frames.allSatisfy { abs($0.mass / path.frames[0].mass - 1) < 0.01 }
    let isGiven = !lines.isEmpty
    guard isGiven || conserved else { return [] }
    let drawn = isGiven ? lines : QuantileLines(path, count: Self.quantiles).lines
    let clock = isGiven ? lineTimes : path.times
    let rows = drawn.flatMap { line in zip(clock, line).map { "\($0) \($1)" } + [""] }
    let opacity = isGiven ? min(0.8, max(0.15, 12 / Double(drawn.count))) : 0.75
    let color = PlotColor.color("#ffffff", opacity: opacity)
    return [
      "\(canvas.block(rows)) using 1:2 with lines lw \(isGiven ? 0.7 : 0.8) lc rgb '\(color)' notitle"
    ]
  }

  private func drawCurves(top: Double, _ canvas: inout Canvas) {
    let chosen = Film(unchecked: path, velocities: [], potentials: [], walls: []).thinned(
      to: curveCount)
    var panel = Panel(
      left: 62, top: top, width: Self.width - 62 - 42, height: Self.curveHeight, x: places,
      y: 0...1.06 * highest)
    panel.ticks = .both
    panel.yLabel = "density"
    panel.xLabel = "place x"
    for (k, frame) in chosen.path.frames.enumerated() {
      let color = Figure.curveColor(k, of: chosen.path.count)
      panel.layers += curveLayers(frame, color: color, into: &canvas)
      canvas.write(
        Label(
          "● t = " + typeset(chosen.path.times[k], digits: 3), x: panel.left + 92 * Double(k),
          y: top - 12), color: color)
    }
    canvas.draw(panel)
  }

  private var caption: String {
    ends == .flow ? flowCaption : transportCaption
  }

  private var flowCaption: String {
    "Time runs to the right, place upwards; bright is dense. White: the paths of \(Self.quantiles) quantiles, "
      + "which divide the mass into equal parts. Beside: start and end. Below: the density at some times"
      + (history == nil ? "." : ". " + EnergyPanels.caption)
  }

  private var transportCaption: String {
    "Time runs to the right, place upwards; bright is dense. White: the paths of \(Self.quantiles) quantiles, "
      + "which divide the mass into equal parts; where transport is optimal they are straight. "
      + "Beside: source and target. Below: the density at some times."
  }
}
