/// Newton's method on the semi-dual, with inexact steps by conjugate gradients.
///
/// A step x solves (D_r - P D_b^-1 P') x = a - r up to a residual that shrinks with the error, f moves by eps t x, and g
/// follows. t is found from the slopes x'(a - r(t)), which decrease as the semi-dual is concave: t is
/// accepted while the slope has not turned to less than minus half of where it began. Slopes, unlike values, keep their digits
/// near the optimum.
struct SemiDualNewton {
  /// Bytes that entries may take; each costs 12 by rows and 12 by columns.
  let planMemory: Int
  /// Set once the diagonal has failed as a preconditioner: it will fail again at smaller eps.
  private var needsFactor = false
  /// Entries of W below this are left out of the Hessian.
  private static let threshold = 1e-11
  private static let diagonalLimit = 200
  private static let factorLimit = 400

  init(planMemory: Int) { self.planMemory = planMemory }

  /// How a step ended.
  enum Step {
    /// f and g moved; so many passes over rows and columns were needed.
    case taken(passes: Int)
    /// No step length helped: rounding, or a direction that the truncated Hessian has spoilt.
    case refused(passes: Int)
    /// The plan has too many entries to keep.
    case unsuited
  }

  /// One step from an iterate with exact columns and measured rows.
  mutating func step(_ state: inout SinkhornState, tolerance: Double) -> Step {
    guard let hessian = hessian(of: state) else { return .unsuited }
    let (a, r) = (state.problem.sourceWeights, state.rowSums)
    let residual = a.indices.map { a[$0] > 0 ? (a[$0] - r[$0]) / a[$0].squareRoot() : 0 }
    let goal = max(min(0.05, 0.3 * state.rowError), 0.05 * tolerance / max(state.rowError, tolerance))
    let y = direction(hessian, residual, state: state, goal: goal)
    let x = a.indices.map { a[$0] > 0 ? y[$0] / a[$0].squareRoot() : 0 }
    return lineSearch(&state, along: x)
  }

  private func hessian(of state: SinkhornState) -> ReducedHessian? {
    let (f, g) = state.normalized
    let threshold = [Double](repeating: Self.threshold, count: f.count)
    guard
      let entries = state.kernel.entries(
        f: f, g: g, epsilon: state.epsilon, threshold: threshold, limit: planMemory / 24)
    else { return nil }
    let a = state.problem.sourceWeights
    return ReducedHessian(
      entries: entries, diagonal: a.indices.map { a[$0] > 0 ? state.rowSums[$0] / a[$0] : 1 })
  }

  private mutating func direction(
    _ hessian: ReducedHessian, _ residual: [Double], state: SinkhornState, goal: Double
  ) -> [Double] {
    if !needsFactor {
      let inverse = hessian.inverseDiagonal
      let result = ConjugateGradients.solve(
        residual, tolerance: goal, iterationLimit: Self.diagonalLimit,
        preconditioner: { zip($0, inverse).map { $0 * $1 } }, product: hessian.product)
      if result.isConverged { return result.solution }
      needsFactor = true
    }
    let inverse = hessian.approximateInverse(
      source: state.problem.sourceWeights, target: state.problem.targetWeights)
    let result = ConjugateGradients.solve(
      residual, tolerance: goal, iterationLimit: Self.factorLimit, preconditioner: inverse,
      product: hessian.product)
    return result.solution
  }

  private func lineSearch(_ state: inout SinkhornState, along x: [Double]) -> Step {
    let start = state
    let slope = Self.slope(state, x)
    guard slope > 0, slope.isFinite else { return .refused(passes: 0) }
    var t = 1.0
    for pass in 1...12 {
      var trial = start
      trial.replace(f: x.indices.map { start.f[$0] + t * start.epsilon * x[$0] })
      trial.updateTarget()
      trial.measureRows()
      let reached = Self.slope(trial, x)
      if trial.rowError.isFinite, reached >= -0.5 * slope || trial.rowError < 0.5 * start.rowError {
        state = trial
        return .taken(passes: pass)
      }
      // Where the chord of the slopes crosses zero, within reason.
      let chord = reached.isFinite ? slope / (slope - reached) : 0
      t *= min(0.5, max(0.2, chord))
    }
    return .refused(passes: 12)
  }

  /// The semi-dual's derivative along x, sum x_i (a_i - r_i).
  private static func slope(_ state: SinkhornState, _ x: [Double]) -> Double {
    var sum = 0.0
    for i in x.indices { sum += x[i] * (state.problem.sourceWeights[i] - state.rowSums[i]) }
    return sum
  }
}
