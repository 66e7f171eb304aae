/// Solves the Monge-Ampere equation of optimal transport for |x - y|^2 between two grid densities,
/// ```
/// det D^2 psi(x) eta(grad psi(x)) = xi(x),   psi convex,   T = grad psi,
/// ```
/// by Newton's method, in 1, 2 or 3 dimensions, for densities above zero.
///
/// What holds on the faces is said by `boundary`. For `.transport`, grad psi maps the source box
/// onto the target box: both densities continue evenly beyond their boxes, so each face goes to the
/// matching face, and u = psi - psi0 has zero slope on all of them, psi0 being the quadratic whose
/// gradient maps box to box axis by axis. For `.periodic`, u = psi - |x|^2 / 2 is periodic. For
/// `.convex`, grad psi lies on the boundary of a convex polygon (`ObliqueSystem`).
///
/// The unknowns are u at the cell centres, up to its mean, and a constant c. The equations are
/// ```
/// R_i(u) = e^{c/d} (xi_i / eta(grad_i psi))^1/d,   R_i = (det D_i^2 psi)^1/d
/// ```
/// with centred differences of second order (`CenteredScheme`), and log eta by cubic convolution
/// (`LogDensity`), whose derivative is the interpolant's own: Newton converges quadratically. c is
/// a grid error, of second order: the masses balance under the integral, not under the sum. Once
/// solved, the equations are corrected to fourth order where the grid resolves psi
/// (`DeferredCorrection`), and solved again; so u is of fourth order where its even or periodic
/// extension is smooth, of second where the extension of the densities has kinks, as it has on
/// faces that they do not meet at a right angle, and of first order where they jump.
///
/// The root of the determinant is continued to a concave, elliptic function of all symmetric
/// matrices, so Newton's steps - inexact, and damped only as the residual needs it - may pass
/// through functions that are not convex; what they end at is checked. They come from minimal
/// residuals, preconditioned by the Laplacian's cosine or Fourier transform, at a rate that does
/// not depend on the grid. Coarser grids, halved from level to level, give the start and the
/// declared error.
///
/// Centred differences are not monotone. Where they end at a function that is not convex, or
/// nowhere, the plane falls back on `MonotoneScheme`. It fails, and says so by its `termination`
/// and residual, where the target's density jumps by a large factor from cell to cell: exchange the
/// two densities, as the source may jump, or smooth the target. Zero densities are refused.
///
/// Complexity: O(N log N) a product for N cells, some ten products a Newton step, some 60 N numbers
/// of memory. Sources: Loeper and Rapetti 2005 for Newton's method with a Fourier preconditioner;
/// Benamou, Froese and Oberman 2014 for the second boundary condition; Froese 2012 for c; Feng and
/// Jensen 2017 for the continuation.
public struct MongeAmpere: Sendable {
  /// What holds on the faces of the source box.
  public enum Boundary: Sendable, Equatable {
    /// grad psi maps the box onto the target's box.
    case transport
    /// psi - |x|^2 / 2 is periodic; both densities live on one box.
    case periodic
    /// grad psi maps the box onto a convex polygon, in the plane; the target's grid covers the
    /// polygon, and what lies outside of it does not count.
    case convex(ConvexPolygon)
  }

  /// How the determinant is discretised.
  public enum Scheme: String, Sendable, CaseIterable {
    /// Centred; for boxes in the plane monotone where that stalls.
    case automatic
    /// Centred differences: second order, best where the densities are smooth.
    case centered
    /// Minima over superbases of the lattice: for rough densities in the plane.
    case monotone
  }

  /// What holds on the faces of the source box.
  public var boundary: Boundary
  /// How the determinant is discretised.
  public var scheme: Scheme
  /// The root mean square at which to stop of R e^{-c/d} (eta / xi)^1/d - 1 times d, to first order
  /// the relative error of the equation. The default
  /// 1e-10 is out of reach of the discretisation and costs one Newton step more than 1e-5. Where
  /// rounding u alone makes more, its estimate takes the tolerance's place.
  public var tolerance: Double
  /// Newton steps on each grid after which to stop; smooth problems take fewer than ten.
  public var iterationLimit: Int

  /// A solver with the given options.
  public init(
    boundary: Boundary = .transport, scheme: Scheme = .automatic, tolerance: Double = 1e-10,
    iterationLimit: Int = 50
  ) {
    self.boundary = boundary
    self.scheme = scheme
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// The optimal map from `source` onto `target`.
  ///
  /// - Parameters:
  ///   - source: xi, above zero; its grid carries psi.
  ///   - target: eta, above zero, on a grid of its own.
  ///   - start: a guess of psi on the source's grid, instead of the coarser grid's.
  ///   - progress: told after each Newton step.
  /// - Throws: `shapeMismatch` for different dimensions, periodic boxes that differ, a target grid
  ///   that does not cover the polygon, or a start on another grid; `massMismatch`, except onto
  ///   polygons; `notApplicable` where a density is zero, and for the monotone scheme or polygons
  ///   outside the plane; `outOfRange` where neighbouring cells of a density differ by more than a
  ///   factor of 1e4, or for options that make no sense.
  public func solve(
    source: GridDensity, target: GridDensity, start: BrenierPotential? = nil,
    progress: ProgressHandler? = nil
  ) throws(TransportError) -> MongeAmpereSolution {
    let clock = ContinuousClock.now
    try check(source: source, target: target, start: start)
    let problem = MongeAmpereProblem(source: source, target: target, boundary: boundary)
    var solution = run(problem, start: start, scheme, progress)
    solution.seconds = (ContinuousClock.now - clock) / .seconds(1)
    return solution
  }

  private func run(
    _ problem: MongeAmpereProblem, start: BrenierPotential?, _ scheme: Scheme,
    _ progress: ProgressHandler?
  ) -> MongeAmpereSolution {
    let levels = MongeAmpereLevels(
      tolerance: tolerance, iterationLimit: iterationLimit, progress: progress)
    if case .convex(let polygon) = boundary { return levels.solve(problem, onto: polygon) }
    switch scheme {
    case .centered:
      return levels.solve(problem, start: start, scheme: scheme) { CenteredScheme($0) }
    case .monotone:
      return levels.solve(problem, start: start, scheme: scheme) { MonotoneScheme($0) }
    case .automatic:
      let centered = run(problem, start: start, .centered, progress)
      guard centered.termination == .stalled, problem.source.dimension == 2 else { return centered }
      let monotone = run(problem, start: start, .monotone, progress)
      return monotone.trace.last! < centered.trace.last! ? monotone : centered
    }
  }
}
