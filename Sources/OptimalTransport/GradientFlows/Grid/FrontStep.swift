/// One JKO step on a grid where densities have fronts: the rho that minimises W2^2(rho, mu) / 2 +
/// tau F(rho).
///
/// The dual is maximised over convex w on the cells of rho, the ones whose gradient carries rho
/// back to mu:
/// ```
/// D(w) = int (|x|^2 / 2 - w*) mu + tau min over rho of (int f(rho) - p rho),   p = (w - |y|^2 / 2) / tau - V - U * rho.
/// ```
/// The minimum is a density in closed form (``StepDensity``), as a mean over each cell where a
/// front may cut it; the derivative of D in w_j is the mass of mu in grad w(cell j), exact for a mu
/// linear in cells where no front cuts them (``CarriedMass``), less that of rho. For a short step
/// that is an implicit finite volume scheme, whose fluxes are what the sides of cells sweep of mu,
/// so steps of any length, far below a cell too, add no diffusion of their own. A change d of w
/// moves mass through the sides of cells by K grad d, K = rho / w_kk along axis k, so Newton's step
/// solves
/// ```
/// -div(K grad d) + c d = mu(grad w(cell)) - rho(cell),   c the mass of d rho / d p / tau,
/// ```
/// by conjugate gradients with a multigrid cycle. K leaves out mixed derivatives, and differences
/// across a face in place of those averaged at corners make it too stiff for what changes from cell
/// to cell, so convergence is linear: fast at first, slow for the last of a front. No step goes too
/// far for that reason, and a step that would is halved: D is concave, so it rises as long as its
/// derivative along the step has not turned as steep the other way. U * rho is that of the iterate
/// before.
///
/// Source: Jacobs, Lee and Leger 2021 (the dual and its derivatives; their ascent replaces K and c
/// by constants, and alternates between w and w*).
struct FrontStep: DualGridStep {
  let problem: GridFlowProblem
  /// mu, the density before the step.
  let before: [Double]
  let timeStep: Double
  /// w at the cell centres.
  private(set) var potential: [Double]
  /// rho.
  private(set) var density: [Double]
  /// U * rho, of the rho before the last.
  private(set) var field: [Double]
  /// Iterations taken.
  var iterations = 0
  /// sum_j |mu(grad w(cell j)) - rho_j vol| / mass.
  private(set) var error = 0.0
  /// d rho / d p.
  private var response: [Double] = []
  private(set) var residual: [Double] = []
  private var imageMass: [Double] = []
  /// Newton's step that the iteration ended without.
  private var next: [Double] = []
  private let carried: CarriedMass

  /// A step ends in steps this short, which only the discretisation asks for.
  private static let halvings = 6
  /// How steep the other way D may be at the end of a step, and how much of its slope may be left
  /// there by one that is worth its cost.
  private static let (overshoot, leftover) = (0.9, 0.97)
  /// What rounding leaves in the image of a cell in the vacuum, as a part of the mass.
  private static let trace = 1e-14

  init(_ problem: GridFlowProblem, from before: [Double], timeStep: Double) {
    self.problem = problem
    self.before = before
    self.timeStep = timeStep
    carried = CarriedMass(before, lift: problem.lift, cells: problem.cells)
    density = problem.spread(before, over: timeStep)
    field = problem.field(density)
    potential = problem.convexified(
      problem.potential(of: density, timeStep: timeStep, field: field))
    take(evaluate(potential))
  }

  mutating func run(tolerance: Double, iterationLimit: Int) -> Termination {
    let (termination, step) = iterate(tolerance: tolerance, limit: iterationLimit)
    next = step
    return termination
  }

  var potentialIsBefore: Bool { false }

  /// Takes U * rho of the iterate; returns by what part of the mass rho changes with it.
  mutating func refreshField() -> Double {
    guard problem.hasField else { return 0 }
    let old = density
    field = problem.field(density)
    take(evaluate(potential))
    return zip(density, old).reduce(0) { $0 + abs($1.0 - $1.1) } * problem.cellVolume / problem.mass
  }

  /// Newton's step, halved while it goes too far; whether it brings what it should.
  mutating func search(along step: [Double], growth: Double) -> Bool {
    var length = 1.0
    for _ in 0...Self.halvings {
      let trial = evaluate(zip(potential, step).map { $0 + length * $1 })
      let slope = ParallelLoop.dot(trial.residual, step)
      if trial.error < (1 - (1 - Self.leftover) * length) * error
        || slope > -Self.overshoot * growth && slope < Self.leftover * growth
      {
        take(trial)
        return true
      }
      // Short steps leave more of the slope, not less.
      if slope >= 0 { return false }
      length /= 2
    }
    return false
  }

  /// All that follows from a potential.
  private struct Evaluation {
    let potential: [Double]
    let density: StepDensity
    let imageMass: [Double]
    let residual: [Double]
    let error: Double
  }

  private func evaluate(_ trial: [Double]) -> Evaluation {
    let answer = problem.answer(
      to: trial, halfSquares: problem.halfSquares, timeStep: timeStep, field: field,
      seesFronts: true)
    let shift = timeStep * answer.shift
    let potential = trial.map { $0 + shift }
    let image = carried(potential)
    let volume = problem.cellVolume
    let residual = zip(image, answer.values).map { $0 - $1 * volume }
    return Evaluation(
      potential: potential, density: answer, imageMass: image, residual: residual,
      error: residual.reduce(0) { $0 + abs($1) } / problem.mass)
  }

  /// The step's density: rho as Newton's next step would change it, which costs nothing more, and
  /// of what is left of the residual leaves the part of a short step to the fluxes, that of a long
  /// one to p.
  var result: [Double] {
    guard !next.isEmpty else { return density }
    let moved = density.indices.map { max(0, density[$0] + response[$0] * next[$0] / timeStep) }
    let scale = problem.mass / (moved.compensatedSum() * problem.cellVolume)
    return moved.map { $0 * scale }
  }

  private mutating func take(_ state: Evaluation) {
    potential = state.potential
    density = state.density.values
    response = state.density.response
    imageMass = state.imageMass
    residual = state.residual
    error = state.error
  }

  func newtonStep() -> [Double] {
    let volume = problem.cellVolume
    let rate = volume / timeStep
    let trace = Self.trace * problem.mass
    let near = TransportOperator(
      lift: problem.lift, potential: potential, masses: response.map { $0 * rate },
      density: zip(imageMass, density).map { max($0 / volume, $1) },
      isVacuum: zip(imageMass, density).map { $0 <= trace && $1 == 0 })
    return near.solve(residual)
  }

  func lowerBound(_ parts: Int) -> Double {
    let (mu, rho) = (nodes(before, parts), nodes(density, parts))
    let psi = mu.conjugate(rho.restricted(mu.potential(potential)))
    let chi = mu.conjugate(mu.restricted(psi))
    let answer = problem.answer(
      to: mu.cellMeans(ofNodes: chi), halfSquares: problem.meanHalfSquares, timeStep: timeStep,
      field: field)
    return mu.grid.integral(psi) / 2 + timeStep * answer.minimum
  }
}
