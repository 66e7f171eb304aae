/// The long help of `ot dynamic`.
enum DynamicHelp {
  static let discussion = """
    Minimises the integral of |m|^2 / (2 rho) over time and space under rho_t + div m = 0: the minimum is \
    W2^2 / 2 (Benamou and Brenier), rho the geodesic, m = rho grad phi, and phi_t + |grad phi|^2 / 2 = 0 where there \
    is mass. Densities may vanish anywhere. The files of measures are those of 'ot help solve'; both densities \
    must have the same cells.

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
    """
}
