/// The proximal step of the kinetic cost on a grid: W2 in the frame of the cost, where a cell is
/// sqrt(12) / h as long along positions.
struct KineticProximal: Sendable {
  let grid: GridDensity
  let friction: Double
  let temperature: Double
  let tolerance: Double
  let iterationLimit: Int

  /// What a step found.
  struct Minimum {
    let density: [Double]
    /// C_h.
    let squaredDistance: Double
    /// The objective, C_h / 2 + g h F, misses its minimum by this at most, over densities constant
    /// in each cell.
    let gap: Double
    let iterations: Int
    let termination: Termination
  }

  /// argmin over mu of C_h(before, mu) / 2 + g h (int |p|^2/2 mu + theta int mu log mu).
  ///
  /// - Throws: as ``GridFlow/stepper(for:)``.
  func callAsFunction(
    _ before: [Double], timeStep h: Double
  ) throws(TransportError) -> Minimum {
    let stretch = 12.0.squareRoot() / h
    let frame = try frame(before, stretch: stretch)
    let problem = try GridFlowProblem(energy, grid: frame, periodicAxes: [0])
    var step = GridStep(problem, from: frame.values, timeStep: friction * h)
    let termination = iterate(&step)
    let moved = ColumnMomentum(
      problem.axes, from: step.before, onto: step.density, diffusion: friction * h * temperature)
    return Minimum(
      density: step.density.map { $0 * stretch }, squaredDistance: step.squaredDistance,
      gap: step.gap(parts: 1, square: moved.square), iterations: step.iterations,
      termination: termination)
  }

  /// Newton steps until the next promises less than a part of C_h. Lengths in the frame grow as 1 /
  /// h and C_h falls as h^2, so what rounding leaves is no part of the box as in a ``GridFlow``.
  private func iterate(_ step: inout GridStep) -> Termination {
    for _ in 0..<iterationLimit {
      if Task.isCancelled { return .cancelled }
      let change = step.newtonStep()
      let growth = ParallelLoop.dot(step.residual, change)
      if growth <= tolerance * step.squaredDistance { return .converged }
      step.iterations += 1
      if !step.search(along: change, growth: growth) { return .stalled }
    }
    return .iterationLimit
  }

  private var energy: FreeEnergy {
    get throws(TransportError) {
      let kinetic = ScalarPotential(
        "p^2/2", convexity: 0, value: { $0[1] * $0[1] / 2 }, gradient: { [0, $0[1]] })
      return try .potential(kinetic) + .entropy(temperature)
    }
  }

  private func frame(
    _ values: [Double], stretch: Double
  ) throws(TransportError) -> GridDensity {
    let (lower, upper) = (grid.box.lower, grid.box.upper)
    let box = try Box(
      lower: [stretch * lower[0], lower[1]], upper: [stretch * upper[0], upper[1]])
    return try GridDensity(shape: grid.shape, box: box, values: values.map { $0 / stretch })
  }
}
