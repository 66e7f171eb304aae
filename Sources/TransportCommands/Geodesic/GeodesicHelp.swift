/// The long help of `ot geodesic`.
enum GeodesicHelp {
  static let discussion = """
    Finds the geodesic of W2: mass that goes from x to y stands at (1 - t) x + t y at time t. \
    It moves at constant speed, W2(rho_0, rho_t) = t W2, which is checked by solving for that distance anew. \
    The files of measures are those of 'ot help solve'.

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
    """
}
