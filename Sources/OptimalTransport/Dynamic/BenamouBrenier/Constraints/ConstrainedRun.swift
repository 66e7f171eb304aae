/// Primal-dual iterations for a Benamou-Brenier problem with constraints.
///
/// With the densities r at faces and s at time centres, means of rho, the problem is
/// ```
/// min sum m^2/(2 r) + delta^2 zeta^2/(2 s) + [0 <= rho <= cap, rho = 0 in walls, m = 0 through walls]
///     subject to rho_t + div m = zeta on the whole box,
/// ```
/// F(K x) + G(x) in x = (rho, m, zeta), where G holds the continuity equation. In the method of
/// Chambolle and Pock (2011) x is projected onto it by one solve of Poisson's equation in space and
/// time, by cosine transforms, whatever the walls, and the dual of K x onto parabolas, intervals and
/// lines, point by point. Each kind of unknown has a step of its own (Pock and Chambolle 2011);
/// iterations are over-relaxed (Condat 2013). The multiplier of the continuity equation is phi.
struct ConstrainedRun: ~Copyable {
  let problem: ConstrainedProblem
  let state: ConstrainedState
  let duals: ConstrainedDuals
  /// phi at time centres, N slabs.
  private(set) var potential: [Double]
  /// Where the primal step leads, projected.
  private let next: ConstrainedState
  private let poisson: PoissonSolver
  private let stepOfDensity: Double
  private let stepOfMomentum: Double
  private let stepOfDual: Double

  /// Below two, at which iterations need not converge.
  private static let relaxation = 1.9

  /// - Parameters:
  ///   - start: densities and a potential, in the units of the problem.
  ///   - primalShare: the primal steps over what they are with equal steps on both sides; in a frame
  ///     where all is about one that serves.
  init(_ problem: ConstrainedProblem, start: FlowState, primalShare: Double = 1) {
    self.problem = problem
    state = ConstrainedState(problem)
    next = ConstrainedState(problem)
    duals = ConstrainedDuals(problem)
    let (space, steps) = (problem.space, problem.steps)
    potential = [Double](repeating: 0, count: steps * space.count)
    // Each mean of rho, and rho itself, is a map of norm at most one.
    let maps = Double(space.dimension + 1 + (problem.growth == nil ? 0 : 1))
    stepOfDensity = primalShare / maps
    stepOfMomentum = primalShare
    stepOfDual = 1 / primalShare
    let sides = zip(space.shape, space.steps).map {
      Double($0) * $1 / primalShare.squareRoot()
    }
    poisson = PoissonSolver(
      shape: [steps] + space.shape, sides: [1 / stepOfDensity.squareRoot()] + sides,
      bases: [.cosine] + space.shape.map { _ in space.isPeriodic ? .periodic : .cosine })
    begin(start)
  }

  mutating func iterate() {
    descend()
    let violation = self.violation()
    if let growth = problem.growth {
      potential = poisson.solve(
        violation, constant: stepOfMomentum / (growth * growth), diffusion: 1)
    } else {
      potential = poisson.solve(violation)
    }
    project()
    ascendFaces()
    ascendDensity()
    if problem.growth != nil { ascendSource() }
    relax()
  }

  private var slab: Int { problem.count }
  private var faces: Int { problem.steps * problem.count }

  /// next = x - T K' y.
  private func descend() {
    let (n, steps, space) = (slab, problem.steps, problem.space)
    ParallelLoop.run(count: steps) { layers in
      for layer in layers {
        let slab = layer * n
        for k in 0..<space.dimension {
          let base = k * faces + slab
          for c in 0..<n {
            next.momentum[base + c] =
              state.momentum[base + c] - stepOfMomentum * duals.momentum[base + c]
          }
        }
        if problem.growth != nil {
          for c in slab..<slab + n {
            next.source[c] = state.source[c] - stepOfMomentum * duals.source[c]
          }
        }
        if layer > 0 { descendDensity(layer) }
      }
    }
  }

  private func descendDensity(_ time: Int) {
    let (n, space) = (slab, problem.space)
    let slab = time * n
    for c in 0..<n {
      var slope = duals.density[slab + c]
      for k in 0..<space.dimension {
        let face = k * faces + slab + c
        var sum = duals.faceDensity[face] + duals.faceDensity[face - n]
        let below = Int(space.below[k][c])
        if below >= 0 {
          let face = k * faces + slab + below
          sum += duals.faceDensity[face] + duals.faceDensity[face - n]
        }
        slope += sum / 4
      }
      if problem.growth != nil {
        slope += (duals.meanDensity[slab + c] + duals.meanDensity[slab - n + c]) / 2
      }
      next.density[slab + c] = state.density[slab + c] - stepOfDensity * slope
    }
  }

  /// rho_t + div m - zeta of `next`.
  private func violation() -> [Double] {
    let (n, space, rate) = (slab, problem.space, Double(problem.steps))
    let growth = problem.growth.map { 1 / $0 } ?? 0
    return ParallelLoop.chunkedMap(count: problem.steps) { layers in
      var result = [Double](repeating: 0, count: layers.count * n)
      for layer in layers {
        let (slab, out) = (layer * n, (layer - layers.lowerBound) * n)
        for c in 0..<n {
          var sum = rate * (next.density[slab + n + c] - next.density[slab + c])
          for k in 0..<space.dimension {
            let below = Int(space.below[k][c])
            let inflow = below >= 0 ? next.momentum[k * faces + slab + below] : 0
            sum += (next.momentum[k * faces + slab + c] - inflow) / space.steps[k]
          }
          if growth > 0 { sum -= growth * next.source[slab + c] }
          result[out + c] = sum
        }
      }
      return result
    }
  }

  /// next -= T C' phi.
  private func project() {
    let (n, space, rate) = (slab, problem.space, Double(problem.steps))
    let growth = problem.growth.map { stepOfMomentum / $0 } ?? 0
    ParallelLoop.run(count: problem.steps) { layers in
      for layer in layers {
        let slab = layer * n
        for k in 0..<space.dimension {
          let scale = stepOfMomentum / space.steps[k]
          for c in 0..<n {
            let above = Int(space.above[k][c])
            guard above >= 0 else { continue }
            next.momentum[k * faces + slab + c] +=
              scale * (potential[slab + above] - potential[slab + c])
          }
        }
        for c in slab..<slab + n {
          if layer > 0 {
            next.density[c] += stepOfDensity * rate * (potential[c] - potential[c - n])
          }
          if growth > 0 { next.source[c] += growth * potential[c] }
        }
      }
    }
  }

  /// 2 next - x, where the dual step is taken.
  @inline(__always)
  private func ahead(
    _ next: borrowing ScratchArray<Double>, _ old: borrowing ScratchArray<Double>, _ i: Int
  ) -> Double {
    2 * next[i] - old[i]
  }

  private func ascendFaces() {
    let (n, space) = (slab, problem.space)
    ParallelLoop.run(count: problem.steps) { layers in
      for layer in layers {
        let slab = layer * n
        let mean = ScratchArray<Double>(uninitialized: n)
        for c in 0..<n {
          mean[c] =
            (ahead(next.density, state.density, slab + c)
              + ahead(next.density, state.density, slab + n + c)) / 4
        }
        for k in 0..<space.dimension {
          for c in 0..<n where space.above[k][c] >= 0 {
            let face = k * faces + slab + c
            let moved =
              duals.momentum[face] + stepOfDual * ahead(next.momentum, state.momentum, face)
            guard space.isOpen[k][c] else {
              duals.momentum[face] += Self.relaxation * (moved - duals.momentum[face])
              continue
            }
            let density = mean[c] + mean[Int(space.above[k][c])]
            let (a, b) = ParabolaProjection.project(
              duals.faceDensity[face] + stepOfDual * density, moved)
            duals.faceDensity[face] += Self.relaxation * (a - duals.faceDensity[face])
            duals.momentum[face] += Self.relaxation * (b - duals.momentum[face])
          }
        }
      }
    }
  }

  private func ascendDensity() {
    let (n, space, cap) = (slab, problem.space, problem.cap)
    ParallelLoop.run(count: max(0, problem.steps - 1)) { times in
      for time in times {
        let slab = (time + 1) * n
        for c in 0..<n {
          let old = duals.density[slab + c]
          let moved = old + stepOfDual * ahead(next.density, state.density, slab + c)
          let most = space.isFree[c] ? stepOfDual * cap : 0
          duals.density[slab + c] += Self.relaxation * (moved - min(max(moved, 0), most) - old)
        }
      }
    }
  }

  private func ascendSource() {
    let n = slab
    ParallelLoop.run(count: problem.steps) { layers in
      for i in layers.lowerBound * n..<layers.upperBound * n {
        let density =
          (ahead(next.density, state.density, i) + ahead(next.density, state.density, i + n)) / 2
        let (a, b) = ParabolaProjection.project(
          duals.meanDensity[i] + stepOfDual * density,
          duals.source[i] + stepOfDual * ahead(next.source, state.source, i))
        duals.meanDensity[i] += Self.relaxation * (a - duals.meanDensity[i])
        duals.source[i] += Self.relaxation * (b - duals.source[i])
      }
    }
  }

  private func relax() {
    relax(state.density, toward: next.density)
    relax(state.momentum, toward: next.momentum)
    relax(state.source, toward: next.source)
  }

  private func relax(
    _ old: borrowing ScratchArray<Double>, toward new: borrowing ScratchArray<Double>
  ) {
    ParallelLoop.run(count: old.count, grain: 1 << 14) {
      for i in $0 { old[i] += Self.relaxation * (new[i] - old[i]) }
    }
  }
}
