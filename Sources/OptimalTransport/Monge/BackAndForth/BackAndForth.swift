/// The optimal map between two densities on boxes for the squared Euclidean cost, by ascent of the
/// dual on both sides in turn.
///
/// The dual of transport for |x - y|^2 / 2, in convex functions u on the box of y and w on the box
/// of x,
/// ```
/// J(u) = int (|y|^2/2 - u) eta + int (|x|^2/2 - u*) xi,      J(w) the same with the sides exchanged,
/// ```
/// is concave with first variation (grad u)^-1 # xi - eta = xi(grad u(.)) det D^2 u - eta, so its
/// gradient in the H^1 inner product is g, -lap g = (grad u)^-1 # xi - eta without flux through the
/// walls. A half-iteration is
/// ```
/// u <- u + sigma g,   w <- u*,      then   w <- w + sigma g',   u <- w*.
/// ```
/// Taking the conjugate after each step keeps u and w convex and makes the next step see the other
/// density: where one density is small the other side's step is long (Jacobs and Léger 2020). At
/// the optimum grad w is the map T from xi to eta and grad u its inverse.
///
/// Discretely, conjugates are linear-time `LegendreTransform`s fitted between the cells, and the
/// masses of the sets grad u(cell) are summed exactly by the flux of the density through their
/// sides (`ImageMass`), so that no mass is lost and there is no sampling noise; both are second
/// order where the densities are smooth. Faces of the one box go to faces of the other, which holds
/// where the densities are positive up to the walls; where they vanish it does no harm.
///
/// The step is that of Armijo and Goldstein: J must grow by at least a quarter of what the gradient
/// promises, sigma |g|^2, or sigma is halved and the step taken again; sigma grows by a quarter
/// when J does better than three quarters. Far from the optimum that is monotone ascent, J being
/// concave and bounded. Close to it J changes by less than its discretisation errs, so a step is
/// taken after two halvings all the same, and sigma stays above the reciprocal of the greatest
/// density. The iterate of least |g| is kept, and the ascent has `stalled` when
/// ten iterations do not lower |g|: that is the floor of the grid, which falls with its cells.
///
/// Complexity: O(N log N) an iteration for N cells (DCT), some ten arrays of N numbers.
/// Densities may vanish anywhere. Fails slowly where the map is far from continuous.
public struct BackAndForth: Sendable {
  /// Stops when the H^-1 norm of the error of the push-forward, a distance between the pushed
  /// source and the target, is below this share of W2, on both sides.
  public var tolerance: Double
  /// Iterations on the finest grid, of one step on each side.
  public var iterationLimit: Int
  /// Whether to start from the solution on a grid of half as many cells along each axis, and so on
  /// down to a thousand cells, where the simplex method solves the linear program between the cell
  /// centres.
  public var startsCoarse: Bool

  /// - Parameters:
  ///   - tolerance: the default is what most grids can resolve.
  ///   - iterationLimit: smooth problems take ten to thirty.
  ///   - startsCoarse: the coarse solutions cost a third of an iteration each, and save many.
  public init(tolerance: Double = 1e-3, iterationLimit: Int = 200, startsCoarse: Bool = true) {
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.startsCoarse = startsCoarse
  }
}
