/// A Wasserstein gradient flow on a grid in 1 to 3 dimensions by entropic steps: around walls,
/// through exits, on tori, under caps, with any energy that acts in each cell by itself.
///
/// ```
/// P = argmin over P with P 1 = mu of <c, P> / 2 + eps / 2 (H(P) - correction) + tau F(rho),   rho = P' 1,
/// ```
/// H(P) the integral of P log P, c the squared distance: straight in a box, wrapped on a torus, and
/// that of the shortest way around walls. `ScalingStep` solves it, to a gap that the record proves
/// for this regularised objective, at the U * rho of the step. rho is never negative, has the mass
/// of mu to rounding, each part of a divided domain for itself, and keeps to a cap to rounding.
///
/// **What eps does.** A plan blurs by eps / 2 of variance a coordinate; ``BlurCorrection`` says
/// what is left of that after the correction, for Gaussians in closed form. eps is 2 h^2 unless
/// given, h the longest side of a cell: then sums over cells are integrals to 3e-9, and errors fall
/// with the grid, as h^4 a step with the correction of first order. A record's `distance` is the
/// root of <c, P>: an upper bound of W2, whose square is above W2^2 by up to about d eps / 2 times
/// the mass.
///
/// **Walls.** Ways bend at the centres of the cells that touch corners, so they are longer than the
/// shortest by a part of a cell's diagonal a bend (`ShortestWays`); a step goes no farther than
/// ``FlowDomain/reach``. Exits take what a step brings them
/// (``EntropicGridStepper/detailed(from:time:timeStep:)``).
///
/// An interaction is implicit, by iterating on U * rho, which needs tau |Hess U| mass < 1 or so.
/// Across periodic axes U(z) is that of the shortest z: a kernel with the period of the box, such
/// as -cos, is itself; another one is cut at half of the period, where its slope jumps.
///
/// Complexity: two kernel sums an iteration, O(N n) each for N cells, n along an axis, or O(N k)
/// for k cells in reach around walls; 5 to 60 iterations a step, more where eps << tau theta.
/// Sources: Peyre 2015; Carlier, Duval, Peyre and Schmitzer 2017; Chizat, Peyre, Schmitzer and
/// Vialard 2018; Maury, Roudneff-Chupin and Santambrogio 2010 (caps and exits).
public struct EntropicGridFlow: ProximalFlow {
  /// F.
  public let energy: FreeEnergy
  /// tau.
  public let timeStep: Double
  /// Where the flow takes place.
  public let domain: FlowDomain
  /// eps, in squared length; nil for 2 h^2.
  public let epsilon: Double?
  /// What is done about the blur.
  public let correction: BlurCorrection
  /// A step ends when no more than this part of the mass is out of place in the plan's marginals,
  /// and U * rho changes rho by no more than that.
  public let tolerance: Double
  /// Iterations at most, a step.
  public let iterationLimit: Int

  /// - Throws: `outOfRange` unless tau, eps and the tolerance are positive and finite.
  public init(
    _ energy: FreeEnergy, timeStep: Double, domain: FlowDomain = .box, epsilon: Double? = nil,
    correction: BlurCorrection = .firstOrder, tolerance: Double = 1e-8, iterationLimit: Int = 2000
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(tolerance, argument: "tolerance")
    if let epsilon { try checkPositive(epsilon, argument: "epsilon") }
    self.energy = energy
    self.timeStep = timeStep
    self.domain = domain
    self.epsilon = epsilon
    self.correction = correction
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// - Throws: `shapeMismatch` for walls or exits of another grid; `infeasible` for mass in walls
  ///   and for a cap that leaves no room in some part; `nonFinite` for V or U; `outOfRange` for m
  ///   <= d / (d + 2) and for a reach of too many cells; `notApplicable` for self-transport with
  ///   walls or without an entropy, and for an interaction not even in each coordinate.
  public func stepper(for start: GridDensity) throws(TransportError) -> EntropicGridStepper {
    EntropicGridStepper(flow: self, problem: try EntropicProblem(self, grid: start))
  }
}
