/// The masses that the density before a step has in the images of the cells after it.
///
/// Exact for a density that is linear in cells, as what is thin must not see the quadrature of what
/// is not, and on the line and in the plane cut by its front (``CutCells``). In space a cell with a
/// front is linear down to zero.
struct CarriedMass: Sendable {
  private let lift: PeriodicLift
  private let density: [Double]
  private let cells: CellEnergy
  /// Where no axis closes one piece does for all w.
  private let whole: Piece?

  init(_ density: [Double], lift: PeriodicLift, cells: CellEnergy) {
    (self.lift, self.density, self.cells) = (lift, density, cells)
    whole = lift.isTrivial ? Piece(density, axes: lift.axes, cells: cells) : nil
  }

  /// The mass in grad w of each cell.
  func callAsFunction(_ w: [Double]) -> [Double] {
    if let whole { return whole.masses(w, axes: lift.axes) }
    let reach = lift.margins(w, most: 2)
    let piece = Piece(lift.repeated(density, reach), axes: lift.axes(reach), cells: cells)
    let near = lift.stencils
    return lift.middle(piece.masses(lift.lifted(w, near), axes: lift.axes(near)), near)
  }

  /// A density on a grid, linear in cells or cut there.
  private struct Piece: Sendable {
    let target: [GridAxis]
    let tilted: TiltedCells
    let cut: CutCells?

    init(_ density: [Double], axes: [GridAxis], cells: CellEnergy) {
      target = Self.plane(axes)
      let (shape, volume) = (target.map(\.count), target.reduce(1) { $0 * $1.step })
      let front = FrontSlopes(density, shape: shape, cells: cells)
      let slopes = ParallelLoop.map(count: density.count, grain: 4096) { front($0) * volume }
      let masses = density.map { $0 * volume }
      let cut = shape.count == 2 ? CutCells(masses: masses, shape: shape, slopes: slopes) : nil
      tilted = TiltedCells(
        masses: masses, slopes: { cut?.contains($0) == true ? .zero : slopes[$0] }, shape: shape)
      self.cut = cut
    }

    /// A line is a plane of one row.
    private static func plane(_ axes: [GridAxis]) -> [GridAxis] {
      axes.count > 1 ? axes : axes + [GridAxis(lower: 0, upper: 1, count: 1)]
    }

    func masses(_ w: [Double], axes: [GridAxis]) -> [Double] {
      let axes = Self.plane(axes)
      let images = ImageCorners(w, axes: axes, target: target)
      var masses = PolygonMass(axes: axes, target: target, cells: tilted)(images)
      cut?.add(to: &masses, images: images)
      return masses
    }
  }
}
