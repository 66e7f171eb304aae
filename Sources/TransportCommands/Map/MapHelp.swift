/// The long help of `ot map`.
enum MapHelp {
  static let discussion = """
    Finds T that pushes the source onto the target and minimises the integral of \
    |x - T(x)|^2: the gradient of a convex function psi (Brenier). The files of measures are those of 'ot help solve'.

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
    """
}
