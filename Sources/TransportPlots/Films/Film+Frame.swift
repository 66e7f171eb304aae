import OptimalTransport

extension Film {
  /// The layers of frame k of a planar film: density, contours of phi, arrows.
  ///
  /// Walls are cells without a number, below boxes of their own.
  func layers(at k: Int, on scale: FilmScale, into canvas: inout Canvas) -> [String] {
    let density = HeatMap(shape: path.shape, box: path.box, values: open(path.frames[k].values))
    return [density.layer(into: &canvas)] + wallLayer(&canvas) + contours(at: k, scale, &canvas)
      + arrows(at: k, scale, &canvas)
  }

  /// Walls as boxes, a run of cells each: a GIF shows cells without a number in white.
  private func wallLayer(_ canvas: inout Canvas) -> [String] {
    guard walls.contains(true) else { return [] }
    let (nx, ny) = (path.shape[0], path.shape[1])
    let (dx, dy) = (x.length / Double(nx), y.length / Double(ny))
    let rows = (0..<nx).flatMap { ix in
      Self.runs(Array(walls[ix * ny..<(ix + 1) * ny])).map { run in
        let middle = y.lowerBound + Double(run.lowerBound + run.upperBound) / 2 * dy
        return "\(x.lowerBound + (Double(ix) + 0.5) * dx) \(middle) \(dx / 2) "
          + "\(Double(run.count) / 2 * dy)"
      }
    }
    return [
      "\(canvas.block(rows)) using 1:2:3:4 with boxxyerror fc rgb '\(Self.wallColor)' "
        + "fs solid 1 noborder notitle"
    ]
  }

  /// The longest stretches of what is true.
  static func runs(_ flags: [Bool]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    for k in flags.indices where flags[k] {
      if let last = found.last, last.upperBound == k {
        found[found.count - 1] = last.lowerBound..<k + 1
      } else {
        found.append(k..<k + 1)
      }
    }
    return found
  }

  private static let wallColor = "#b8b8b8"

  /// The setting that puts a panel on a grey ground.
  static let wallBackground =
    "set object 1 rectangle from graph 0,0 to graph 1,1 behind fc rgb '\(wallColor)' fs solid noborder"

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
