import Foundation

/// A damped, inexact Newton method for F(u) = c.
///
/// Each step solves (DF) v - dc = -(F - c) for v of mean zero and dc, in the unknown w = L v + a
/// constant that stands for dc, by minimal residuals: with rows scaled as in
/// ``MongeAmpereSystem/derivative(_:)`` the product is near the identity, L = tr(S^-1 D^2) being
/// inverted by cosine or Fourier transforms. The linear residual asked for falls with the square of
/// the nonlinear one (Eisenstat and Walker 1996, choice 2). The step is halved until psi is convex
/// at every cell and the scaled residual has fallen.
struct MongeAmpereNewton<Scheme: MongeAmpereScheme> {
  let system: MongeAmpereSystem<Scheme>
  /// Root mean square of F - c at which to stop.
  let tolerance: Double
  let iterationLimit: Int

  struct Result {
    var u: [Double]
    /// c.
    var constant: Double
    /// F - c.
    var residual: [Double]
    /// Root mean square of F - c before each step, and at the end.
    var trace: [Double]
    var linearIterations = 0
    var termination: Termination
    var iterations: Int { trace.count - 1 }
  }

  /// - Parameter u: where to start; psi0 + u must be convex.
  func run(from u: [Double], progress: (Result) -> Void) -> Result {
    var result = Result(
      u: u, constant: 0, residual: system.residual(u)!, trace: [], termination: .iterationLimit)
    let poisson = laplacian
    var forcing = 0.1
    while true {
      let (matrix, scales) = system.derivative(result.u)
      result.center(scales)
      result.trace.append(rootMeanSquare(result.residual))
      progress(result)
      let floor = rounding(matrix, scales, result.u)
      if let reason = reasonToStop(result, floor: floor) {
        result.termination = reason
        return result
      }
      forcing = nextForcing(after: forcing, result.trace, floor: max(tolerance, floor))
      let step = direction(matrix, scales, result, poisson, forcing)
      result.linearIterations += step.iterations
      guard let next = search(from: result, along: step.solution, scales, forcing) else {
        result.termination = .stalled
        return result
      }
      (result.u, result.residual) = (next.u, next.residual)
    }
  }

  private func reasonToStop(_ result: Result, floor: Double) -> Termination? {
    if result.trace.last! <= max(tolerance, floor) { return .converged }
    if Task.isCancelled { return .cancelled }
    return result.iterations >= iterationLimit ? .iterationLimit : nil
  }

  /// L, as -lap on a box whose sides are stretched by S^1/2.
  private var laplacian: PoissonSolver {
    let grid = system.grid
    let sides = grid.shape.indices.map {
      Double(grid.shape[$0]) * grid.steps[$0] * grid.slopes[$0].squareRoot()
    }
    return PoissonSolver(
      shape: grid.shape, sides: sides,
      bases: [AxisBasis](repeating: grid.basis, count: grid.dimension))
  }

  /// What rounding u does to F, root mean square: an ulp of the largest |u| times the row sums.
  private func rounding(_ matrix: StencilMatrix, _ scales: [Double], _ u: [Double]) -> Double {
    let size = u.reduce(0) { max($0, abs($1)) } * .ulpOfOne
    return size * rootMeanSquare(zip(matrix.absoluteRowSums, scales).map { $0 / $1 })
  }

  private func nextForcing(after forcing: Double, _ trace: [Double], floor: Double) -> Double {
    guard trace.count > 1 else { return forcing }
    let ratio = trace[trace.count - 1] / trace[trace.count - 2]
    let safeguard = 0.9 * forcing * forcing
    let choice = max(0.9 * ratio * ratio, safeguard > 0.1 ? safeguard : 0)
    // Below half of what convergence takes, a smaller linear residual gains nothing.
    return min(0.5, max(choice, min(0.1, 0.5 * floor / trace.last!), 1e-8))
  }

  /// v and the products it took.
  private func direction(
    _ matrix: StencilMatrix, _ scales: [Double], _ result: Result, _ poisson: PoissonSolver,
    _ forcing: Double
  ) -> MinimalResiduals.Result {
    let meanScale = scales.reduce(0, +) / Double(scales.count)
    let right = zip(scales, result.residual).map { -$0 * $1 }
    var step = MinimalResiduals.solve(right, tolerance: forcing, iterationLimit: 200) { w in
      let constant = w.reduce(0, +) / Double(w.count) / meanScale
      var image = matrix.apply(poisson.solve(w))
      for i in image.indices { image[i] = constant * scales[i] - image[i] }
      return image
    }
    step.solution = poisson.solve(step.solution).map { -$0 }
    return step
  }

  /// The first of u + v, u + v/2, ... that is convex and has a smaller scaled residual.
  private func search(
    from result: Result, along step: [Double], _ scales: [Double], _ forcing: Double
  ) -> Result? {
    let before = scaledNorm(result.residual, scales)
    var length = 1.0
    while length > 1e-6 {
      var trial = result
      for i in step.indices { trial.u[i] += length * step[i] }
      if let residual = system.residual(trial.u) {
        trial.residual = residual
        trial.center(scales)
        let goal = 1 - 1e-4 * length * (1 - forcing)
        if scaledNorm(trial.residual, scales) < goal * before { return trial }
      }
      length /= 2
    }
    return nil
  }

  private func scaledNorm(_ residual: [Double], _ scales: [Double]) -> Double {
    rootMeanSquare(zip(residual, scales).map { $0 * $1 })
  }
}

extension MongeAmpereNewton.Result {
  /// Takes from F - c the constant that makes its scaled norm least.
  mutating func center(_ scales: [Double]) {
    var (sum, weight) = (0.0, 0.0)
    for i in residual.indices {
      let square = scales[i] * scales[i]
      sum += square * residual[i]
      weight += square
    }
    let shift = sum / weight
    constant += shift
    for i in residual.indices { residual[i] -= shift }
  }
}

/// (mean x_i^2)^1/2.
func rootMeanSquare(_ values: [Double]) -> Double {
  var sum = 0.0
  for value in values { sum += value * value }
  return (sum / Double(values.count)).squareRoot()
}
