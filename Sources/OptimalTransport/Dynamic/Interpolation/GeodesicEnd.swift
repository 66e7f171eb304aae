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
  private let density: MassInImages
  let mass: Double

  private enum MassInImages: Sendable {
    case plane(TiltedCells)
    case other(CumulativeMass)
  }

  init(
    _ density: GridDensity, axes: [GridAxis], toward otherAxes: [GridAxis], potential: [Double]
  ) {
    self.axes = axes
    self.otherAxes = otherAxes
    self.potential = potential
    mass = density.mass
    if axes.count == 2 {
      self.density = .plane(TiltedCells(masses: density.cellMasses, shape: density.shape))
    } else {
      let volume = axes.reduce(1) { $0 * $1.step }
      self.density = .other(CumulativeMass(density.cellMasses.map { $0 / volume }, axes: axes))
    }
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
  /// In three dimensions the total is scaled to the mass, from which the quadrature along the faces
  /// of the box is off at second order.
  func masses(at share: Double, on moved: [GridAxis]) -> [Double] {
    let positive = fluxes(at: share, on: moved).map { max(0, $0) }
    let factor = mass / positive.compensatedSum()
    return positive.map { $0 * factor }
  }

  /// The masses before signs and sum are mended: an image that is turned inside out, where the
  /// discrete u is not convex, counts as less than nothing.
  func fluxes(at share: Double, on moved: [GridAxis]) -> [Double] {
    let u = conjugate(at: share, on: moved)
    return switch density {
    case .plane(let cells): PolygonMass(axes: moved, target: axes, cells: cells)(u)
    case .other(let density): ImageMass(axes: moved, density: density)(u)
    }
  }
}
