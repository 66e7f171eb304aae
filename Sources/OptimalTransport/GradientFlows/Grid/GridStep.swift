/// One JKO step on a grid: the density rho that minimises W2^2(rho, mu) / 2 + tau F(rho).
///
/// The dual is maximised over convex u on the cells of mu, the ones whose gradient carries mu to
/// rho:
/// ```
/// D(u) = int (|x|^2 / 2 - u) mu + tau min over rho of (int f(rho) - p rho),   p = (u* - |y|^2 / 2) / tau - V - U * rho.
/// ```
/// The minimum is a density in closed form (``StepDensity``), and the derivative of D in u_i the
/// mass of rho in grad u(cell i) less that of mu, by exact fluxes (`PolygonMass`). The unknown
/// lives where mass comes from and not where it goes, so that fronts move by any distance in one
/// iteration and the vacuum around rho needs no potential of its own. A change d of u moves mass
/// through the sides of cells by K grad d, K = mu / u_kk along axis k, so Newton's step solves
/// ```
/// -div(K grad d) + c d = rho(grad u(cell)) - mu(cell),   c the mass of d rho / d p / tau in grad u(cell),
/// ```
/// by conjugate gradients with a multigrid cycle. K leaves out mixed derivatives of u, and
/// transforms and images are each second order by themselves, so convergence is linear: a factor of
/// about 4 an iteration at first, and less for what changes sign from cell to cell, which images do
/// not see and only c holds. The discretisation stops it near rounding where densities are
/// positive, at a part O(h^2) of the mass where there is a front. D, whose derivative that residual
/// is but for O(h^2), cannot tell steps that late apart, so one counts too that leaves less of the
/// residual.
///
/// The derivative above is that for convex u. Where u rises above u** by more than a parabola over
/// a cell, and where mu = 0, u** takes its place; cells without mass conduct a part of the greatest
/// K. U * rho is that of the iterate before.
///
/// Source: Jacobs, Lee and Leger 2021 (the dual and its derivatives; their ascent replaces K and c
/// by constants, and alternates between u and u*).
struct GridStep: DualGridStep {
  let problem: GridFlowProblem
  /// mu, the density before the step.
  let before: [Double]
  let timeStep: Double
  /// u at the cell centres.
  private(set) var potential: [Double]
  /// rho.
  private(set) var density: [Double]
  /// U * rho, of the rho before the last.
  private(set) var field: [Double]
  /// Iterations taken.
  var iterations = 0
  /// sum_i |rho(grad u(cell i)) - mu_i vol| / mass.
  private(set) var error = 0.0
  /// D, to the accuracy of the transforms.
  private var value = 0.0
  /// d rho / d p.
  private var response: [Double] = []
  private(set) var residual: [Double] = []
  private var imageMass: [Double] = []

  /// A step ends in steps this short, which only the discretisation asks for.
  private static let halvings = 4
  /// What of the promised growth of D a step must bring, or how much of the residual it may leave.
  private static let (leastGrowth, leftover) = (0.1, 0.97)

  init(_ problem: GridFlowProblem, from before: [Double], timeStep: Double) {
    self.problem = problem
    self.before = before
    self.timeStep = timeStep
    density = problem.spread(before, over: timeStep)
    field = problem.field(density)
    potential = problem.lift.conjugate(
      problem.potential(of: density, timeStep: timeStep, field: field))
    take(evaluate(potential))
  }

  mutating func run(tolerance: Double, iterationLimit: Int) -> Termination {
    iterate(tolerance: tolerance, limit: iterationLimit).termination
  }

  var result: [Double] { density }
  var potentialIsBefore: Bool { true }

  /// Takes U * rho of the iterate; returns by what part of the mass rho changes with it.
  mutating func refreshField() -> Double {
    guard problem.hasField else { return 0 }
    let old = density
    field = problem.field(density)
    take(evaluate(potential))
    return zip(density, old).reduce(0) { $0 + abs($1.0 - $1.1) } * problem.cellVolume / problem.mass
  }

  /// Newton's step, halved until it brings a part of what it promises; whether it does.
  mutating func search(along step: [Double], growth: Double) -> Bool {
    var length = 1.0
    for _ in 0...Self.halvings {
      let trial = evaluate(zip(potential, step).map { $0 + length * $1 })
      let isSmaller = trial.error < (1 - (1 - Self.leftover) * length) * error
      if trial.value - value >= Self.leastGrowth * length * growth || isSmaller {
        take(trial)
        return true
      }
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
    let value: Double
    let error: Double
  }

  private func evaluate(_ trial: [Double]) -> Evaluation {
    let w = problem.lift.conjugate(trial)
    let answer = problem.answer(
      to: w, halfSquares: problem.halfSquares, timeStep: timeStep, field: field)
    // Adding lambda tau to w is taking it from u.
    let (shift, envelope) = (timeStep * answer.shift, problem.lift.conjugate(w))
    let slack = problem.axes.reduce(0) { $0 + $1.step * $1.step } / 8
    let potential = trial.indices.map { i in
      let isTrusted = before[i] > 0 && trial[i] <= envelope[i] + slack
      return (isTrusted ? trial[i] : envelope[i]) - shift
    }
    let image = problem.lift.imageMasses(answer.values, under: potential)
    let volume = problem.cellVolume
    let residual = zip(image, before).map { $0 - $1 * volume }
    var sum = CompensatedSum()
    for i in trial.indices { sum.add(before[i] * (problem.halfSquares[i] - potential[i])) }
    return Evaluation(
      potential: potential, density: answer, imageMass: image, residual: residual,
      value: sum.value * volume + timeStep * (answer.minimum - answer.shift * problem.mass),
      error: residual.reduce(0) { $0 + abs($1) } / problem.mass)
  }

  private mutating func take(_ state: Evaluation) {
    potential = state.potential
    density = state.density.values
    response = state.density.response
    imageMass = state.imageMass
    residual = state.residual
    value = state.value
    error = state.error
  }

  func newtonStep() -> [Double] {
    let masses = problem.lift.imageMasses(response.map { $0 / timeStep }, under: potential)
    let volume = problem.cellVolume
    let operatorOfStep = TransportOperator(
      lift: problem.lift, potential: potential, masses: masses.map { max($0, 0) },
      density: zip(imageMass, before).map { max($0 / volume, $1) },
      isVacuum: before.map { $0 == 0 })
    return operatorOfStep.solve(residual)
  }

  func lowerBound(_ parts: Int) -> Double {
    let mu = nodes(before, parts)
    let chi = mu.conjugate(mu.restricted(mu.potential(potential)))
    let answer = problem.answer(
      to: mu.cellMeans(ofNodes: chi), halfSquares: problem.meanHalfSquares, timeStep: timeStep,
      field: field)
    return mu.grid.integral(mu.conjugate(chi)) / 2 + timeStep * answer.minimum
  }
}
