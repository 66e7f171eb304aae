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
    /// Twice what the objective, C_h / 2 + g h F, has left, to second order.
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
    let problem = try GridFlowProblem(energy, grid: frame)
    var step = GridStep(problem, from: frame.values, timeStep: friction * h)
    let termination = step.run(tolerance: tolerance, iterationLimit: iterationLimit)
    return Minimum(
      density: step.density.map { $0 * stretch }, squaredDistance: step.squaredDistance,
      gap: missing(step, problem), iterations: step.iterations, termination: termination)
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

  /// r'L^-1 r of the masses that the map misses.
  private func missing(_ step: GridStep, _ problem: GridFlowProblem) -> Double {
    let zeros = [Double](repeating: 0, count: step.before.count)
    let transport = TransportOperator(
      axes: problem.axes, potential: step.potential, masses: zeros, density: step.before,
      isVacuum: step.before.map { $0 == 0 })
    return max(0, ParallelLoop.dot(step.residual, transport.solve(step.residual)))
  }
}
