import Foundation

/// Solves a problem on its grid from its solution on half the cells along each axis.
struct MongeAmpereLevels {
  let tolerance: Double
  let iterationLimit: Int
  let progress: ProgressHandler?

  /// - Parameter makeScheme: the discretisation on a grid.
  func solve<S: MongeAmpereScheme>(
    _ problem: MongeAmpereProblem, start: BrenierPotential?, scheme: MongeAmpere.Scheme,
    _ makeScheme: (PotentialGrid) -> S
  ) -> MongeAmpereSolution {
    let half = problem.coarsened
    let coarse = half.map {
      solve($0, start: nil, scheme: scheme, makeScheme)
    }
    let grid = problem.grid
    let system = MongeAmpereSystem(
      scheme: makeScheme(grid), logSource: problem.logSource, target: problem.logTarget)
    let guesses = [
      start.map { zip($0.values, grid.basePotential).map { $0 - $1 } },
      coarse.map { half!.grid.interpolated($0.correction, to: grid) },
    ]
    let (corrected, result) = newton(
      system, from: system.best(of: guesses.compactMap { $0 }, count: grid.count))
    return MongeAmpereSolution(
      problem, corrected, result, images: grid.gradient(result.u), scheme: scheme, coarse: coarse)
  }

  /// Solves at second order, as far as the correction needs it, then with the correction.
  private func newton<S>(
    _ system: MongeAmpereSystem<S>, from u: [Double]
  ) -> (MongeAmpereSystem<S>, MongeAmpereIterate) {
    var newton = MongeAmpereNewton(
      system: system, tolerance: max(tolerance, Self.correctionTolerance),
      iterationLimit: iterationLimit)
    var result = newton.run(from: u) { report($0, system.grid) }
    guard result.termination == .converged else { return (system, result) }
    newton.tolerance = tolerance
    newton.system.correction = DeferredCorrection(system.scheme, result.u)
    result = newton.run(from: result.u, after: result) { report($0, system.grid) }
    return (newton.system, result)
  }

  /// The relative residual up to which the equations are solved before they are corrected.
  private static let correctionTolerance = 1e-5

  /// The problem with a convex target, at second order.
  func solve(
    _ problem: MongeAmpereProblem, onto polygon: ConvexPolygon
  ) -> MongeAmpereSolution {
    let half = problem.coarsened
    let coarse = half.map { solve($0, onto: polygon) }
    let system = ObliqueSystem(problem, polygon)
    let guess = coarse.map {
      ObliqueSystem(half!, polygon).interpolated($0.correction, to: system)
    }
    let newton = MongeAmpereNewton(
      system: system, tolerance: tolerance, iterationLimit: iterationLimit)
    let start = system.best(of: guess.map { [$0] } ?? [], count: system.layout.count)
    let result = newton.run(from: start) { report($0, system.grid) }
    return MongeAmpereSolution(
      problem, system.cells, result, images: system.images(result.u), scheme: .centered,
      coarse: coarse)
  }

  private func report(_ result: MongeAmpereIterate, _ grid: PotentialGrid) {
    progress?(
      SolverProgress(
        stage: "Newton, \(grid.shape.map(String.init).joined(separator: " x ")) cells",
        fraction: min(1, max(0, log(result.trace.last!) / min(-1, log(tolerance)))),
        iterations: result.iterations))
  }
}
