/// One end of a geodesic between grid densities, in a frame: its density, and the convex function
/// w whose gradient moves it to the other end.
///
/// A share s of the way takes x to grad w_s(x), w_s = (1 - s) |x|^2 / 2 + s w, which for s < 1 is
/// strictly convex: grad w_s* takes it back.
struct GeodesicEnd: Sendable {
  let axes: [GridAxis]
  /// The axes of the other end, onto which w maps faces to faces.
  let otherAxes: [GridAxis]
  /// w at the centres of finer cells.
  private let potential: [Double]
  private let fineAxes: [GridAxis]
  /// The density, such that the mass of a cell is in units of the problem.
  private let density: MassInImages
  let mass: Double
  /// The square of what the map bends within a cell, averaged over the mass.
  let roughness: Double

  private enum MassInImages: Sendable {
    case line(CumulativeMass)
    case cells(TiltedCells)
  }

  init(
    _ density: GridDensity, axes: [GridAxis], toward otherAxes: [GridAxis], potential: [Double]
  ) {
    self.axes = axes
    self.otherAxes = otherAxes
    roughness = Self.roughness(potential, axes, density.values)
    (self.potential, fineAxes) = Self.refined(potential, axes, otherAxes)
    mass = density.mass
    self.density =
      axes.count == 1
      ? .line(CumulativeMass(density.cellMasses.map { $0 / axes[0].step }, axes: axes))
      : .cells(TiltedCells(masses: density.cellMasses, shape: density.shape))
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
    let sum = zip(fineAxes.halfSquares, potential).map { between($0, $1, share) }
    return LegendreTransform(source: fineAxes, target: moved)(sum)
  }

  /// w on four times as fine a grid (in three dimensions twice), by cubic interpolation of its
  /// difference from the affine map of one box onto the other.
  ///
  /// The gradient of a conjugate fitted between the cells errs by some h^2 in a pattern of the
  /// cells, hence its Jacobian by h; that of finer cells by a quarter of that h.
  private static func refined(
    _ potential: [Double], _ axes: [GridAxis], _ otherAxes: [GridAxis]
  ) -> ([Double], [GridAxis]) {
    var values = zip(potential, affinePotential(axes, otherAxes)).map { $0 - $1 }
    var coarse = axes
    for _ in 0..<(axes.count == 3 ? 1 : 2) {
      let fine = coarse.map { GridAxis(lower: $0.lower, upper: $0.upper, count: 2 * $0.count) }
      values = GridRefinement(coarse: coarse, fine: fine)(values)
      coarse = fine
    }
    return (zip(values, affinePotential(coarse, otherAxes)).map { $0 + $1 }, coarse)
  }

  /// The sum over the axes of the mean of |T(x + h) - 2 T(x) + T(x - h)|^2, T = dw/dx at the faces.
  private static func roughness(
    _ potential: [Double], _ axes: [GridAxis], _ density: [Double]
  ) -> Double {
    var (total, stride) = (0.0, potential.count)
    for axis in axes {
      stride /= axis.count
      for cell in potential.indices
      where (2..<max(2, axis.count - 1)).contains(
        cell / stride % axis.count)
      {
        let (w, v) = (potential[cell - 2 * stride], potential[cell - stride])
        let bend = (potential[cell + stride] - 3 * potential[cell] + 3 * v - w) / axis.step
        total += bend * bend * max(density[cell], density[cell - stride])
      }
    }
    return total / density.reduce(0, +)
  }

  /// The convex function whose gradient maps the one box onto the other, axis by axis.
  private static func affinePotential(_ axes: [GridAxis], _ otherAxes: [GridAxis]) -> [Double] {
    outerSum(
      zip(axes, otherAxes).map { axis, image in
        let ratio = (image.upper - image.lower) / (axis.upper - axis.lower)
        return axis.centers.map { x in
          let z = x - axis.lower
          return image.lower * z + ratio * z * z / 2
        }
      })
  }

  /// The mass that stands in each cell after a share s of the way: that of grad w_s*(cell).
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
    case .line(let density): ImageMass(axes: moved, density: density)(u)
    case .cells(let cells): PolygonMass(axes: moved, target: axes, cells: cells)(u)
    }
  }
}
