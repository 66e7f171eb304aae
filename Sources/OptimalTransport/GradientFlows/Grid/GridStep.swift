import Foundation

/// One JKO step on a grid: the density rho that minimises W2^2(rho, mu) / 2 + tau F(rho).
///
/// The unknown is the convex w on the cells whose gradient carries rho back to mu. Optimality is
/// one equation a cell, mass against mass:
/// ```
/// rho_j vol = mu(grad w(cell j)),   h(rho_j) = (w_j - |y_j|^2 / 2) / tau - V_j - (U * rho)_j,
/// ```
/// h = f' of the diffusion: the left side is the concave dual's derivative in w_j. The right side is
/// ``ImageMass``, so all mass is accounted for whatever w is. Newton's method on it: a change d of w
/// moves mass through the sides of a cell by K grad d, K = rho / w_kk along axis k, so the step
/// solves
/// ```
/// -div(K grad d) + (h^-1)' d / tau = mu(grad w(cell)) - rho vol,
/// ```
/// symmetric positive definite, by conjugate gradients with a multigrid cycle. K leaves out the
/// mixed derivatives of w, so convergence is fast and linear rather than quadratic. U * rho is that
/// of the iterate.
///
/// Source: Jacobs, Lee and Leger 2021 (the dual and its derivative; their ascent replaces K by a
/// constant).
struct GridStep {
  let problem: GridFlowProblem
  /// mu, the density before the step.
  let before: [Double]
  let timeStep: Double
  /// w at the cell centres.
  private(set) var potential: [Double]
  /// rho.
  private(set) var density: [Double]
  /// sum_j |rho_j vol - mu(grad w(cell j))| / mass, after each iteration.
  private(set) var trace: [Double] = []
  private var residual: [Double] = []
  private var imageMass: [Double] = []
  private var image: ImageMass

  init(_ problem: GridFlowProblem, from before: [Double], timeStep: Double) {
    self.problem = problem
    self.before = before
    self.timeStep = timeStep
    image = ImageMass(
      axes: problem.axes, density: CumulativeMass(before, axes: problem.axes))
    let start = problem.spread(before, over: timeStep)
    potential = problem.potential(of: start, timeStep: timeStep, interaction: start)
    density = start
    evaluate()
  }

  /// Iterates until the residual is below the tolerance or no longer falls.
  mutating func run(tolerance: Double, iterationLimit: Int) -> Termination {
    while trace.count <= iterationLimit {
      if trace[trace.count - 1] <= tolerance { return .converged }
      if Task.isCancelled { return .cancelled }
      guard improve() else { return .stalled }
    }
    return .iterationLimit
  }

  /// Newton's step, halved until the residual falls; whether it does.
  private mutating func improve() -> Bool {
    let (step, state) = (newtonStep(), self)
    var length = 1.0
    for _ in 0..<12 {
      potential = zip(state.potential, step).map { $0 + length * $1 }
      density = state.density
      evaluate()
      if trace[trace.count - 1] < (1 - 0.1 * length) * state.trace[state.trace.count - 1] {
        return true
      }
      let tried = trace.count
      self = state
      _ = tried
      length /= 2
    }
    return false
  }

  /// rho, the image masses and the residual of w; U * rho is updated from the rho before.
  private mutating func evaluate() {
    density = problem.density(of: potential, timeStep: timeStep, interaction: density)
    imageMass = image(potential)
    let volume = problem.cellVolume
    residual = zip(imageMass, density).map { $0 - $1 * volume }
    trace.append(residual.reduce(0) { $0 + abs($1) } / problem.mass)
  }

  private func newtonStep() -> [Double] {
    let a = linearization()
    let cycle = Multigrid(a)
    return ConjugateGradients.solve(
      residual, tolerance: 1e-3, iterationLimit: 60, preconditioner: { cycle($0) },
      product: { a($0) }
    ).solution
  }

  /// -div(K grad) + (h^-1)' / tau, over cells.
  private func linearization() -> CellOperator {
    let (axes, volume) = (problem.axes, problem.cellVolume)
    let shape = axes.map(\.count)
    let mobility = zip(imageMass, density).map { max($0 / volume, $1) }
    let floor = 1e-8 * mobility.max()!
    let masses = density.map { problem.cells.response($0) * volume / timeStep }
    let faces = axes.indices.map { k -> [Double] in
      let (n, stride) = (shape[k], shape[(k + 1)...].reduce(1, *))
      let inverse = 1 / (axes[k].step * axes[k].step)
      return potential.indices.map { j in
        let i = j / stride % n
        guard i + 1 < n else { return 0 }
        let mean = (mobility[j] + mobility[j + stride]) / 2
        return max(mean / bend(j, i, n, stride, inverse), floor) * inverse * volume
      }
    }
    let least = 1e-12 * (masses.max()! + floor)
    return CellOperator(shape: shape, masses: masses.map { max($0, least) }, faces: faces)
  }

  /// The second derivative of w across the face behind cell j, kept between 1/20 and 20.
  private func bend(_ j: Int, _ i: Int, _ n: Int, _ stride: Int, _ inverse: Double) -> Double {
    func at(_ cell: Int) -> Double { potential[cell] }
    guard i > 0, i + 2 < n else { return 1 }
    let outer = at(j + 2 * stride) - at(j + stride) - at(j) + at(j - stride)
    return min(max(outer / 2 * inverse, 0.05), 20)
  }
}
