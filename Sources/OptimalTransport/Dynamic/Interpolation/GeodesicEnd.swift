/// One end of a geodesic between grid densities, in a frame: its density, and the convex function
/// w whose gradient moves it to the other end.
///
/// A share s of the way takes x to grad w_s(x), w_s = (1 - s) |x|^2 / 2 + s w, which for s < 1 is
/// strictly convex: grad w_s* takes it back.
struct GeodesicEnd: Sendable {
  let axes: [GridAxis]
  /// The axes of the other end, onto which w maps faces to faces.
  let otherAxes: [GridAxis]
  /// w at the cell centres.
  let potential: [Double]
  /// The density, such that the mass of a cell is in units of the problem.
  let density: CumulativeMass
  let mass: Double

  init(
    _ density: GridDensity, axes: [GridAxis], toward otherAxes: [GridAxis], potential: [Double]
  ) {
    self.axes = axes
    self.otherAxes = otherAxes
    self.potential = potential
    let ratio = density.cellVolume / axes.reduce(1) { $0 * $1.step }
    self.density = CumulativeMass(density.values.map { $0 * ratio }, axes: axes)
    mass = density.mass
  }

  /// The box that mass reaches after a share s of the way, with cells about as large as `steps`.
  func axes(at share: Double, steps: [Double]) -> [GridAxis] {
    axes.indices.map { k in
      let lower = between(axes[k].lower, otherAxes[k].lower, share)
      let upper = between(axes[k].upper, otherAxes[k].upper, share)
      let count = ((upper - lower) / steps[k] * (1 - 1e-9)).rounded(.up)
      return GridAxis(lower: lower, upper: upper, count: max(1, Int(count)))
    }
  }

  /// w_s* at the cell centres of a grid of the box reached.
  func conjugate(at share: Double, on moved: [GridAxis]) -> [Double] {
    let squares = outerSum(axes.map { axis in axis.centers.map { $0 * $0 / 2 } })
    let sum = zip(squares, potential).map { between($0, $1, share) }
    return LegendreTransform(source: axes, target: moved)(sum)
  }

  /// The mass that stands in each cell after a share s of the way: that of grad w_s*(cell).
  ///
  /// The total is scaled to the mass, from which the quadrature along the faces of the box is off
  /// at second order.
  func masses(at share: Double, on moved: [GridAxis]) -> [Double] {
    let found = ImageMass(axes: moved, density: density)(conjugate(at: share, on: moved))
    let positive = found.map { max(0, $0) }
    let factor = mass / positive.compensatedSum()
    return positive.map { $0 * factor }
  }
}
