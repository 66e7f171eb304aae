/// Optimal transport as the cheapest flow: the density path and momentum of least action.
///
/// ```
/// minimise  int_0^1 int |m|^2 / (2 rho) dx dt  over rho_t + div m = 0, rho_0 = source, rho_1 = target,
/// ```
/// no flux through the walls, or periodic; 1, 2 or 3 dimensions. The minimum is W2^2 / 2 (Benamou
/// and Brenier 2000), rho the displacement interpolation, and m = rho u, u = grad phi, with
/// phi_t + |grad phi|^2 / 2 = 0 where there is mass and <= 0 elsewhere.
///
/// **Discretely** (N time steps tau = 1/N, cells of sides h_i and volume vol) densities live at the
/// time nodes k in the cells, momenta at the time centres k + 1/2 on the faces; continuity holds
/// exactly, and the action is the sum over time centres, axes and faces of
/// ```
/// tau vol m^2 / (2 r),    r = the mean of rho over the face's two cells at nodes k and k + 1.
/// ```
/// Because r is a plain mean, the dual is explicit too: with phi at the time centres in the cells,
/// D_i^-, D_i^+ its differences across the two faces of a cell along axis i (none across a wall),
/// and H(phi) = sum over i of ((D_i^- phi)^2 + (D_i^+ phi)^2) / 4,
/// ```
/// maximise  sum vol [rho_1 (phi^{N-1/2} - tau/2 H(phi^{N-1/2})) - rho_0 (phi^{1/2} + tau/2 H(phi^{1/2}))]
/// over      (phi^{k+1/2} - phi^{k-1/2}) / tau + (H(phi^{k-1/2}) + H(phi^{k+1/2})) / 2 <= 0,
/// ```
/// one inequality for each cell and inner node. A pair is optimal where m = r D phi on all faces
/// and the inequality is an equation where rho > 0.
///
/// The ``ProximalSplitting`` solves that, from coarse grids to fine. Now and then the iterate is
/// made feasible on both sides (``FeasibleFlow``, ``FeasiblePotential``): the certificate brackets
/// the minimum of the discrete problem, and its gap falls as the iteration goes on. What the grid
/// itself errs, O(h^2 + tau^2) where all is smooth, is not in it.
///
/// Densities may vanish anywhere. With one time step there is no inner node, and mass cannot cross
/// cells that hold none at both ends: the upper bound is then infinite.
///
/// Complexity: O(N n log(N n)) an iteration for n cells, some hundred iterations for a gap of one
/// per cent and some times more for each further factor of three; 4 d + 8 arrays of N n numbers.
public struct BenamouBrenier: Sendable {
  /// The number of time steps N.
  public var timeSteps: Int
  /// What holds at the faces of the box.
  public var sides: HelmholtzDecomposition.Boundary
  /// The relative gap of the certificate to stop at.
  public var tolerance: Double
  /// Iterations on the finest grid.
  public var iterationLimit: Int
  /// Cells that nothing may enter: no density, and no momentum through their faces.
  public var obstacles: Obstacles?
  /// The greatest density at inner times.
  ///
  /// In a convex box a geodesic never exceeds the greater of its ends' greatest densities; a cap
  /// is felt where obstacles make mass crowd.
  public var cap: Double?
  /// delta, the length of growth: mass may grow and die at a rate zeta, rho_t + div m = zeta, at
  /// the cost of delta^2 zeta^2 / (2 rho) beside |m|^2 / (2 rho), and the masses may differ.
  ///
  /// Mass further than pi delta apart does not travel but dies and grows. Between Diracs of masses
  /// a and b at a distance l the least action is 2 delta^2 (a + b - 2 sqrt(ab) cos(min(l / (2
  /// delta), pi / 2))). Source: Chizat, Peyré, Schmitzer and Vialard 2018; Liero, Mielke and Savaré
  /// 2018.
  public var growth: Double?

  /// - Parameters:
  ///   - timeSteps: the action errs by O(1 / N^2), and less where mass moves uniformly.
  ///   - sides: walls unless said otherwise.
  ///   - tolerance: the default is about what a grid of 64 cells resolves.
  ///   - iterationLimit: smooth problems take some hundred.
  ///   - obstacles, cap, growth: none unless said otherwise; with any the iterations are those of a
  ///     `ConstrainedRun`.
  public init(
    timeSteps: Int = 32, sides: HelmholtzDecomposition.Boundary = .noFlux,
    tolerance: Double = 1e-3, iterationLimit: Int = 3000, obstacles: Obstacles? = nil,
    cap: Double? = nil, growth: Double? = nil
  ) {
    self.timeSteps = timeSteps
    self.sides = sides
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.obstacles = obstacles
    self.cap = cap
    self.growth = growth
  }
}
