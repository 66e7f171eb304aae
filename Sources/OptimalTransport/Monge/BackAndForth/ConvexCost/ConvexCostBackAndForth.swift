/// The optimal map between two densities on one box for the cost |x - y|^p, p > 1, of the Euclidean
/// length, in one and two dimensions, by ascent of the dual on both sides in turn.
///
/// With h(z) = |z|^p the dual of transport is
/// ```
/// J(beta) = int beta eta + int beta^c xi,     beta^c(x) = min over y of h(x - y) - beta(y),
/// ```
/// concave with first variation eta - S^-1 # xi, where S(y) = y - grad h*(grad beta(y)) is the x
/// whose best y this is, and grad h*(q) = (|q|/p)^(1/(p-1)) q/|q|. As in ``BackAndForth``, which is
/// the case p = 2 in other letters, a half-iteration is a step of the gradient in H^1 and a
/// transform,
/// ```
/// beta <- beta + sigma g,   alpha <- beta^c,     then   alpha <- alpha + sigma g',   beta <- alpha^c,
/// ```
/// and the mass of S(cell) is the flux of the density through its sides. At the optimum T(x) = x -
/// grad h*(grad alpha(x)) moves xi onto eta and S is its inverse. Faces of the box go to
/// themselves, which holds where the densities are positive up to the walls; where they vanish it
/// does no harm. The rule of the step and the end of the ascent are those of ``BackAndForth``.
///
/// J is less smooth than for p = 2: its second derivative is weighted by |x - T(x)|^(2-p), which
/// vanishes for p < 2, and grows without bound for p > 2, where mass stays in place. There grad
/// beta tells little of the map: an error e in it moves S by about e^(1/(p-1)), for p > 2 more than
/// e. Where a density vanishes, or T jumps, potentials have kinks, and the image of a cell at a
/// kink spans the jump and may sweep mass that is not its own, as the images of grad h* need not
/// fill the jump in order unless p = 2. The further p is from 2, the higher is therefore the floor
/// of |g|, on coarse grids above all; the certificate holds all the same. ``BackAndForth`` is much
/// faster for p = 2.
///
/// Complexity: transforms by halving (`CostTransform`), O(n log n) an iteration for n cells in
/// one dimension, O(n^3 log n) for n x n cells; the rest O(N log N). Memory: some ten arrays of N
/// numbers, and a table of 2 N costs where the grids have the same cells; else each cost is
/// computed, several times slower. Source: Jacobs and Léger 2020.
public struct ConvexCostBackAndForth: Sendable {
  /// The power p > 1 of the length.
  public var exponent: Double
  /// Stops when the H^-1 norm of the error of the push-forward is below this share of W_p, on both
  /// sides.
  public var tolerance: Double
  /// Iterations on the finest grid, of one step on each side.
  public var iterationLimit: Int
  /// Whether to start from the solution on a grid of half as many cells along each axis, and so on
  /// down to a thousand cells, where the simplex method solves the linear program between the cell
  /// centres.
  public var startsCoarse: Bool

  /// - Parameters:
  ///   - exponent: the power p.
  ///   - tolerance: the default is what most grids can resolve.
  ///   - iterationLimit: smooth problems take ten to fifty.
  ///   - startsCoarse: the coarse solutions tell how far the mass moves, and so the first step.
  public init(
    exponent: Double, tolerance: Double = 1e-3, iterationLimit: Int = 200,
    startsCoarse: Bool = true
  ) {
    self.exponent = exponent
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.startsCoarse = startsCoarse
  }
}
