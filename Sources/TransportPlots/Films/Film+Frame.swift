import OptimalTransport

extension Film {
  /// The layers of frame k of a planar film: density, contours of phi, arrows.
  ///
  /// Walls are cells without a number, which let ``wallBackground`` be seen.
  func layers(at k: Int, on scale: FilmScale, into canvas: inout Canvas) -> [String] {
    let density = HeatMap(shape: path.shape, box: path.box, values: open(path.frames[k].values))
    return [density.layer(into: &canvas)] + contours(at: k, scale, &canvas)
      + arrows(at: k, scale, &canvas)
  }

  /// The setting that puts a panel on a grey ground.
  static let wallBackground =
    "set object 1 rectangle from graph 0,0 to graph 1,1 behind fc rgb '#b8b8b8' fs solid noborder"

  /// Numbers on the cells that are no wall.
  private func open(_ values: [Double]) -> [Double] {
    walls.isEmpty ? values : zip(values, walls).map { $1 ? .nan : $0 }
  }

  /// What stands above frame k.
  func title(at k: Int) -> String {
    let time = "t = " + typeset(path.times[k], digits: 3)
    if k == 0 { return time + ", " + ends.names.first }
    return k == path.count - 1 ? time + ", " + ends.names.last : time
  }

  /// The colour of that title.
  func titleColor(at k: Int) -> String {
    k == 0 ? PlotColor.source : k == path.count - 1 ? PlotColor.target : PlotColor.text
  }

  private func contours(at k: Int, _ scale: FilmScale, _ canvas: inout Canvas) -> [String] {
    guard !potentials.isEmpty, scale.contour > 0 else { return [] }
    let range = potentialRange(at: k)
    let levels = stride(
      from: range.lowerBound + scale.contour / 2, to: range.upperBound, by: scale.contour)
    // Beyond the mass phi says nothing of the motion.
    let shown = potentials[k].map { min(max($0, range.lowerBound), range.upperBound) }
    let map = HeatMap(shape: path.shape, box: path.box, values: open(shown))
    let layer = map.contours(at: Array(levels), color: "#a8a8a8", width: 0.6, into: &canvas)
    return [layer].compactMap { $0 }
  }

  private func arrows(at k: Int, _ scale: FilmScale, _ canvas: inout Canvas) -> [String] {
    guard !velocities.isEmpty, scale.arrow > 0 else { return [] }
    let flow = FlowArrows(velocities[k], of: path.frames[k], limit: scale.blocks)
    let rows = flow.arrows.map { arrow in
      let step = (x: arrow.velocity.x * scale.arrow, y: arrow.velocity.y * scale.arrow)
      return "\(arrow.center.x - step.x / 2) \(arrow.center.y - step.y / 2) \(step.x) \(step.y)"
    }
    guard !rows.isEmpty else { return [] }
    return [
      "\(canvas.block(rows)) using 1:2:3:4 with vectors head filled size graph 0.022,20 lw 1 "
        + "lc rgb '#ffffff' notitle"
    ]
  }
}
