/// Primal-dual iterations for a Benamou-Brenier problem with constraints.
///
/// With the densities r at faces and s at time centres, means of rho, the problem is
/// ```
/// min sum m^2/(2 r) + delta^2 zeta^2/(2 s) + [0 <= rho <= cap, rho = 0 in walls, m = 0 through walls]
///     subject to rho_t + div m = zeta on the whole box,
/// ```
/// F(K x) + G(x) in x = (rho, m, delta zeta), where G holds the continuity equation. In the method
/// of Chambolle and Pock (2011) x is projected onto it by one solve of Poisson's equation in space
/// and time, by cosine transforms, whatever the walls, and the dual of K x onto parabolas,
/// intervals and lines, point by point. All steps are one, in a frame where all unknowns are about
/// one, but that of rho, which enters more rows of K (Pock and Chambolle 2011). Another
/// unit of density makes primal steps longer and dual ones shorter, or the reverse. Iterations are
/// over-relaxed (Condat 2013). The multiplier of the continuity equation is phi.
///
/// Complexity: O(N n log(N n)) an iteration for n cells; 6 d + 8 arrays of N n numbers.
struct ConstrainedRun: Sendable {
  /// The problem, its densities over `unit`.
  private(set) var problem: ConstrainedProblem
  /// What the densities are measured in: the less, the longer the primal steps.
  private(set) var unit = 1.0
  let state: ConstrainedState
  let duals: ConstrainedDuals
  /// phi at time centres, N slabs.
  let potential: PaddedArray<Double>
  /// Where the primal step leads, projected.
  private let next: ConstrainedState
  private let poisson: PoissonSolver
  private let faces: SlabFaces
  private let project = ParabolaProjection()
  private let stepOfDensity: Double

  /// Below two, at which iterations need not converge.
  private static let relaxation = 1.9

  /// - Parameter start: densities and a potential, in the units of the problem.
  init(_ problem: ConstrainedProblem, start: DynamicState) {
    self.problem = problem
    state = ConstrainedState(problem)
    next = ConstrainedState(problem)
    duals = ConstrainedDuals(problem)
    let (space, steps) = (problem.space, problem.steps)
    potential = PaddedArray(repeating: 0, count: steps * space.count)
    // Each mean of rho, and rho itself, is a map of norm at most one.
    stepOfDensity = 1 / Double(space.dimension + 1 + (problem.growth == nil ? 0 : 1))
    poisson = PoissonSolver(
      shape: [steps] + space.shape,
      sides: [1 / stepOfDensity.squareRoot()]
        + zip(space.shape, space.steps).map { Double($0) * $1 },
      bases: [.cosine] + space.shape.map { _ in space.isPeriodic ? .periodic : .cosine })
    faces = SlabFaces(shape: space.shape, steps: space.steps, isPeriodic: space.isPeriodic)
    begin(start)
  }

  /// Measures densities in another unit from here on.
  mutating func measure(inUnit newUnit: Double) {
    let factor = unit / newUnit
    for array in [state.density, state.momentum, state.source, next.density] {
      for i in 0..<array.count { array[i] *= factor }
    }
    problem = problem.scaled(FlowFrame(length: 1, density: 1 / factor))
    unit = newUnit
  }

  func iterate() {
    descend()
    gatherViolation()
    if let growth = problem.growth {
      poisson.solve(inPlace: potential, constant: 1 / (growth * growth), diffusion: 1)
    } else {
      poisson.solve(inPlace: potential)
    }
    correct()
    ascendFaces()
    ascendDensity()
    ascendSource()
    relax(state.density, toward: next.density)
    relax(state.momentum, toward: next.momentum)
    relax(state.source, toward: next.source)
  }

  private var slab: Int { problem.count }

  /// The start of a step's momentum along an axis.
  private func start(_ axis: Int, _ step: Int) -> Int { (axis * problem.steps + step) * slab }

  /// Calls `body` with time steps, or inner times, from several threads.
  private func forTimes(_ times: Range<Int>, _ body: (Int) -> Void) {
    ParallelLoop.run(count: times.count, grain: 1 + 4096 / slab) { range in
      for i in range { body(times.lowerBound + i) }
    }
  }

  private func forSteps(_ body: (Int) -> Void) { forTimes(0..<problem.steps, body) }
  private func forInnerTimes(_ body: (Int) -> Void) {
    forTimes(1..<max(problem.steps, 1), body)
  }
}

extension ConstrainedRun {
  /// next = x - T K' y.
  private func descend() {
    forSteps { step in
      for k in 0..<problem.space.dimension {
        let first = start(k, step)
        for i in first..<first + slab {
          next.momentum[i] = state.momentum[i] - duals.momentum[i]
        }
      }
      guard problem.growth != nil else { return }
      for i in step * slab..<(step + 1) * slab {
        next.source[i] = state.source[i] - duals.source[i]
      }
    }
    forInnerTimes(descendDensity)
  }

  private func descendDensity(_ time: Int) {
    let (n, here) = (slab, time * slab)
    let slope = PaddedArray<Double>(repeating: 0, count: n)
    for c in 0..<n { slope[c] = duals.density[here + c] }
    for k in 0..<problem.space.dimension {
      let (first, below) = (start(k, time), problem.space.below[k])
      for c in 0..<n {
        slope[c] += (duals.faceDensity[first + c] + duals.faceDensity[first - n + c]) / 4
        guard below[c] >= 0 else { continue }
        let face = first + Int(below[c])
        slope[c] += (duals.faceDensity[face] + duals.faceDensity[face - n]) / 4
      }
    }
    if problem.growth != nil {
      for c in 0..<n {
        slope[c] += (duals.meanDensity[here + c] + duals.meanDensity[here - n + c]) / 2
      }
    }
    for c in 0..<n { next.density[here + c] = state.density[here + c] - stepOfDensity * slope[c] }
  }

  /// potential = rho_t + div m - zeta of `next`.
  private func gatherViolation() {
    let rate = Double(problem.steps)
    forSteps { step in
      let here = step * slab
      for i in here..<here + slab {
        potential[i] = rate * (next.density[i + slab] - next.density[i])
      }
      for k in 0..<problem.space.dimension {
        faces.addDivergence(
          axis: k, of: next.momentum.slab(start(k, step)), to: potential.slab(here))
      }
      guard let growth = problem.growth else { return }
      for i in here..<here + slab { potential[i] -= next.source[i] / growth }
    }
  }

  /// next -= T C' phi.
  private func correct() {
    let factor = stepOfDensity * Double(problem.steps)
    forSteps { step in
      let here = step * slab
      for k in 0..<problem.space.dimension {
        faces.addGradient(
          axis: k, of: potential.slab(here), to: next.momentum.slab(start(k, step)))
      }
      if step > 0 {
        for i in here..<here + slab {
          next.density[i] += factor * (potential[i] - potential[i - slab])
        }
      }
      guard let growth = problem.growth else { return }
      for i in here..<here + slab { next.source[i] += potential[i] / growth }
    }
  }
}

extension ConstrainedRun {
  /// 2 next - x, where the dual step is taken.
  @inline(__always)
  private func ahead(_ next: PaddedArray<Double>, _ old: PaddedArray<Double>, _ i: Int) -> Double {
    2 * next[i] - old[i]
  }

  private func ascendFaces() {
    let n = slab
    forSteps { step in
      let scratch = (0..<5).map { _ in PaddedArray<Double>(repeating: 0, count: n) }
      let (mean, x, y, a, b) = (scratch[0], scratch[1], scratch[2], scratch[3], scratch[4])
      let here = step * n
      for c in 0..<n {
        let density = ahead(next.density, state.density, here + c)
        mean[c] = (density + ahead(next.density, state.density, here + n + c)) / 4
      }
      for k in 0..<problem.space.dimension {
        let (first, above) = (start(k, step), problem.space.above[k])
        for c in 0..<n {
          x[c] = duals.faceDensity[first + c] + mean[c] + (above[c] < 0 ? 0 : mean[Int(above[c])])
          y[c] = duals.momentum[first + c] + ahead(next.momentum, state.momentum, first + c)
        }
        project(x, y, count: n, a: a, b: b)
        takeFaces(first, axis: k, y: y, a: a, b: b)
      }
    }
  }

  /// Faces of walls inside the box hold any dual of m, and none of r: m = 0 there.
  private func takeFaces(
    _ first: Int, axis k: Int, y: PaddedArray<Double>, a: PaddedArray<Double>,
    b: PaddedArray<Double>
  ) {
    let (isOpen, above) = (problem.space.isOpen[k], problem.space.above[k])
    for c in 0..<slab where above[c] >= 0 {
      let momentum = isOpen[c] ? b[c] : y[c]
      let density = isOpen[c] ? a[c] : 0
      duals.momentum[first + c] += Self.relaxation * (momentum - duals.momentum[first + c])
      duals.faceDensity[first + c] += Self.relaxation * (density - duals.faceDensity[first + c])
    }
  }

  private func ascendDensity() {
    let (isFree, cap) = (problem.space.isFree, problem.cap)
    forInnerTimes { time in
      let here = time * slab
      for c in 0..<slab {
        let moved =
          duals.density[here + c] + ahead(next.density, state.density, here + c)
        let kept = moved - min(max(moved, 0), isFree[c] ? cap : 0)
        duals.density[here + c] += Self.relaxation * (kept - duals.density[here + c])
      }
    }
  }

  private func ascendSource() {
    guard problem.growth != nil else { return }
    let n = slab
    forSteps { step in
      let scratch = (0..<4).map { _ in PaddedArray<Double>(repeating: 0, count: n) }
      let (x, y, a, b) = (scratch[0], scratch[1], scratch[2], scratch[3])
      let here = step * n
      for c in 0..<n {
        let density = ahead(next.density, state.density, here + c)
        let after = ahead(next.density, state.density, here + n + c)
        x[c] = duals.meanDensity[here + c] + (density + after) / 2
        y[c] = duals.source[here + c] + ahead(next.source, state.source, here + c)
      }
      project(x, y, count: n, a: a, b: b)
      for c in 0..<n {
        duals.meanDensity[here + c] += Self.relaxation * (a[c] - duals.meanDensity[here + c])
        duals.source[here + c] += Self.relaxation * (b[c] - duals.source[here + c])
      }
    }
  }

  private func relax(_ old: PaddedArray<Double>, toward new: PaddedArray<Double>) {
    ParallelLoop.run(count: old.count, grain: 1 << 14) {
      for i in $0 { old[i] += Self.relaxation * (new[i] - old[i]) }
    }
  }
}
