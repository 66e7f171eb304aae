/// What ``Sinkhorn`` returns: Schroedinger potentials, the plan they imply, and how good both are.
public struct EntropicSolution: Sendable {
  /// The Schroedinger potentials f and g.
  public let potentials: SchrodingerPotentials
  /// The plan P = exp((f + g - C) / eps), applied without being stored.
  public let plan: EntropicPlan
  /// Feasible Kantorovich potentials near f and g, which prove the lower bound.
  public let kantorovichPotentials: KantorovichPotentials
  /// Bounds on the UNregularised optimum: the rounded plan above, c-transformed potentials below.
  public let certificate: Certificate
  /// Bounds on the regularised optimum.
  public let objectives: EntropicObjectives
  /// How fast the recursion contracts, and how far from its fixed point it stopped.
  public let contraction: HilbertContraction
  /// Why the solver stopped.
  public let termination: Termination
  /// Iterations on the problem itself, not on coarser copies: row and column updates, or trials of
  /// Newton's method, at two passes over the pairs each.
  public let iterations: Int
  /// Newton steps among them.
  public let newtonSteps: Int
  /// The marginal error after each.
  public let trace: [SinkhornError]
  /// Wall-clock seconds of the iterations alone.
  public let iterationSeconds: Double
  /// Wall-clock seconds of the solve, certificate included.
  public let seconds: Double

  /// <C, P> of the plan rounded to exact marginals; an upper bound of the unregularised optimum.
  public var value: Double { certificate.upperBound }
  /// The regularisation eps, in units of the cost.
  public var epsilon: Double { potentials.epsilon }
}
