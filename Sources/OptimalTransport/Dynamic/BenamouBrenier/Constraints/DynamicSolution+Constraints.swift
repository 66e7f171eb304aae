extension DynamicSolution {
  /// Collects what a constrained solve has found, in the units of the problem.
  init(
    _ solve: ConstrainedSolve, source: GridDensity, target: GridDensity, solver: BenamouBrenier,
    seconds: Double
  ) {
    let (frame, found, dual) = (solve.frame, solve.path!, solve.dual!)
    let last = solve.problem.steps
    let frames = found.density.enumerated().map { k, slab -> GridDensity in
      if k == 0 { return source }
      if k == last { return target }
      return try! GridDensity(
        shape: source.shape, box: source.box, values: slab.map { $0 * frame.density })
    }
    self.init(
      path: try! DensityPath(times: (0...last).map { Double($0) / Double(last) }, frames: frames),
      momentum: source.shape.indices.map { k in
        found.momentum.flatMap { step in step[k].map { $0 * frame.momentum } }
      },
      potential: dual.potential.map { $0.map { $0 * frame.potential } },
      initialPotential: dual.initial.map { $0 * frame.potential },
      finalPotential: dual.final.map { $0 * frame.potential },
      action: solve.certificate.upperBound / 2, certificate: solve.certificate,
      residuals: DynamicResiduals(solve.problem, found, dual), termination: solve.termination,
      iterations: solve.iterations, seconds: seconds, trace: solve.trace, sides: solver.sides,
      obstacles: solver.obstacles,
      growthRate: found.source.map { $0.map { $0 * frame.density } })
  }
}

extension DynamicResiduals {
  init(_ problem: ConstrainedProblem, _ path: FeasiblePath, _ dual: DualBound) {
    continuity = Self.continuity(problem, path)
    let mean = path.action
    let largest = path.powers.map { abs($0 - mean) }.max() ?? 0
    actionVariation = mean > 0 ? largest / mean : 0
    var defect = 0.0
    for time in 1..<max(problem.steps, 1) {
      let (before, after) = (dual.energy(time - 1), dual.energy(time))
      for c in path.density[time].indices where path.density[time][c] > 0 {
        let rise = dual.potential[time][c] - dual.potential[time - 1][c]
        let rest = rise + problem.tau / 2 * (before[c] + after[c])
        defect += path.density[time][c] * abs(rest)
      }
    }
    hamiltonJacobi = mean > 0 ? defect / mean : 0
  }

  /// max |rho_t + div m - zeta| over the greatest term.
  private static func continuity(_ problem: ConstrainedProblem, _ path: FeasiblePath) -> Double {
    let space = problem.space
    var (largest, scale) = (0.0, 0.0)
    for step in 0..<problem.steps {
      for c in 0..<problem.count {
        let rate = Double(problem.steps)
        var terms = [rate * path.density[step + 1][c], -rate * path.density[step][c]]
        if !path.source.isEmpty { terms.append(-path.source[step][c]) }
        for k in 0..<space.dimension {
          terms.append(path.momentum[step][k][c] / space.steps[k])
          let below = Int(space.below[k][c])
          if below >= 0 { terms.append(-path.momentum[step][k][below] / space.steps[k]) }
        }
        largest = max(largest, abs(terms.reduce(0, +)))
        scale = terms.reduce(scale) { max($0, abs($1)) }
      }
    }
    return scale > 0 ? largest / scale : 0
  }
}
