/// The masses that the density before a step has in the images of the cells after it.
///
/// Exact for a density that is linear in cells, as what is thin must not see the quadrature of what
/// is not.
struct CarriedMass: Sendable {
  private let lift: PeriodicLift
  private let density: [Double]
  private let line: CumulativeMass?
  private let cells: TiltedCells?

  init(_ density: [Double], lift: PeriodicLift) {
    (self.lift, self.density) = (lift, density)
    let axes = lift.axes
    let volume = axes.reduce(1) { $0 * $1.step }
    line = axes.count == 1 ? CumulativeMass(density, axes: axes) : nil
    cells =
      axes.count > 1
      ? TiltedCells(masses: density.map { $0 * volume }, shape: axes.map(\.count)) : nil
  }

  /// The mass in grad w of each cell.
  func callAsFunction(_ w: [Double]) -> [Double] {
    guard lift.isTrivial else { return lift.imageMasses(density, under: w) }
    let axes = lift.axes
    if let line { return ImageMass(axes: axes, density: line)(w) }
    return PolygonMass(axes: axes, target: axes, cells: cells!)(w)
  }
}
