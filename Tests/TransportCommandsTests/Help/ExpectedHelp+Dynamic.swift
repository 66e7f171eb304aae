extension ExpectedHelp {
  static let geodesic = #"""
    OVERVIEW: Follow the shortest way from one measure to another.

    Finds the geodesic of W2: mass that goes from x to y stands at (1 - t) x + t y
    at time t. It moves at constant speed, W2(rho_0, rho_t) = t W2, which is
    checked by solving for that distance anew. The files of measures are those of
    'ot help solve'.

    METHODS
      auto      the first that applies of gaussian, quantile, map, mixture, plan
      gaussian  two Gaussians: closed form
      quantile  the line, a source without atoms: quantile functions are averaged
      map       two densities on grids: pushed forward by (1 - t) x + t T(x), with
                T from back-and-forth; masses are those of the cells' images
      mixture   mixtures of Gaussians: closed form between components (MW2)
      plan      anything, as atoms: straight ways along an optimal plan
      dynamic   two densities on one grid: Benamou-Brenier ('ot help dynamic')

    RESULTS
    The table shows, for each time, the mass and the distance from the source, with
    its bounds; of many times some are measured. Bounds between grids are proved
    for densities constant in each cell. --path writes times and
      density, box         on grids (times x grid; d x 2), and for laws and
                           mixtures, on --grid cells an axis
      points, weights      of atoms (times x n x d; n)
      mean, covariance     of Gaussians (times x d; times x d x d)
    --json prints one object with the keys
      method cost value distance upperBound lowerBound gap relativeGap
      marginalError dualInfeasibility termination iterations seconds
      reason note resolution tolerance certified
      discretizationError speedDefect constantSpeed times
    where times are time, mass, distance, distanceLower and distanceUpper of each,
    and discretizationError is what means over cells can change a distance by.

    EXIT STATUS
      0    certified: the relative gap is within --tolerance (on grids, where that
           is not given, the method converged), and the speed is constant within
           the bounds of the distances and the error of cells
      2    finished short of that; the results are written all the same
      64   bad usage
      65   bad data
      74   a file cannot be read or written
      130  interrupted (143 on SIGTERM)

    EXAMPLES
      ot geodesic a.png b.png --times 33 --animate morph.gif
      ot geodesic a.json b.json --plot strip.svg
      ot geodesic x.csv y.csv --times 5 --path path.npz

    USAGE: ot geodesic <source> <target> [<options>]

    ARGUMENTS:
      <source>                The measure to move, a file.
      <target>                The measure to move it onto, a file.

    OPTIONS:
      --as <meaning>          What the numbers of an .npy file are. (values:
                              points, density, weights)
      --normalize             Scale both measures to mass 1.
      --method <method>       How to find it. (values: auto, gaussian, mixture,
                              quantile, map, plan, dynamic; default: auto)
      --times <count>         The number of times, evenly from 0 to 1, both
                              included. (default: 9)
      --atoms <count>         Points that stand for a Gaussian, a mixture or a law
                              where atoms are needed. (default: 1000)
      --grid <count>          Cells along each axis for drawing a measure that has
                              none. (default: 96)
      --tolerance <gap>       The relative gap up to which the answer counts as
                              certified. (default: 1e-09)
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --path <file>           Write the measures at all times to this .npz file.
      --plot <file>           Draw the motion at some times into this .png, .svg or
                              .pdf file.
      --animate <file>        Draw it at all times into this .gif file, which moves.
      --version               Show the version.
      -h, --help              Show help information.


    """#

  static let dynamic = #"""
    OVERVIEW: Find the flow of least action from one density to another.

    Minimises the integral of |m|^2 / (2 rho) over time and space under rho_t + div
    m = 0: the minimum is W2^2 / 2 (Benamou and Brenier), rho the geodesic, m = rho
    grad phi, and phi_t + |grad phi|^2 / 2 = 0 where there is mass. Densities may
    vanish anywhere. The files of measures are those of 'ot help solve'; both
    densities must have the same cells.

    CONSTRAINTS
      --periodic        mass that leaves the box comes in on the other side
      --obstacles FILE  walls: cells of a picture brighter than half its brightest,
                        entries of an array that are not 0
      --cap K           rho <= K on the way; both ends must keep it
      --growth LENGTH   rho_t + div m = zeta, at the cost LENGTH^2 zeta^2 / (2 rho)
                        beside |m|^2 / (2 rho); the masses may differ. Mass further
                        away than pi LENGTH does not travel, but dies and grows

    RESULTS
    The bounds are those of the problem on this grid: above, the action of a flow
    that keeps the mass to rounding; below, a phi that satisfies the inequality.
    Without constraints 'W2^2' is a bracket of the distance between the densities,
    constant in each cell, that no grid error can leave. --path writes
      times, density, box  at the steps + 1 ends of the steps (times x grid; d x 2)
      centerTimes          the middles of the steps, and there, at cell centres,
      momentum, velocity   rho u and u (times x grid x d)
      potential            phi, u = grad phi (times x grid)
    --json prints one object with the keys
      method cost value distance upperBound lowerBound gap relativeGap
      marginalError dualInfeasibility termination iterations seconds
      reason note resolution tolerance certified
      action continuityResidual hamiltonJacobiResidual actionVariation
      densityLower densityUpper cap growth obstacleCells massSource massTarget
      shape steps
    where value is twice the action.

    EXIT STATUS
      0    certified: the relative gap is within --tolerance
      2    finished short of that; the results are written all the same
      64   bad usage
      65   bad data
      74   a file cannot be read or written
      130  interrupted (143 on SIGTERM)

    EXAMPLES
      ot dynamic a.png b.png --plot strip.png --animate film.gif
      ot dynamic a.png b.png --obstacles wall.png --plot through.png
      ot dynamic a.json b.json --grid 48 --tolerance 1e-4 --json

    USAGE: ot dynamic <source> <target> [<options>]

    ARGUMENTS:
      <source>                The measure to move, a file.
      <target>                The measure to move it onto, a file.

    OPTIONS:
      --as <meaning>          What the numbers of an .npy file are. (values:
                              points, density, weights)
      --normalize             Scale both measures to mass 1.
      --grid <count>          Cells along each axis for a measure that has none.
                              (default: 64)
      --steps <count>         Steps of time. (default: 32)
      --periodic              Let mass leave the box on one side and enter it on
                              the other.
      --obstacles <file>      Cells that nothing may enter, a .png, .pgm or .npy
                              file.
      --cap <density>         The greatest density on the way.
      --growth <length>       Let mass grow and die, at a cost of (length x rate)^2.
      --tolerance <gap>       The relative gap to stop at. (default: 0.001)
      --iteration-limit <count>
                              Iterations after which to stop. (default: 3000)
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --path <file>           Write the measures at all times to this .npz file.
      --plot <file>           Draw the motion at some times into this .png, .svg or
                              .pdf file.
      --animate <file>        Draw it at all times into this .gif file, which moves.
      --version               Show the version.
      -h, --help              Show help information.


    """#

  static let bridge = #"""
    OVERVIEW: Find the likeliest random motion between two measures.

    Schroedinger's problem: particles move by dX = b dt + s dW, and are seen as the
    source at t = 0 and as the target at t = 1. How did they move? The bridge is
    the law P of paths with these ends that is nearest to the prior R, min KL(P |
    R); it adds the least control, E int |u|^2 dt. As the noise goes, it tends to
    the geodesic of 'ot geodesic'. The files of measures are those of 'ot help
    solve'.

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

    USAGE: ot bridge <source> <target> --epsilon <eps> [<options>]

    ARGUMENTS:
      <source>                The measure to move, a file.
      <target>                The measure to move it onto, a file.

    OPTIONS:
      --as <meaning>          What the numbers of an .npy file are. (values:
                              points, density, weights)
      --normalize             Scale both measures to mass 1.
      --epsilon <eps>         The regularisation 2 s^2, in units of length^2.
      --noise <s>             The noise s of dX = b dt + s dW, in place of
                              --epsilon.
      --prior <file>          What drives the motion besides noise, a .json file.
                              (default: nothing)
      --times <count>         The number of times, evenly from 0 to 1, both
                              included. (default: 9)
      --samples <count>       Paths to draw at random. (default: 0)
      --seed <number>         What the random paths follow from. (default: 1)
      --atoms <count>         Points that stand for a mixture or a law where atoms
                              are needed. (default: 1000)
      --grid <count>          Cells along each axis for a measure that has none.
                              (default: 96)
      --iteration-limit <count>
                              Iterations after which to stop. (default: 10000)
      --tolerance <gap>       The relative gap up to which the answer counts as
                              certified. (default: 1e-09)
      --json                  Print one JSON object, and nothing else, on the
                              standard output.
      --quiet                 Print nothing but errors and, if asked for, the JSON
                              object.
      --path <file>           Write the measures at all times to this .npz file.
      --plot <file>           Draw the motion at some times into this .png, .svg or
                              .pdf file.
      --animate <file>        Draw it at all times into this .gif file, which moves.
      --version               Show the version.
      -h, --help              Show help information.


    """#
}
