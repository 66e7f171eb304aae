import Foundation

/// A damped, inexact Newton method for R(u) = k m(u).
///
/// Each step solves the linearised equations for v of mean zero and dk, in the unknown w = L v + a
/// constant that stands for dk, by minimal residuals: with rows scaled as in `MongeAmpereSystem`
/// the product is near the identity, L = tr(S^-1 D^2) being inverted by cosine or Fourier
/// transforms. The linear residual asked for falls with the square of the nonlinear one (Eisenstat
/// and Walker 1996, choice 2). The step is halved until the scaled residual falls; k is always the
/// one that makes that least. As R is concave in D^2 psi, the step is the one of policy iteration
/// (Howard 1960), which needs no convexity on its way.
struct MongeAmpereNewton<Equations: MongeAmpereEquations> {
  var system: Equations
  /// Root mean square of the relative residual at which to stop.
  var tolerance: Double
  let iterationLimit: Int

  /// - Parameters:
  ///   - u: where to start, with finite sides.
  ///   - former: a run whose steps count too.
  func run(
    from u: [Double], after former: MongeAmpereIterate? = nil,
    progress: (MongeAmpereIterate) -> Void
  ) -> MongeAmpereIterate {
    let sides = system.sides(u)!
    var result = MongeAmpereIterate(u: u, roots: sides.roots, ratios: sides.ratios)
    result.trace = former.map { Array($0.trace.dropLast()) } ?? []
    result.linearIterations = former?.linearIterations ?? 0
    result.fitConstant(nil)
    let inverse = system.inverseLaplacian()
    var forcing = 0.1
    while true {
      let (matrix, scales) = system.derivative(
        result.u, ratios: result.ratios, constant: result.constant)
      result.trace.append(rootMeanSquare(result.relativeResidual(dimension: dimension)))
      progress(result)
      let floor = rounding(matrix, scales, result)
      if let reason = reasonToStop(result, floor: floor) {
        result.termination = reason
        return result
      }
      forcing = nextForcing(after: forcing, result.trace, floor: max(tolerance, floor))
      let step = direction(matrix, scales, result, inverse, forcing)
      result.linearIterations += step.iterations
      guard search(&result, along: step.solution, scales, forcing) else {
        result.termination = .stalled
        return result
      }
    }
  }

  private var dimension: Int { system.grid.dimension }

  private func reasonToStop(_ result: MongeAmpereIterate, floor: Double) -> Termination? {
    if result.trace.last! <= max(tolerance, floor) { return .converged }
    if Task.isCancelled { return .cancelled }
    return result.iterations >= iterationLimit ? .iterationLimit : nil
  }

  /// What rounding u does to the relative residual, root mean square: an ulp of the largest |u|
  /// times the row sums.
  private func rounding(_ matrix: StencilMatrix, _ scales: [Double], _ result: MongeAmpereIterate)
    -> Double
  {
    let size = result.u.reduce(0) { max($0, abs($1)) } * .ulpOfOne / result.constant
    let sums = matrix.absoluteRowSums
    return size
      * rootMeanSquare(
        sums.indices.map {
          sums[$0] / (scales[$0] * (result.ratios[$0] > 0 ? result.ratios[$0] : 1))
        })
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
    _ matrix: StencilMatrix, _ scales: [Double], _ result: MongeAmpereIterate,
    _ inverse: ([Double]) -> (step: [Double], constant: Double), _ forcing: Double
  ) -> MinimalResiduals.Result {
    let right = result.scaledResidual(scales).map { -Double(dimension) * $0 }
    let column = zip(scales, result.ratios).map { $0 * $1 }
    let scale = Double(system.grid.count) / column.reduce(0, +)
    var step = MinimalResiduals.solve(right, tolerance: forcing, iterationLimit: 200) { w in
      let (step, constant) = inverse(w)
      var image = matrix.apply(step)
      for i in image.indices { image[i] += constant * scale * column[i] }
      return image
    }
    step.solution = inverse(step.solution).step
    return step
  }

  /// Goes to the first of u + v, u + v/2, ... that has a smaller scaled residual; false if none
  /// has.
  private func search(
    _ result: inout MongeAmpereIterate, along step: [Double], _ scales: [Double], _ forcing: Double
  ) -> Bool {
    let before = rootMeanSquare(result.scaledResidual(scales))
    var length = 1.0
    while length > 1e-6 {
      var trial = result
      for i in step.indices { trial.u[i] += length * step[i] }
      if let sides = system.sides(trial.u) {
        (trial.roots, trial.ratios) = sides
        trial.fitConstant(scales)
        let goal = 1 - 1e-4 * length * (1 - forcing)
        if rootMeanSquare(trial.scaledResidual(scales)) < goal * before {
          result = trial
          return true
        }
      }
      length /= 2
    }
    return false
  }
}

/// (mean x_i^2)^1/2.
func rootMeanSquare(_ values: [Double]) -> Double {
  var sum = 0.0
  for value in values { sum += value * value }
  return (sum / Double(values.count)).squareRoot()
}
