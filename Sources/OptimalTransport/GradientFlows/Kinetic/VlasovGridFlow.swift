/// A Vlasov-Poisson-Fokker-Planck flow on a grid of one position and one velocity.
///
/// One step is symmetric in time, so second order in tau:
/// ```
/// flight tau/2,  kick tau/2,  Langevin transition tau,  kick tau/2,  flight tau/2.
/// ```
/// Flight moves f by v tau/2 along x and kicks by (E - U0') tau/2 along v, by positive conservative
/// shifts of degree 7 (`LineShift`); E is spectral. The Langevin part is the exact
/// transition of a chain on the cells (`LangevinStep`). Mass is kept to rounding and f >= 0;
/// flight keeps the law of velocities, kicks that of positions, both to rounding; momentum and,
/// without friction, energy are kept up to the walls and what positivity cuts, the energy up to an
/// error O(tau^2) that swings and does not grow. Friction keeps the Maxwellian of the grid.
///
/// A record's `distance` and `slope` are those of the metric in which friction is a gradient flow,
/// transport in velocity at fixed x over the root of g; `slope`^2 is minus dF/dt, exactly for the
/// chain. `gap` bounds how far the Langevin part is above the minimum of its proximal step, to
/// O(dv^2); it is no error of the flow but the distance from the recursion, O(tau^4). F falls but
/// for the splitting, O(tau^3) a step.
///
/// What the grid cannot hold: without friction f winds into filaments of width 1 / (k t) in
/// velocity, which the shifts smooth away when they reach a cell, at t = 2 pi / (k dv); that moves
/// the entropy and no moment.
///
/// So without friction the drift of F is the error of a run in it, of two parts. In Landau's wave
/// of amplitude 0.3 and number 1/2, to t = 15, the mechanical energy drifts by 1.2e-2, 3.0e-3 and
/// 7.4e-4 for tau = 0.2, 0.1 and 0.05 on 64 x 256 cells, and on 32 x 128 the same as long as the
/// cells hold the filaments: the splitting's O(tau^2). The entropy drifts by 2e-4 and 5e-3 on these
/// grids, at any tau: the cells'. Complexity: O(nx nv) a step, and O(nx nv^2) with friction.
///
/// Sources: Cheng and Knorr 1976 (splitting); Filbet, Sonnendruecker and Bertrand 2001.
public struct VlasovGridFlow: ProximalFlow {
  /// The equation.
  public let equation: VlasovEquation
  /// tau.
  public let timeStep: Double

  /// - Throws: `outOfRange` unless tau is positive and finite.
  public init(_ equation: VlasovEquation, timeStep: Double) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    self.equation = equation
    self.timeStep = timeStep
  }

  /// Prepares steps on the grid of a start.
  ///
  /// - Throws: `nonFinite` where U0' is not finite; `outOfRange` when friction drives towards a
  ///   Maxwellian that the velocities do not hold (less than 4 thermal speeds, or cells wider than
  ///   one).
  public func stepper(
    for start: PhaseDensity
  ) throws(TransportError) -> VlasovGridStepper {
    try VlasovGridStepper(equation, on: start)
  }
}
