/// The long help of `ot solve`, enough to use the command without any other page.
enum SolveHelp {
  static let discussion = """
    Finds the plan P >= 0 with the given marginals that minimises \
    the sum of c(x, y) P(x, y), and proves it: the answer lies between an upper bound (the plan) and a lower bound (the potentials).

    \(files)

    \(costs)

    \(methods)

    \(sinkhorn)

    \(results)

    EXAMPLES
      ot solve a.png b.png
      ot solve x.csv y.csv --cost euclidean --plan plan.npz --plot plan.svg
      ot solve x.npy y.npy --as points --normalize --json
      ot solve x.npy y.npy --as points --method sinkhorn --epsilon 0.1%
    """

  static let files = """
    MEASURES, told apart by the ending of the file's name
      .png .pgm   picture: grey level is mass, on the unit square, row 0 at the
                  top; scaled to mass 1
      .csv        columns x1, ..., xd and optionally weight
      .npz        points (n x d) and optionally weights; or density and optionally
                  box (d x 2: lower, upper). Axis k of an array is coordinate k
      .npy        one array, read as --as says: points, density or weights
      .json       {"gaussian": {"mean": [..], "covariance": [[..]]}}
                  {"mixture": [{"weight": w, "mean": [..],
                                "covariance": [[..]]}, ..]}
                  {"law": {"density": [..], "support": [a, b]}}, with cdf in place
                  of density, or {"law": {"quantile": [..]}}
                  {"points": [[..], ..], "weights": [..]}
                  {"density": [..], "box": [[a, b]]}
    Both measures must have the same mass (to 1e-9); --normalize makes them so.
    A cost matrix is a .npy or .csv of m x n numbers, or a .npz with cost, or with
    rows, cols, cost, shape, where pairs left out are forbidden.
    """

  static let costs = """
    COSTS, in upper or lower case
      squaredEuclidean  |x - y|^2, the default; also sqeuclidean, w2
      euclidean         |x - y|; also w1
      manhattan         sum of |x_k - y_k|; also l1, cityblock
      chebyshev         max of |x_k - y_k|; also linf
      power:P           |x - y|^P, P > 0
      cosine            1 - x.y / (|x| |y|)
    """

  static let methods = """
    METHODS
      auto      the first of gaussian, quantile, simplex that applies
      gaussian  two Gaussians, squared Euclidean cost: closed form
      quantile  the line, a convex cost: sorting
      simplex   any cost: network simplex
      sinkhorn  any cost: entropic regularisation, for many atoms; only if asked
    Where a method needs atoms, a Gaussian or a mixture is replaced by --atoms of
    them: quantiles on the line, else a seeded sample. The answer says so.
    """

  static let sinkhorn = """
    SINKHORN
    Minimises <C, P> + eps <P, log P - 1> instead, and brackets the unregularised
    optimum: P, rounded to the exact marginals, costs at least that much (upper
    bound, the value), and its potentials, made feasible, prove at most that much
    (lower bound). A smaller --epsilon narrows the bracket and takes longer:
      --epsilon 10%     a blurred plan in a few iterations
      --epsilon 1%      the default: a bracket of some per cent
      --epsilon 0.01%   a bracket below a per mille
    A percentage is of the median cost; a plain number is in units of the cost.
    It runs until the marginal error (rows and columns, L1, over the mass) is at
    most --marginal-tolerance. --plan leaves out entries below 1e-9 of their row.
    """

  static let results = """
    RESULTS
    --plan writes rows, cols, mass and shape; --potentials writes alpha and beta.
    Files appear whole or not at all. --json prints one object with the keys
      method cost value distance upperBound lowerBound gap relativeGap
      marginalError dualInfeasibility termination iterations seconds
      reason note resolution tolerance certified
    and for sinkhorn also
      epsilon regularizedPrimal regularizedDual regularizedGap newtonSteps
      iterationSeconds observedRate birkhoffBound hilbertResidual
    where value is in the units of the cost, numbers keep all their digits, and
    what is not a finite number is null.

    EXIT STATUS
      0    certified: the relative gap is within --tolerance, or the gap is below
           the rounding of its bounds. For sinkhorn: converged, that is the
           marginal error is within --marginal-tolerance; the relative gap must
           be within --tolerance only if that is given
      2    finished short of that; the results are written all the same
      64   bad usage
      65   bad data
      74   a file cannot be read or written
      130  interrupted (143 on SIGTERM)
    """
}
