extension ConstrainedRun {
  /// Fills the unknowns and their duals from densities and a potential: the fixed point, where
  /// these solve the problem.
  ///
  /// m = r grad phi and zeta = s phi / delta^2; the duals of r and m are -|grad phi|^2/2 and grad
  /// phi, those of the mean density and of delta zeta -phi^2/(2 delta^2) and phi / delta; that of
  /// rho is the violation of the Hamilton-Jacobi inequality where the constraint on rho admits it.
  func begin(_ start: DynamicState) {
    let n = problem.count
    for i in n..<problem.steps * n where problem.space.isFree[i % n] {
      state.density[i] = max(start.density[i], 0)
    }
    for step in 0..<problem.steps {
      beginStep(step, Array(start.potential[step * n..<(step + 1) * n]))
    }
    for time in 1..<max(problem.steps, 1) { beginTime(time, start.potential) }
  }

  private func beginStep(_ step: Int, _ phi: [Double]) {
    let (n, space) = (problem.count, problem.space)
    let mean = (step * n..<(step + 1) * n).map { (state.density[$0] + state.density[$0 + n]) / 2 }
    for k in 0..<space.dimension {
      let base = (k * problem.steps + step) * n
      for c in 0..<n where space.above[k][c] >= 0 {
        let above = Int(space.above[k][c])
        let slope = (phi[above] - phi[c]) / space.steps[k]
        duals.momentum[base + c] = slope
        guard space.isOpen[k][c] else { continue }
        duals.faceDensity[base + c] = -slope * slope / 2
        state.momentum[base + c] = (mean[c] + mean[above]) / 2 * slope
      }
    }
    guard let growth = problem.growth else { return }
    for c in 0..<n {
      let rate = phi[c] / growth
      state.source[step * n + c] = mean[c] * rate
      duals.source[step * n + c] = rate
      duals.meanDensity[step * n + c] = -rate * rate / 2
    }
  }

  private func beginTime(_ time: Int, _ phi: [Double]) {
    let (n, space) = (problem.count, problem.space)
    for c in 0..<n {
      var violation = (phi[time * n + c] - phi[(time - 1) * n + c]) * Double(problem.steps)
      for step in [time - 1, time] {
        for k in 0..<space.dimension {
          let base = (k * problem.steps + step) * n
          let below = Int(space.below[k][c])
          violation -= duals.faceDensity[base + c] / 4
          if below >= 0 { violation -= duals.faceDensity[base + below] / 4 }
        }
        if problem.growth != nil { violation -= duals.meanDensity[step * n + c] / 2 }
      }
      let isFull = state.density[time * n + c] >= 0.99 * problem.cap
      duals.density[time * n + c] =
        space.isFree[c] && !isFull ? min(violation, 0) : violation
    }
  }

  /// The densities, in the units of the problem at the start.
  var density: [Double] {
    state.density.array(0..<state.density.count).map { $0 * unit }
  }

  /// Densities and potential, in the units of the problem at the start.
  var flowState: DynamicState {
    DynamicState(
      shape: problem.space.shape, timeSteps: problem.steps, density: density,
      potential: potential.array(0..<potential.count))
  }
}

extension DynamicState {
  /// The same in the units of a frame, or out of them.
  func scaled(_ frame: FlowFrame, inverse: Bool = false) -> DynamicState {
    let density = inverse ? frame.density : 1 / frame.density
    let potential = inverse ? frame.potential : 1 / frame.potential
    return DynamicState(
      shape: shape, timeSteps: timeSteps, density: self.density.map { $0 * density },
      potential: self.potential.map { $0 * potential })
  }
}
