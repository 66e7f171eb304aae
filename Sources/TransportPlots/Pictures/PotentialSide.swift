import OptimalTransport

/// One potential over the plane, with the measure it belongs to.
struct PotentialSide {
  let measure: Drawable
  let name: String
  let values: [Double]

  /// An empty panel of the shape of the measure's place in the plane.
  func panel(width: Double) -> Panel {
    let (x, y) = ranges
    let height = min(width * y.length / x.length, 1.4 * width)
    return Panel(
      left: 0, top: Canvas.titleHeight + 26, width: height * x.length / y.length, planar: x, y)
  }

  private var ranges: (ClosedRange<Double>, ClosedRange<Double>) {
    if case .grid(let density) = measure, density.dimension == 2 {
      let box = density.box
      return (box.lower[0]...box.upper[0], box.lower[1]...box.upper[1])
    }
    return planarRanges(of: [measure.cloud])
  }

  /// Adds the potential, minus its mean, and the scale of its colours.
  func paint(_ panel: inout Panel, into canvas: inout Canvas) {
    let middle = values.reduce(0) { $0 + $1 / Double(values.count) }
    let centred = values.map { $0 - middle }
    let largest = max(centred.reduce(0) { max($0, abs($1)) }, 1e-300)
    panel.settings = ColorScale(range: -largest...largest, palette: PlotColor.diverging)
      .settings(beside: panel, on: canvas.size)
    if case .grid(let density) = measure, density.dimension == 2 {
      let map = HeatMap(shape: density.shape, box: density.box, values: centred)
      panel.layers = [map.layer(into: &canvas)]
      if let lines = map.contours(9, into: &canvas) { panel.layers.append(lines) }
    } else {
      panel.layers = [discs(centred, extent: panel.x.length, into: &canvas)]
    }
  }

  private func discs(_ values: [Double], extent: Double, into canvas: inout Canvas) -> String {
    let cloud = measure.cloud
    let radius = extent * min(0.025, 0.3 / Double(cloud.count).squareRoot())
    let heaviest = cloud.weights.max()!
    let block = canvas.block(
      (0..<cloud.count).map { i in
        // No atom is smaller than a dot, since the potential is a number even without mass.
        let size = radius * max(0.25, (cloud.weights[i] / heaviest).squareRoot())
        return "\(cloud.points[i, 0]) \(cloud.points[i, 1]) \(size) \(shade(values[i]))"
      })
    return "\(block) using 1:2:3:4 with circles fill solid 1 border lc rgb '#777777' lw 0.3 "
      + "fc palette notitle"
  }
}
