/// A step on a grid through its dual: a convex potential on the cells of one of the two densities,
/// whose gradient carries that one onto the other.
///
/// ``GridStep`` has it where mass comes from, ``FrontStep`` where mass goes.
protocol DualGridStep {
  var problem: GridFlowProblem { get }
  /// mu, the density before the step.
  var before: [Double] { get }
  var timeStep: Double { get }
  /// The potential at the cell centres.
  var potential: [Double] { get }
  /// rho.
  var density: [Double] { get }
  /// U * rho, of the rho before the last.
  var field: [Double] { get }
  /// Iterations taken.
  var iterations: Int { get set }
  /// The derivative of the dual in the potential.
  var residual: [Double] { get }
  /// Whether the potential lives on the cells of mu; else on those of rho.
  var potentialIsBefore: Bool { get }
  /// What the step makes of mu.
  var result: [Double] { get }

  init(_ problem: GridFlowProblem, from before: [Double], timeStep: Double)
  /// Takes U * rho of the iterate; returns by what part of the mass rho changes with it.
  mutating func refreshField() -> Double
  /// The change of the potential that solves the linearised equation.
  func newtonStep() -> [Double]
  /// Newton's step, shortened until it is good enough; whether it is.
  mutating func search(along step: [Double], growth: Double) -> Bool
  /// Iterates to a tolerance.
  mutating func run(tolerance: Double, iterationLimit: Int) -> Termination
  /// The dual value of a feasible pair of multilinear functions.
  func lowerBound(_ parts: Int) -> Double
}

/// What the dual cannot tell, as a part of the mass times the square of the box.
private let rounding = 1e-13

extension DualGridStep {
  /// Iterates until the growth of the dual that Newton's step promises, twice what is left of it,
  /// is below a part of W2^2 or all that rounding leaves, or no step brings any; returns the step
  /// it ends without.
  mutating func iterate(
    tolerance: Double, limit: Int
  ) -> (termination: Termination, step: [Double]) {
    let sides = problem.axes.reduce(0) { $0 + ($1.upper - $1.lower) * ($1.upper - $1.lower) }
    let least = rounding * problem.mass * sides
    for _ in 0..<limit {
      if Task.isCancelled { return (.cancelled, []) }
      let isSettled = refreshField() <= tolerance
      let step = newtonStep()
      let growth = ParallelLoop.dot(residual, step)
      if isSettled && growth <= max(tolerance * squaredDistance, least) {
        return (.converged, step)
      }
      iterations += 1
      if !search(along: step, growth: growth) && isSettled { return (.stalled, step) }
    }
    return (.iterationLimit, [])
  }
}
