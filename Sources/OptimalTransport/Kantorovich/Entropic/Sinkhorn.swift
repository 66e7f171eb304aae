/// Solves the entropically regularised transport problem, certifies it, and brackets the
/// unregularised one.
///
/// min <C, P> + eps <P, log P - 1> over P 1 = a, P' 1 = b. The optimum is P = diag(u) K diag(v)
/// with K = exp(-C / eps), that is P_ij = exp((f_i + g_j - c_ij) / eps), where the Schroedinger
/// potentials maximise the concave dual <f, a> + <g, b> - eps sum P_ij. Its optimality conditions
/// are the two marginals: sum_j P_ij = a_i, sum_i P_ij = b_j.
///
/// - Sinkhorn's recursion u = a / K v, v = b / K' u meets them in turn. It runs on f and g, by soft
///   c-transforms, so that no eps over- or underflows, and costs are computed in SIMD passes and
///   never stored.
/// - Its rate is 1 - O(eps), so small eps is reached along a ladder of falling ones, each from the
///   extrapolation of those before.
/// - Where the plan is sparse enough to be kept, Newton's method on f, with g = g(f), takes over:
///   the Hessian is the Laplacian of the plan (`ReducedHessian`), and a few steps square the error
///   each. Elsewhere Sinkhorn is over-relaxed by a factor that follows the observed rate.
/// - It stops on the L1 error of both marginals. Whatever it stopped on, the certificate holds: the
///   plan is rounded to exact marginals, the potentials to feasible ones.
///
/// Complexity: O(m n) time for each pass over the pairs, O(m + n) memory and at most `planMemory`.
/// Sources: Sinkhorn (1964); Cuturi, "Sinkhorn distances" (2013); Kosowsky and Yuille, "The
/// invisible hand algorithm" (1994) for the ladder; Schmitzer, "Stabilized sparse scaling
/// algorithms" (2019); Thibault et al., "Overrelaxed Sinkhorn-Knopp" (2021); Lehmann et al. (2022)
/// for the factor; Brauer, Clason, Lorenz, Wirth, "A Sinkhorn-Newton method" (2017); Altschuler,
/// Weed and Rigollet (2017) for rounding.
public struct Sinkhorn: Sendable {
  /// How convergence is sped up.
  public enum Acceleration: String, Sendable, CaseIterable {
    /// The ladder, then Newton where the plan is sparse, else over-relaxation.
    case automatic
    /// The ladder and over-relaxation.
    case overrelaxation
    /// Plain iterations at the eps asked for, from the start: the lecture's recursion.
    case none
  }

  /// Where the iterations start. Potentials that are good at eps enter the ladder there, others
  /// above.
  public enum Start: Sendable {
    /// A coarser problem where there is one, else `zero`.
    case automatic
    /// f = g = 0.
    case zero
    /// The potentials of the optimal map between Gaussians with the measures' moments; squared
    /// Euclidean cost.
    case gaussian
    /// The exact potentials of sorting; clouds on the line under a convex cost.
    case sorted
    /// The solution of a coarser problem: groups of four points, or cells twice as large along each
    /// axis.
    case coarser
    /// A former solution, or one at another eps.
    case potentials(SchrodingerPotentials)
    /// Kantorovich potentials, of an exact solver or of a former solution.
    case kantorovich(KantorovichPotentials)
  }

  /// How strong the regularisation is.
  public var regularization: Regularization
  /// The L1 error of both marginals together, relative to the mass, at which to stop. The default
  /// 1e-9 leaves the cost right to about 1e-9 of the greatest one.
  public var tolerance: Double
  /// Iterations (row and column updates, or Newton steps) after which to stop and report
  /// `iterationLimit`.
  public var iterationLimit: Int
  /// How convergence is sped up.
  public var acceleration: Acceleration
  /// Where the iterations start.
  public var start: Start
  /// The arithmetic of the iterations; the certificate is always computed in double precision.
  public var precision: KernelPrecision
  /// Bytes that the plan's entries may take for Newton's method. The default, 128 MiB, holds 8
  /// million entries; 0 stores none.
  public var planMemory: Int

  /// A solver with the given options.
  public init(
    _ regularization: Regularization = .shareOfMedian(0.01), tolerance: Double = 1e-9,
    iterationLimit: Int = 10_000, acceleration: Acceleration = .automatic,
    start: Start = .automatic, precision: KernelPrecision = .double, planMemory: Int = 128 << 20
  ) {
    self.regularization = regularization
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.acceleration = acceleration
    self.start = start
    self.precision = precision
    self.planMemory = planMemory
  }
}
