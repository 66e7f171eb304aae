/// The long help of `ot polar`.
enum PolarHelp {
  static let discussion = """
    Writes a field h, sampled at points x of a measure mu, as h = grad psi o sigma: psi is convex, and \
    sigma preserves mu. grad psi is the optimal map from mu to the values of h, and sigma is, of all \
    maps that preserve mu, the nearest to h in L2(mu), at distance W2. Samples of equal mass are \
    permuted, exactly. The answer is the certificate of that transport problem.

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
    --output writes sigma and gradient (n x d), potential (n), points, values, weights, the potentials \
    alpha and beta, and permutation (n integers: sigma(x_i) = x_permutation[i]) where masses are equal. \
    With --matrix it writes isometry Q, left P, right R and singularValues. --json prints one object \
    with the keys
      method rearrangement samples dimension value distance upperBound lowerBound
      gap relativeGap marginalError dualInfeasibility resolution
      squaredDistanceToSigma spread termination iterations seconds tolerance
      certified
    where value is W2^2 of mu and the values, and spread bounds W2^2 between mu and its image under \
    sigma; with --matrix
      rows columns singularValues rank unique distance residual
      orthogonalityError tolerance certified seconds
    where distance is from M to the nearest matrix with orthonormal columns or rows.

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
    """
}
