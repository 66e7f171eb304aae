extension ExpectedHelp {
  static let solve = #"""
    OVERVIEW: Move one measure onto another at least cost.

    Finds the plan P >= 0 with the given marginals that minimises the sum of c(x,
    y) P(x, y), and proves it: the answer lies between an upper bound (the plan)
    and a lower bound (the potentials).

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

    COSTS, in upper or lower case
      squaredEuclidean  |x - y|^2, the default; also sqeuclidean, w2
      euclidean         |x - y|; also w1
      manhattan         sum of |x_k - y_k|; also l1, cityblock
      chebyshev         max of |x_k - y_k|; also linf
      power:P           |x - y|^P, P > 0
      cosine            1 - x.y / (|x| |y|)

    METHODS
      auto      the first of gaussian, quantile, simplex that applies
      gaussian  two Gaussians, squared Euclidean cost: closed form
      quantile  the line, a convex cost: sorting
      simplex   any cost: network simplex
      sinkhorn  any cost: entropic regularisation, for many atoms; only if asked
    Where a method needs atoms, a Gaussian or a mixture is replaced by --atoms of
    them: quantiles on the line, else a seeded sample. The answer says so.

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

    EXAMPLES
      ot solve a.png b.png
      ot solve x.csv y.csv --cost euclidean --plan plan.npz --plot plan.svg
      ot solve x.npy y.npy --as points --normalize --json
      ot solve x.npy y.npy --as points --method sinkhorn --epsilon 0.1%

    USAGE: ot solve <source> <target> [<options>]

    ARGUMENTS:
      <source>                The measure to move, a file.
      <target>                The measure to move it onto, a file.

    OPTIONS:
      --cost <cost>           The ground cost c(x, y), by its name. (default:
                              squaredEuclidean)
      --cost-matrix <file>    A file with the costs of all pairs, in place of
                              --cost.
      --as <meaning>          What the numbers of an .npy file are. (values:
                              points, density, weights)
      --normalize             Scale both measures to mass 1.
      --atoms <count>         Atoms that stand for a Gaussian or a mixture where a
                              method needs atoms. (default: 1000)
      --method <method>       How to solve it. (values: auto, simplex, quantile,
                              gaussian, sinkhorn; default: auto)
      --iteration-limit <count>
                              Pivots of simplex, or iterations of sinkhorn, after
                              which to stop. (default: none for simplex, 10000 for
                              sinkhorn)
      --epsilon <eps>         Sinkhorn's regularisation: 0.01 in units of the cost,
                              or 1% of the median cost. (default: 1%)
      --marginal-tolerance <error>
                              The error of both marginals, L1 over the mass, at
                              which Sinkhorn stops. (default: 1e-09)
      --precision <precision> The arithmetic of Sinkhorn's iterations, double
                              unless given; bounds are always in double. (values:
                              double, single)
      --plain                 Sinkhorn's plain recursion from zero: no ladder, no
                              over-relaxation, no Newton.
      --tolerance <gap>       The relative gap up to which the answer counts as
                              certified. (default: 1e-09)
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --plan <file>           Write the plan to this .npz file.
      --potentials <file>     Write the potentials to this .npz file.
      --plot <file>           Draw the plan into this .png, .svg or .pdf file.
      --plot-potentials <file>
                              Draw the potentials into this .png, .svg or .pdf file.
      --version               Show the version.
      -h, --help              Show help information.


    """#

  static let verify = #"""
    OVERVIEW: Recompute the certificate of a plan and potentials from their files.

    Shares no code with the solvers: costs come from their formulas, every pair is
    checked, and the sums are its own. Give the same SOURCE, TARGET, --cost,
    --normalize and --atoms as the command that made the files; they may also come
    from any other program.

    The plan is a .npz file with rows, cols, mass and shape; the potentials one
    with alpha and beta. See 'ot help solve' for the files of measures, the costs
    and the keys of --json; here method is "verify", and termination and iterations
    are null.

    EXIT STATUS
      0   the files prove the answer to --tolerance
      2   they do not; the bounds they do prove are printed
      64  bad usage
      65  bad data, such as a plan of another size
      74  a file cannot be read

    EXAMPLE
      ot solve a.png b.png --plan plan.npz --potentials potentials.npz
      ot verify a.png b.png --plan plan.npz --potentials potentials.npz

    USAGE: ot verify <source> <target> --plan <file> --potentials <file> [<options>]

    ARGUMENTS:
      <source>                The measure to move, a file.
      <target>                The measure to move it onto, a file.

    OPTIONS:
      --cost <cost>           The ground cost c(x, y), by its name. (default:
                              squaredEuclidean)
      --cost-matrix <file>    A file with the costs of all pairs, in place of
                              --cost.
      --as <meaning>          What the numbers of an .npy file are. (values:
                              points, density, weights)
      --normalize             Scale both measures to mass 1.
      --atoms <count>         Atoms that stand for a Gaussian or a mixture where a
                              method needs atoms. (default: 1000)
      --plan <file>           The .npz file with the plan.
      --potentials <file>     The .npz file with the potentials.
      --tolerance <gap>       The relative gap up to which the answer counts as
                              certified. (default: 1e-09)
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --version               Show the version.
      -h, --help              Show help information.


    """#

  static let compare = #"""
    OVERVIEW: Solve one problem by every route and take, and compare.

    ROUTES
      simplex                 network simplex, from a coarser copy of the problem
      simplex, greedy start   the same from c-transforms of zero, up to 2^24 pairs
      simplex, stored matrix  the same on a matrix of costs, up to 2^24 pairs
      quantile                sorting, on the line under a convex cost
      verify simplex          the first route's plan and potentials, recomputed
                              without the solvers' code
      sinkhorn 10% 1% 0.1%    the entropic problem at these shares of the median
                              cost: brackets, which must hold every other value
      gaussian                the closed form of two Gaussians; the other routes
                              work on --atoms atoms of them, so it may differ

    TAKES, on two densities on grids under |x - y|^2; the bounds are proved for the
    densities themselves, constant in each cell, so that all of them must meet
      linear program          the first route's value; bounds from its potentials
      back-and-forth          the map, by ascent of the dual
      monge-ampere            the map, by Newton's method; densities above zero
      benamou-brenier         twice the action of the cheapest flow
      quantile                on the line: exact
      closed form             of two Gaussians that --grid put on cells, within
                              what that changes at most

    Each value of a route must lie inside the certificate of every other route and
    inside every bracket; the table says so. A bracket need not be certified to
    --tolerance. The value of a take must lie in all brackets, up to what moving a
    cell's mass to its centre can change. --json prints one object: cost, routes
    (each with route, the keys of 'ot solve --json', comparable and bracket),
    densities (each take with take, value, lowerBound, upperBound, iterations,
    seconds; or null), densityLower, densityUpper, cellError, consistent,
    certified, tolerance, note.

    EXIT STATUS
      0   the exact routes are certified to --tolerance, and all routes agree, and
          all takes
      2   they are not, or do not
      64  bad usage
      65  bad data
      74  a file cannot be read

    EXAMPLES
      ot compare a.png b.png
      ot compare gaussian.json other.json --grid 48

    USAGE: ot compare <source> <target> [<options>]

    ARGUMENTS:
      <source>                The measure to move, a file.
      <target>                The measure to move it onto, a file.

    OPTIONS:
      --cost <cost>           The ground cost c(x, y), by its name. (default:
                              squaredEuclidean)
      --cost-matrix <file>    A file with the costs of all pairs, in place of
                              --cost.
      --as <meaning>          What the numbers of an .npy file are. (values:
                              points, density, weights)
      --normalize             Scale both measures to mass 1.
      --atoms <count>         Atoms that stand for a Gaussian or a mixture where a
                              method needs atoms. (default: 1000)
      --grid <count>          Put Gaussians, mixtures and laws on a grid of so many
                              cells along each axis.
      --tolerance <gap>       The relative gap up to which the answer counts as
                              certified. (default: 1e-09)
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --version               Show the version.
      -h, --help              Show help information.


    """#
}
