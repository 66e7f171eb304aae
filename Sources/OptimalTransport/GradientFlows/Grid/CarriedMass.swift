/// The masses that the density before a step has in the images of the cells after it.
///
/// Exact for a density that is linear in cells, as what is thin must not see the quadrature of what
/// is not, and on the line and in the plane cut by its front (``CutCells``). In space a cell with a
/// front is linear down to zero; on axes that close fronts are not cut.
struct CarriedMass: Sendable {
  private let lift: PeriodicLift
  private let density: [Double]
  private let open: OpenMass?

  init(_ density: [Double], lift: PeriodicLift, cells: CellEnergy) {
    (self.lift, self.density) = (lift, density)
    open = lift.isTrivial ? OpenMass(density, axes: lift.axes, cells: cells) : nil
  }

  /// The mass in grad w of each cell.
  func callAsFunction(_ w: [Double]) -> [Double] {
    open?(w) ?? lift.imageMasses(density, under: w)
  }
}

/// The same in a box none of whose axes closes.
private struct OpenMass: Sendable {
  private let axes: [GridAxis]
  private let tilted: PolygonMass
  private let cut: CutCells?

  init(_ density: [Double], axes: [GridAxis], cells: CellEnergy) {
    // A line is a plane of one row.
    let axes = axes.count > 1 ? axes : axes + [GridAxis(lower: 0, upper: 1, count: 1)]
    let (shape, volume) = (axes.map(\.count), axes.reduce(1) { $0 * $1.step })
    let front = FrontSlopes(density, shape: shape, cells: cells)
    let slopes = ParallelLoop.map(count: density.count, grain: 4096) { front($0) * volume }
    let masses = density.map { $0 * volume }
    let cut = axes.count == 2 ? CutCells(masses: masses, shape: shape, slopes: slopes) : nil
    let cells = TiltedCells(
      masses: masses, slopes: { cut?.contains($0) == true ? .zero : slopes[$0] }, shape: shape)
    tilted = PolygonMass(axes: axes, target: axes, cells: cells)
    (self.axes, self.cut) = (axes, cut)
  }

  func callAsFunction(_ w: [Double]) -> [Double] {
    let images = ImageCorners(w, axes: axes, target: axes)
    var masses = tilted(images)
    cut?.add(to: &masses, images: images)
    return masses
  }
}
