/// The geodesic between two densities on grids, from the convex functions psi and psi* whose
/// gradients are the optimal map and its inverse.
///
/// At time t mass stands at X_t(x) = (1 - t) x + t T(x) = grad psi_t(x) with psi_t the mean
/// (1 - t) |x|^2 / 2 + t psi, which for t < 1 is strictly convex, so that X_t^-1 = grad psi_t*. The
/// density is that of the change of variables,
/// ```
/// rho_t(y) = xi(X_t^-1(y)) det D X_t^-1(y),
/// ```
/// integrated over each cell: the mass of xi in the polygon that grad psi_t* makes of the cell
/// (`PolygonMass`), without particles or their noise. Mass is
/// conserved to rounding, and the densities are of second order where T is smooth. Where T jumps,
/// psi_t* is affine between and the vacuum that opens holds no mass but that of the cells next to
/// the jump.
///
/// From the other end rho_t is the push-forward of eta by t y + (1 - t) T^-1(y), for which that
/// vacuum is smooth. The two agree up to the error of the maps; rho_t is their mean with weights
/// like (1 - t) / r to t / r', r and r' the roughness of T and T^-1, the mean square of what they
/// bend within a cell. So the ends are exact, and the smoother map counts in between.
///
/// Complexity: O(N) a time, for N cells of the larger grid.
/// Source: McCann 1997; Jacobs and Léger 2020 for the masses of images.
public struct GridGeodesic: DisplacementInterpolation {
  /// xi, at t = 0.
  public let source: GridDensity
  /// eta, at t = 1.
  public let target: GridDensity
  /// psi on the source's grid.
  public let potential: BrenierPotential
  /// psi* on the target's grid.
  public let conjugatePotential: BrenierPotential
  /// T at the source's cell centres.
  public let map: GridMap
  /// The cost of the map, mass W2^2.
  public let squaredDistance: Double
  let frame: SharedFrame
  let start: GeodesicEnd
  let end: GeodesicEnd

  /// Along the map that ``BackAndForth`` found between these densities.
  ///
  /// - Throws: `shapeMismatch` where the solution is on other grids, `massMismatch`.
  public init(
    source: GridDensity, target: GridDensity, solution: GridMapSolution
  ) throws(TransportError) {
    try self.init(
      source: source, target: target, potential: solution.brenierPotential,
      conjugate: solution.conjugatePotential, map: solution.map, cost: solution.value)
  }

  /// Along the map that ``MongeAmpere`` found between these densities; psi* is the conjugate of psi
  /// at the target's cell centres.
  ///
  /// - Throws: `shapeMismatch` where the solution is on another grid, `massMismatch`.
  public init(
    source: GridDensity, target: GridDensity, solution: MongeAmpereSolution
  ) throws(TransportError) {
    guard source.dimension == target.dimension, solution.potential.shape == source.shape,
      solution.potential.box == source.box
    else {
      throw .shapeMismatch(
        argument: "solution", expected: "the source's grid, \(source.shape)",
        found: "\(solution.potential.shape)")
    }
    let frame = SharedFrame(source.box, target.box)
    let axes = (frame.axes(of: source), frame.axes(of: target))
    let conjugate = LegendreTransform(source: axes.0, target: axes.1)(
      frame.scaled(solution.potential.values, axes.0))
    try self.init(
      source: source, target: target, potential: solution.potential,
      conjugate: BrenierPotential(
        shape: target.shape, box: target.box, values: frame.conjugatePotential(conjugate, axes.1)),
      map: solution.map, cost: solution.value)
  }

  /// Along the gradients of any potentials.
  init(
    source: GridDensity, target: GridDensity, potential: BrenierPotential,
    conjugate: BrenierPotential, map: GridMap, cost: Double
  ) throws(TransportError) {
    try Self.check(source, potential, argument: "source")
    try Self.check(target, conjugate, argument: "target")
    try checkBalance(source: source.mass, target: target.mass)
    let frame = SharedFrame(source.box, target.box)
    let (x, y) = (frame.axes(of: source), frame.axes(of: target))
    start = GeodesicEnd(
      source, axes: x, toward: y, potential: frame.scaled(potential.values, x))
    end = GeodesicEnd(
      target, axes: y, toward: x, potential: frame.scaledConjugate(conjugate.values, y))
    self.source = source
    self.target = target
    self.frame = frame
    self.potential = potential
    conjugatePotential = conjugate
    self.map = map
    squaredDistance = cost
  }

  private static func check(
    _ density: GridDensity, _ potential: BrenierPotential, argument: String
  ) throws(TransportError) {
    guard potential.shape == density.shape, potential.box == density.box else {
      throw .shapeMismatch(
        argument: argument, expected: "the grid of the solution, \(potential.shape)",
        found: "\(density.shape)")
    }
  }
}
