/// The optimal map between two densities on grids for the cost |x - y|^p, its inverse and
/// potentials, and how good they are.
public struct ConvexCostSolution: Sendable {
  /// The power p.
  public let exponent: Double
  /// T at the source's cell centres.
  public let map: GridMap
  /// T^-1 at the target's cell centres.
  public let inverse: GridMap
  /// alpha and beta at the cell centres, feasible: alpha_i + beta_j <= |x_i - y_j|^p.
  public let potentials: KantorovichPotentials
  /// The integral of |x - T(x)|^p xi by the midpoint rule.
  public let value: Double
  /// Bounds on the optimum of the discrete problem, with each cell's mass at its centre: the cost
  /// of a plan made from T, and the value of `potentials`. `marginalError` is that of the plan
  /// before its balance. The balance moves little, but some of it far, which makes the upper bound
  /// loose for large p.
  public let certificate: Certificate
  /// How far the optimum between the densities, constant in each cell, can be from that between the
  /// cell centres.
  ///
  /// Moving a cell's mass to its centre costs the mean of |z|^p over a cell a unit of mass, at most
  /// (|h|^2/12)^(p/2) for p <= 2 and (|h|/2)^(p-2) |h|^2/12 above, h the cell's sides. So the
  /// distances W_p differ by at most the sum e of the roots of order p of these means times the
  /// mass, and the optima by at most (W_p + e)^p - W_p^p.
  public let discretizationError: Double
  /// The H^-1 norm of T_# xi - eta on the target's grid, of (T^-1)_# eta - xi on the source's; the
  /// greater: a length times the root of mass.
  public let pushforwardError: Double
  /// Why the solver stopped.
  public let termination: Termination
  /// Iterations on the finest grid.
  public let iterations: Int
  /// `pushforwardError` at the start of each iteration on the finest grid.
  public let errorTrace: [Double]
  /// Wall-clock seconds of the iterations on the finest grid.
  public let iterationSeconds: Double
  /// Wall-clock seconds, certificate and coarser grids included.
  public let seconds: Double
}
