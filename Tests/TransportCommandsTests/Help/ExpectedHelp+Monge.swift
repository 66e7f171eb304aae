extension ExpectedHelp {
  static let map = #"""
    OVERVIEW: Find the map that moves one measure onto another at least cost.

    Finds T that pushes the source onto the target and minimises the integral of |x
    - T(x)|^2: the gradient of a convex function psi (Brenier). The files of
    measures are those of 'ot help solve'.

    METHODS
      auto            the first that applies of gaussian, quantile,
                      back-and-forth, barycentric
      gaussian        two Gaussians: the affine map
      quantile        the line, a source without atoms: G^-1 o F
      back-and-forth  two densities on grids: ascent of the dual, zeros allowed
      monge-ampere    two densities on grids, above zero: Newton's method for
                      det D^2 psi eta(grad psi) = xi, the best for smooth densities
      barycentric     anything else, as atoms: the mean of an optimal plan's rows

    RESULTS
    On grids the bounds hold for the masses at the cell centres; 'grid error' says
    how far that can be from densities constant in each cell. The value is that of
    the map itself, second order in the cells where the map is smooth.
    --map writes map (the grid's shape and d, or n x d), box or points and weights,
    and potential, psi, where there is one. 'ot push' reads it back.
    --json prints one object with the keys
      method cost value distance upperBound lowerBound gap relativeGap
      discretizationError marginalError dualInfeasibility termination iterations
      iterationSeconds seconds reason note resolution tolerance certified

    EXIT STATUS
      0    certified: the relative gap is within --tolerance; on grids, where that
           is not given, the method converged or reached what the grid can tell
      2    finished short of that; the results are written all the same
      64   bad usage
      65   bad data
      74   a file cannot be read or written
      130  interrupted (143 on SIGTERM)

    EXAMPLES
      ot map a.png b.png --plot map.png
      ot map a.npz b.npz --method monge-ampere --map map.npz
      ot push a.npz --map map.npz --output b.npz

    USAGE: ot map <source> <target> [<options>]

    ARGUMENTS:
      <source>                The measure to move, a file.
      <target>                The measure to move it onto, a file.

    OPTIONS:
      --method <method>       How to find it. (values: auto, quantile, gaussian,
                              back-and-forth, monge-ampere, barycentric; default:
                              auto)
      --as <meaning>          What the numbers of an .npy file are. (values:
                              points, density, weights)
      --normalize             Scale both measures to mass 1.
      --atoms <count>         Points that stand for a Gaussian, a mixture or a law.
                              (default: 1000)
      --iteration-limit <count>
                              Iterations after which to stop. (default: the
                              method's own)
      --tolerance <gap>       The relative gap up to which the answer counts as
                              certified. (default: 1e-09)
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --map <file>            Write the map to this .npz file.
      --plot <file>           Draw the map into this .png, .svg or .pdf file.
      --version               Show the version.
      -h, --help              Show help information.


    """#

  static let push = #"""
    OVERVIEW: Push a measure forward through a map, every inverse branch included.

    Finds the law eta of f(X) for X with law xi: eta(y) is the sum of xi(x) / |det
    Df(x)| over all x with f(x) = y. Mass is conserved, and what leaves the box is
    counted.

    MAPS
      'x^2'          one coordinate to one
      '(x+y, x*y)'   one formula for each coordinate of the result
      F.npz          map (grid x d, at the cell centres of box or of the source; or
                     n x d, the images of n points)
    Formulas know + - * / ^, numbers, pi, e, the coordinates x, y, z or x1 to xd,
    sin cos tan asin acos atan sinh cosh tanh exp log log10 sqrt abs sign floor,
    and of two arguments min max pow hypot atan2; less(a, b, p, q) is p where
    a < b, else q. Derivatives are exact.

    METHODS, chosen by the source ('ot help solve' lists the files)
      branches  a density on the line: every monotone piece of the map, found and
                proved complete by interval arithmetic; masses of cells are
                differences of the distribution function. Flat pieces are atoms
      cells     a density in 2 or 3 dimensions, or a map in a file: the masses of
                source cells, divided until they are small beside target cells. A
                Gaussian or a mixture is put on a grid first
      points    a cloud: the points move, the weights stay

    RESULTS
    --output writes the mass that arrived in the box, not scaled up. --json prints
    one object with the keys
      method mass massInside massOutside massError box shape branches atoms
      unprovedMass unresolvedMass derivativeError foldedMass singularMass
      warnings note seconds certified
    where branches are lower, upper, imageOfLower, imageOfUpper and mass of each
    piece, and what does not apply is null. massError, and what follows but atoms,
    are parts of the mass.

    EXIT STATUS
      0   mass is conserved to 1e-12, and there are no warnings
      2   it is not, or there are; the results are written all the same
      64  bad usage, such as a formula that does not parse
      65  bad data
      74  a file cannot be read or written

    EXAMPLES
      ot push gaussian.json --map 'x^2' --plot push.png
      ot push cloud.csv --map '(x*cos(y), x*sin(y))' --output image.csv
      ot push image.png --map '(x^2, y)' --box 0:1,0:1 --output image.npz

    USAGE: ot push <source> --map <map> [<options>]

    ARGUMENTS:
      <source>                The measure to push, a file.

    OPTIONS:
      --map <map>             The map: a formula such as 'x^2', one a coordinate as
                              in '(x+y, x*y)', or an .npz file.
      --as <meaning>          What the numbers of an .npy file are. (values:
                              points, density, weights)
      --box <box>             The box of the result's cells, lower:upper for each
                              axis, as in 0:4,-1:1. (default: nearly all of the
                              result)
      --shape <shape>         The number of cells along each axis, as in 256x256.
                              (default: those of the source, or 400 on the line)
      --output <file>         Write the result: cells to .npz, .png or .pgm, points
                              to .npz or .csv.
      --plot <file>           Draw source and result into this .png, .svg or .pdf
                              file.
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --version               Show the version.
      -h, --help              Show help information.


    """#

  static let polar = #"""
    OVERVIEW: Factor a field into a monotone map after a measure-preserving one.

    Writes a field h, sampled at points x of a measure mu, as h = grad psi o sigma:
    psi is convex, and sigma preserves mu. grad psi is the optimal map from mu to
    the values of h, and sigma is, of all maps that preserve mu, the nearest to h
    in L2(mu), at distance W2. Samples of equal mass are permuted, exactly. The
    answer is the certificate of that transport problem.

    FIELD
      .npy        array of shape grid + d on the cells of a grid: n x m x 2, or
                  n x m x l x 3; n numbers are a field on the line
      .npz        field, such an array, and optionally box (d x 2: lower, upper);
                  or points and values (n x d), and optionally weights
      .csv        columns x1, ..., xd, v1, ..., vd and optionally weight
    With --matrix: .npy or .csv with m x n numbers, or .npz with matrix.

    METHODS
      auto      quantile on the line, simplex up to 10000 samples, else sinkhorn
      quantile  the line: sorting, exact
      simplex   network simplex, exact
      sinkhorn  entropic: W2^2 is bracketed, and sigma and grad psi are means of a
                blurred plan

    RESULTS
    --output writes sigma and gradient (n x d), potential (n), points, values,
    weights, the potentials alpha and beta, and permutation (n integers: sigma(x_i)
    = x_permutation[i]) where masses are equal. With --matrix it writes isometry Q,
    left P, right R and singularValues. --json prints one object with the keys
      method rearrangement samples dimension value distance upperBound lowerBound
      gap relativeGap marginalError dualInfeasibility resolution
      squaredDistanceToSigma spread termination iterations seconds tolerance
      certified
    where value is W2^2 of mu and the values, and spread bounds W2^2 between mu and
    its image under sigma; with --matrix
      rows columns singularValues rank unique distance residual
      orthogonalityError tolerance certified seconds
    where distance is from M to the nearest matrix with orthonormal columns or
    rows.

    EXIT STATUS
      0   certified: the relative gap is within --tolerance; sinkhorn: converged.
          With --matrix: residual and orthogonality error are within 1e-12
      2   finished short of that; the results are written all the same
      64  bad usage
      65  bad data
      74  a file cannot be read or written

    EXAMPLES
      ot polar field.npy --output factors.npz --plot factors.png
      ot polar samples.csv --json
      ot polar matrix.npy --matrix

    USAGE: ot polar <field> [<options>]

    ARGUMENTS:
      <field>                 The vector field, or with --matrix the matrix, a file.

    OPTIONS:
      --matrix                Factor a matrix, M = P Q = Q R, in place of a field.
      --method <method>       How the transport problem is solved. (values: auto,
                              quantile, simplex, sinkhorn; default: auto)
      --epsilon <eps>         Sinkhorn's regularisation: 0.01 in units of the cost,
                              or 1% of the median cost. (default: 0.1%)
      --box <ends>            The box of a field on a grid, lower:upper for each
                              axis, as in 0:1,0:2. (default: the file's, or the
                              unit cube)
      --tolerance <gap>       The relative gap up to which W2^2 counts as
                              certified. (default: 1e-09, and for sinkhorn none)
      --output <file>         Write the factors to this .npz file.
      --plot <file>           Draw the factors into this .png, .svg or .pdf file.
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --version               Show the version.
      -h, --help              Show help information.


    """#

  static let helmholtz = #"""
    OVERVIEW: Split a vector field on a grid into a divergence-free part and a
    gradient.

    Writes v = s + grad p with s divergence-free and orthogonal to every gradient:
    on a periodic box, or on a box without flux of s through the walls. Both hold
    to rounding for the grid's own divergence and gradient. It is 'ot polar' of x +
    e v(x), to first order in e.

    FIELD, with values at the cell centres of a grid in 1, 2 or 3 dimensions
      .npy        array of shape grid + d: n x m x 2, or n x m x l x 3; n numbers
                  are a field on the line. Axis k is coordinate k
      .npz        field, such an array, and optionally box (d x 2: lower, upper)

    DERIVATIVE
      spectral    of the trigonometric interpolant: exact for smooth periodic
                  fields; the default on periodic boxes. Without flux only for
                  fields that meet the walls at a tangent, else of first order
      difference  of values at the corners of the cells: second order; the
                  default without flux

    RESULTS
    --output writes solenoidal and gradient (grid + d), potential (grid), harmonic
    (d; the mean, which on a periodic box is part of s) and box. --json prints one
    object with the keys
      boundary derivative shape norm solenoidalNorm gradientNorm gradientShare
      harmonic divergence relativeDivergence innerProduct orthogonalityError
      energyError boundaryFlux tolerance certified seconds
    where norms are of L2 over the box, and boundaryFlux is extrapolated to the
    walls.

    EXIT STATUS
      0   relative divergence, orthogonality and energy errors are within 1e-12
      2   they are not; the results are written all the same
      64  bad usage
      65  bad data
      74  a file cannot be read or written

    EXAMPLE
      ot helmholtz wind.npz --boundary no-flux --output parts.npz --plot wind.png

    USAGE: ot helmholtz <field> [<options>]

    ARGUMENTS:
      <field>                 The vector field, a file.

    OPTIONS:
      --boundary <boundary>   What holds at the faces of the box. (values:
                              periodic, no-flux; default: periodic)
      --derivative <derivative>
                              How the gradient is discretised; by the boundary
                              where left out. (values: spectral, difference)
      --box <ends>            The box of the grid, lower:upper for each axis, as in
                              0:1,0:2. (default: the file's, or the unit cube)
      --output <file>         Write the factors to this .npz file.
      --plot <file>           Draw the factors into this .png, .svg or .pdf file.
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --version               Show the version.
      -h, --help              Show help information.


    """#
}
