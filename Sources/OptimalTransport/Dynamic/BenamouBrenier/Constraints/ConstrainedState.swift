/// The unknowns of a ``ConstrainedRun`` and their duals.
///
/// A slab is one number a cell; faces are stored at the cell below them, those at walls stay zero.
struct ConstrainedState: ~Copyable {
  /// rho at N + 1 times.
  let density: ScratchArray<Double>
  /// m, N slabs for each axis, axis by axis.
  let momentum: ScratchArray<Double>
  /// delta zeta, N slabs; empty without growth.
  let source: ScratchArray<Double>

  init(_ problem: ConstrainedProblem) {
    let (n, steps, d) = (problem.count, problem.steps, problem.space.dimension)
    density = ScratchArray(repeating: 0, count: (steps + 1) * n)
    momentum = ScratchArray(repeating: 0, count: d * steps * n)
    source = ScratchArray(repeating: 0, count: problem.growth == nil ? 0 : steps * n)
    for c in 0..<n {
      density[c] = problem.initial[c]
      density[steps * n + c] = problem.final[c]
    }
  }
}

/// The duals of what the cost and the constraints see.
struct ConstrainedDuals: ~Copyable {
  /// Of the density at faces and of m, N slabs for each axis.
  let faceDensity: ScratchArray<Double>
  let momentum: ScratchArray<Double>
  /// Of rho, at N + 1 times, zero at the ends.
  let density: ScratchArray<Double>
  /// Of the mean density of a step and of delta zeta; empty without growth.
  let meanDensity: ScratchArray<Double>
  let source: ScratchArray<Double>

  init(_ problem: ConstrainedProblem) {
    let (n, steps, d) = (problem.count, problem.steps, problem.space.dimension)
    let growing = problem.growth == nil ? 0 : steps * n
    faceDensity = ScratchArray(repeating: 0, count: d * steps * n)
    momentum = ScratchArray(repeating: 0, count: d * steps * n)
    density = ScratchArray(repeating: 0, count: (steps + 1) * n)
    meanDensity = ScratchArray(repeating: 0, count: growing)
    source = ScratchArray(repeating: 0, count: growing)
  }
}
