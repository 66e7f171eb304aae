/// Newton's method on the semi-dual, with inexact steps by conjugate gradients.
///
/// A step x solves (D_r - P D_b^-1 P') x = a - r up to a residual that shrinks with the error, f
/// moves by eps t x, and g follows. t is found from the slopes x'(a - r(t)), which decrease as the
/// semi-dual is concave: t is accepted while the slope has not turned to less than minus half of
/// where it began. Slopes, unlike values, keep their digits near the optimum.
struct SemiDualNewton {
  /// Bytes that the entries of W may take, 12 by rows and 12 by columns each. Larger ones are
  /// applied through the kernel.
  let planMemory: Int
  /// Set once the diagonal has failed as a preconditioner: it will fail again at smaller eps.
  private var needsFactor = false
  /// Entries of W below this are left out of the Hessian.
  private static let threshold = 1e-11
  private static let diagonalLimit = 200
  private static let factorLimit = 400

  init(planMemory: Int) { self.planMemory = planMemory }

  /// How a step ended, and how many iterations it cost, at two passes over the pairs each.
  enum Step {
    /// f and g moved.
    case taken(iterations: Int)
    /// No step length helped: rounding, or a direction that the truncated Hessian has spoilt.
    case refused(iterations: Int)
  }

  /// One step, of at most `limit` iterations or little more, from an iterate with exact columns and
  /// measured rows.
  mutating func step(_ state: inout SinkhornState, tolerance: Double, limit: Int) -> Step {
    let hessian = ReducedHessian(
      state, threshold: Self.threshold, limit: entryLimit(state.problem.geometry))
    let (a, r) = (state.problem.sourceWeights, state.rowSums)
    let residual = a.indices.map { a[$0] > 0 ? (a[$0] - r[$0]) / a[$0].squareRoot() : 0 }
    let goal = max(
      min(0.05, 0.3 * state.rowError), 0.05 * tolerance / max(state.rowError, tolerance))
    let direction = direction(hessian, residual, state: state, goal: goal, limit: limit)
    let x = a.indices.map { a[$0] > 0 ? direction.solution[$0] / a[$0].squareRoot() : 0 }
    let spent = hessian.isStored ? 0 : direction.iterations
    return lineSearch(&state, along: x, spent: spent)
  }

  /// Between grids a pass costs about N operations an atom, so only a plan far sparser than that is
  /// worth storing.
  private func entryLimit(_ geometry: Geometry) -> Int {
    let most = planMemory / 24
    return geometry.grid == nil ? most : min(most, 16 * (geometry.rows + geometry.columns))
  }

  private mutating func direction(
    _ hessian: ReducedHessian, _ residual: [Double], state: SinkhornState, goal: Double, limit: Int
  ) -> ConjugateGradients.Result {
    let isStored = hessian.isStored
    if !(needsFactor && isStored) {
      let inverse = hessian.inverseDiagonal
      let result = ConjugateGradients.solve(
        residual, tolerance: goal, iterationLimit: isStored ? Self.diagonalLimit : limit,
        preconditioner: { zip($0, inverse).map { $0 * $1 } }, product: hessian.product)
      if result.isConverged || !hessian.isSparse { return result }
      needsFactor = true
    }
    let inverse = hessian.approximateInverse(
      source: state.problem.sourceWeights, target: state.problem.targetWeights)!
    return ConjugateGradients.solve(
      residual, tolerance: goal, iterationLimit: Self.factorLimit, preconditioner: inverse,
      product: hessian.product)
  }

  private func lineSearch(
    _ state: inout SinkhornState, along x: [Double], spent: Int
  ) -> Step {
    let start = state
    let slope = Self.slope(state, x)
    guard slope > 0, slope.isFinite else { return .refused(iterations: spent) }
    var t = 1.0
    for pass in 1...12 {
      var trial = start
      trial.replace(f: x.indices.map { start.f[$0] + t * start.epsilon * x[$0] })
      trial.updateTarget()
      trial.measureRows()
      let reached = Self.slope(trial, x)
      if trial.rowError.isFinite, reached >= -0.5 * slope || trial.rowError < 0.5 * start.rowError {
        state = trial
        return .taken(iterations: spent + pass)
      }
      // Where the chord of the slopes crosses zero, within reason.
      let chord = reached.isFinite ? slope / (slope - reached) : 0
      t *= min(0.5, max(0.2, chord))
    }
    return .refused(iterations: spent + 12)
  }

  /// The semi-dual's derivative along x, sum x_i (a_i - r_i).
  private static func slope(_ state: SinkhornState, _ x: [Double]) -> Double {
    var sum = 0.0
    for i in x.indices { sum += x[i] * (state.problem.sourceWeights[i] - state.rowSums[i]) }
    return sum
  }
}
