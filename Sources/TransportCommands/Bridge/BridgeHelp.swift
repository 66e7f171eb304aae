/// The long help of `ot bridge`.
enum BridgeHelp {
  static let discussion = """
    Schroedinger's problem: particles move by dX = b dt + s dW, and are seen as the source at t = 0 and \
    as the target at t = 1. How did they move? The bridge is the law P of paths with these ends that is nearest to \
    the prior R, min KL(P | R); it adds the least control, E int |u|^2 dt. As the noise goes, it tends to \
    the geodesic of 'ot geodesic'. The files of measures are those of 'ot help solve'.

    PRIORS, --prior FILE.json; without it b = 0
      {"linear": {"A": [[0, 1], [0, 0]], "a": [0, 0], "B": [[0], [1]]}}
                  dX = (A X + a) dt + s B dW; a and B may be left out
      {"drift": ["-x^3"]}
                  dX = b(X) dt + s dW, one formula for each of x, y, z

    METHODS, chosen by the measures and the prior
      gaussian  two Gaussians, no prior or a linear one: closed form
      sinkhorn  no prior or a linear one: entropic transport of the least energy
                from x to y with eps = 2 s^2, then the prior pinned at both ends
      fortet    a formula: a Markov chain on the source's grid, Fortet's iteration;
                a Gaussian, a mixture or a law is put on --grid cells an axis

    PICTURES
    --plot draws paths between points, on the line over the density, and wherever
    --samples are asked for; else the density at some times. --animate moves the
    density, or particles between points.

    RESULTS
    The value is <C, P> + eps KL(P | a x b), for fortet E int |u|^2 dt, in units of
    length^2 x mass. --path writes times and mean, covariance (gaussian), else
    density, box; and paths (samples x times x d) if --samples are asked for.
    --json prints one object with the keys
      method cost value distance upperBound lowerBound gap relativeGap
      marginalError dualInfeasibility termination iterations seconds
      reason note resolution tolerance certified
      objective epsilon noise transportLower transportUpper samples seed times
    where times are time, mean and covariance of each, and the bounds of W2^2
    without noise are transportLower and transportUpper.

    EXIT STATUS
      0    converged; and within --tolerance, if that is given
      2    finished short of that; the results are written all the same
      64   bad usage
      65   bad data
      74   a file cannot be read or written
      130  interrupted (143 on SIGTERM)

    EXAMPLES
      ot bridge a.json b.json --noise 0.5 --plot bridge.svg
      ot bridge x.csv y.csv --epsilon 0.1 --samples 200 --path paths.npz
      ot bridge a.npz b.npz --noise 0.3 --prior well.json --animate well.gif
    """
}
