/// The masses that the density before a step has in the images of the cells after it.
///
/// Exact for a density that is linear in cells, as what is thin must not see the quadrature of what
/// is not, and on the line and in the plane cut by its front (``CutCells``). In space, and around
/// axes that close, a cell with a front is linear down to zero.
struct CarriedMass: Sendable {
  private let lift: PeriodicLift
  private let density: [Double]
  private let axes: [GridAxis]
  private let tilted: PolygonMass
  private let cut: CutCells?

  init(_ density: [Double], lift: PeriodicLift, cells: CellEnergy) {
    (self.lift, self.density) = (lift, density)
    // A line is a plane of one row.
    let axes = lift.axes + (lift.axes.count > 1 ? [] : [GridAxis(lower: 0, upper: 1, count: 1)])
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

  /// The mass in grad w of each cell.
  func callAsFunction(_ w: [Double]) -> [Double] {
    guard lift.isTrivial else { return lift.imageMasses(density, under: w) }
    let images = ImageCorners(w, axes: axes, target: axes)
    var masses = tilted(images)
    cut?.add(to: &masses, images: images)
    return masses
  }
}
