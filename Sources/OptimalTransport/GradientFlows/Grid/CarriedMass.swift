/// The masses that the density before a step has in the images of the cells after it.
///
/// Exact for a density that is linear in cells, as what is thin must not see the quadrature of what
/// is not.
struct CarriedMass: Sendable {
  private let axes: [GridAxis]
  private let line: CumulativeMass?
  private let cells: TiltedCells?

  init(_ density: [Double], axes: [GridAxis]) {
    self.axes = axes
    let volume = axes.reduce(1) { $0 * $1.step }
    line = axes.count == 1 ? CumulativeMass(density, axes: axes) : nil
    cells =
      axes.count > 1
      ? TiltedCells(masses: density.map { $0 * volume }, shape: axes.map(\.count)) : nil
  }

  /// The mass in grad w of each cell.
  func callAsFunction(_ w: [Double]) -> [Double] {
    if let line { return ImageMass(axes: axes, density: line)(w) }
    return PolygonMass(axes: axes, target: axes, cells: cells!)(w)
  }
}
