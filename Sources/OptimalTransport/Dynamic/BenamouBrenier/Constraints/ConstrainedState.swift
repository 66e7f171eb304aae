/// The unknowns of a ``ConstrainedRun`` and their duals.
///
/// A slab is one number a cell; faces are stored at the cell below them, those at walls stay zero.
/// Copies share their arrays.
struct ConstrainedState: Sendable {
  /// rho at N + 1 times.
  let density: PaddedArray<Double>
  /// m, N slabs for each axis, axis by axis.
  let momentum: PaddedArray<Double>
  /// delta zeta, N slabs; empty without growth.
  let source: PaddedArray<Double>

  init(_ problem: ConstrainedProblem) {
    let (n, steps, d) = (problem.count, problem.steps, problem.space.dimension)
    density = PaddedArray(repeating: 0, count: (steps + 1) * n)
    momentum = PaddedArray(repeating: 0, count: d * steps * n)
    source = PaddedArray(repeating: 0, count: problem.growth == nil ? 0 : steps * n)
    for c in 0..<n {
      density[c] = problem.initial[c]
      density[steps * n + c] = problem.final[c]
    }
  }
}

/// The duals of what the cost and the constraints see.
struct ConstrainedDuals: Sendable {
  /// Of the density at faces and of m, N slabs for each axis.
  let faceDensity: PaddedArray<Double>
  let momentum: PaddedArray<Double>
  /// Of rho, at N + 1 times, zero at the ends.
  let density: PaddedArray<Double>
  /// Of the mean density of a step and of delta zeta; empty without growth.
  let meanDensity: PaddedArray<Double>
  let source: PaddedArray<Double>

  init(_ problem: ConstrainedProblem) {
    let (n, steps, d) = (problem.count, problem.steps, problem.space.dimension)
    let growing = problem.growth == nil ? 0 : steps * n
    faceDensity = PaddedArray(repeating: 0, count: d * steps * n)
    momentum = PaddedArray(repeating: 0, count: d * steps * n)
    density = PaddedArray(repeating: 0, count: (steps + 1) * n)
    meanDensity = PaddedArray(repeating: 0, count: growing)
    source = PaddedArray(repeating: 0, count: growing)
  }
}
