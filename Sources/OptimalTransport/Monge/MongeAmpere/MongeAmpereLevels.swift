import Foundation

/// One Monge-Ampere problem on one grid.
struct MongeAmpereProblem {
  let source: GridDensity
  let target: GridDensity
  let boundary: MongeAmpere.Boundary

  /// Cells along an axis below which it is not halved.
  static let coarsest = 8

  var grid: PotentialGrid {
    switch boundary {
    case .transport: grid(onto: target.box, .cosine)
    case .periodic: grid(onto: target.box, .periodic)
    case .convex(let polygon): grid(onto: polygon.innerBox(share: 0.9), .cosine)
    }
  }

  private func grid(onto box: Box, _ basis: AxisBasis) -> PotentialGrid {
    PotentialGrid(shape: source.shape, source: source.box, target: box, basis: basis)
  }

  var logSource: [Double] { source.values.map { log($0) } }
  var logTarget: LogDensity { LogDensity(target, isPeriodic: boundary == .periodic) }

  /// Both densities on half as many cells along each axis; nil where the source is coarse already.
  var coarsened: MongeAmpereProblem? {
    guard let source = source.coarsened(coarsest: Self.coarsest) else { return nil }
    let target = target.coarsened(coarsest: Self.coarsest) ?? target
    return MongeAmpereProblem(source: source, target: target, boundary: boundary)
  }
}

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
    let (corrected, result) = newton(system, from: system.best(of: guesses.compactMap { $0 }, count: grid.count))
    return MongeAmpereSolution(problem, corrected, result, images: grid.gradient(result.u), scheme: scheme, coarse: coarse)
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
        fraction: min(1, max(0, log(result.trace.last!) / log(tolerance))),
        iterations: result.iterations))
  }
}

extension MongeAmpereEquations {
  /// The guess that fits the equations best, less its mean; zero if that fits better.
  func best(of guesses: [[Double]], count: Int) -> [Double] {
    let zero = [Double](repeating: 0, count: count)
    let centered = guesses.map { guess in
      let mean = guess.reduce(0, +) / Double(guess.count)
      return guess.map { $0 - mean }
    }
    return ([zero] + centered).map { ($0, misfit($0)) }.min { $0.1 < $1.1 }!.0
  }

  /// Root mean square of R - k m, with the k that makes it least; infinite where they overflow.
  private func misfit(_ u: [Double]) -> Double {
    guard let sides = sides(u) else { return .infinity }
    var result = MongeAmpereIterate(u: u, roots: sides.roots, ratios: sides.ratios)
    result.fitConstant(nil)
    return rootMeanSquare(zip(result.roots, result.ratios).map { $0 - result.constant * $1 })
  }
}

extension ObliqueSystem {
  init(_ problem: MongeAmpereProblem, _ polygon: ConvexPolygon) {
    let grid = problem.grid
    layout = GhostLayout(rows: grid.shape[0], columns: grid.shape[1])
    cells = MongeAmpereSystem(
      scheme: CenteredScheme(grid, ghosts: layout), logSource: problem.logSource,
      target: problem.logTarget)
    target = polygon
  }
}
