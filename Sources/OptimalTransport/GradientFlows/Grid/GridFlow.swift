/// A Wasserstein gradient flow on a grid in 1 to 3 dimensions by the Jordan-Kinderlehrer-Otto
/// recursion, in a box that nothing leaves or that closes on itself along some axes.
///
/// ```
/// rho_k = argmin over rho of W2^2(rho, rho_{k-1}) / 2 + tau F(rho)
/// ```
/// Each step maximises its dual (`GridStep`, `FrontStep`); densities may be positive or have
/// vacuum, and are nonnegative and of the start's mass to rounding. The energy needs a diffusion;
/// an interaction, or the field that the mass makes itself, is implicit, by iterating on U * rho,
/// which needs tau |Hess U| mass < 1 or so (tau s max rho for a field). Around axes that close U
/// is that of the shortest way, and a field has a uniform background.
///
/// A record's `gap` bounds how far the step is above its minimum, over densities constant in each
/// cell, at the U * rho of the step; it is proved. Where mass moves by less than h, the side of a
/// cell over `refinement`, it is a part of W2^2: about h |Hess| / |grad| of the potential and the
/// displacement's derivative (a tenth for a Gaussian of four cells a deviation). Where mass moves
/// farther, or enters a vacuum, it is O(h^2 mass). So without an interaction F never rises by more
/// than gap / tau, and it falls for certain where it falls by more.
///
/// Against exact steps the density is off by O(h^2) in L1. Where all diffusions are powers m > 1
/// densities have fronts, cells are cut by them (`FrontStep`), and short steps add hardly any error
/// of their own. The steps themselves are first order in tau.
///
/// Complexity: O(N log N) an inner iteration, of which a step takes 2 to 20; the gap costs as much
/// as several, times refinement^d.
/// Sources: Jordan, Kinderlehrer and Otto 1998; Jacobs, Lee and Leger 2021.
public struct GridFlow: ProximalFlow {
  /// F.
  public let energy: FreeEnergy
  /// tau.
  public let timeStep: Double
  /// A step ends when Newton's step promises to lower its objective by less than this part of W2^2
  /// / 2, and U * rho changes rho by less than this part of the mass. Where the discretisation
  /// forbids it, the step counts as stalled, and its gap says how good it is.
  public let tolerance: Double
  /// Inner iterations at most, a step.
  public let iterationLimit: Int
  /// Parts that the gap's bounds cut each cell into along each axis.
  public let refinement: Int
  /// The axes along which the box closes on itself; nothing passes the other sides. V must be
  /// periodic along them, or it drops at the seam.
  public let periodicAxes: Set<Int>

  /// - Throws: `outOfRange` unless tau and the tolerance are positive and finite and there is a
  ///   part.
  public init(
    _ energy: FreeEnergy, timeStep: Double, tolerance: Double = 1e-5, iterationLimit: Int = 100,
    refinement: Int = 1, periodicAxes: Set<Int> = []
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(tolerance, argument: "tolerance")
    guard refinement >= 1 else {
      throw .outOfRange(
        argument: "refinement", value: Double(refinement), expected: "at least 1")
    }
    self.energy = energy
    self.timeStep = timeStep
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.refinement = refinement
    self.periodicAxes = periodicAxes
  }

  /// - Throws: `notApplicable` for an energy without diffusion or an interaction that is not even
  ///   in each coordinate; `outOfRange` for m <= d / (d + 2); `nonFinite` for V or U; `infeasible`
  ///   for a cap that leaves no room.
  public func stepper(for start: GridDensity) throws(TransportError) -> GridStepper {
    GridStepper(
      flow: self, problem: try GridFlowProblem(energy, grid: start, periodicAxes: periodicAxes))
  }
}
