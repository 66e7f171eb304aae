import Foundation

/// One step of drift and noise, and the density it leads to.
struct NoisyStep {
  private let stepper: ParticleStepper
  private let state: ParticleState
  private let timeStep: Double
  /// x - h grad (V + U * rho), and the same with noise.
  private let centers: Matrix
  private let nodes: Matrix
  private let drive: ParticleDrive
  private let epsilon: Double
  private var temperature: Double { stepper.energy.temperature }

  init(
    _ stepper: ParticleStepper, _ state: ParticleState, timeStep: Double, index: Int
  ) throws(TransportError) {
    self.stepper = stepper
    self.state = state
    self.timeStep = timeStep
    let before = try stepper.energy.drive(state.points, weights: state.weights).gradient
    let noise = ParticleNoise.normals(
      seed: stepper.flow.seed, step: index, count: state.count, dimension: state.dimension)
    let size = (2 * stepper.energy.temperature * timeStep).squareRoot()
    var (centers, nodes) = (state.points, state.points)
    for k in centers.elements.indices {
      centers.elements[k] -= timeStep * before.elements[k]
      nodes.elements[k] = centers.elements[k] + size * noise.elements[k]
    }
    if let k = nodes.elements.firstIndex(where: { !$0.isFinite }) {
      throw .notApplicable(
        method: "Euler-Maruyama",
        reason: "step \(index) of length \(timeStep) carries particle \(k / state.dimension) past "
          + "the range of a Double",
        remedy: "Take a shorter time step, or check that the potential confines.")
    }
    self.centers = centers
    self.nodes = nodes
    drive = try stepper.energy.drive(nodes, weights: state.weights)
    let cloud = try PointCloud(points: nodes, weights: state.weights)
    epsilon =
      stepper.flow.epsilon
      ?? max(stepper.energy.temperature * timeStep, KernelBandwidth(cloud).variance)
  }

  func result(time: Double) throws(TransportError) -> ParticleStep {
    let proximal = DensityProximal(
      uncheckedTemperature: max(0, temperature - epsilon / (2 * timeStep)), timeStep: timeStep,
      epsilon: epsilon, tolerance: stepper.flow.tolerance,
      iterationLimit: stepper.flow.iterationLimit)
    let logSources = sourceLogDensities()
    var iteration = ConeIteration(
      proximal, state.cloud, to: nodes,
      logVolumes: zip(state.weights, logSources).map { log($0) - $1 },
      potential: drive.potential, near: logSources)
    iteration.run()
    let density = iteration.step
    try checkFinite(density.logDensities, argument: "log density of particle")
    let next = ParticleState(
      uncheckedPoints: nodes, weights: state.weights, logDensities: density.logDensities)
    return ParticleStep(
      state: next, record: record(density, time: time), density: density,
      densityError: relativeError(density))
  }

  /// log q: the density that the nodes were drawn from, blurred by what eps exceeds the noise.
  private func sourceLogDensities() -> [Double] {
    let sums = GaussianSums(
      rows: centers, columns: nodes, variance: max(2 * temperature * timeStep, epsilon))
    let unit = sums.logNorm(dimension: state.dimension)
    return sums.columns(
      state.weights.map { log($0) }, near: state.logDensities.map { $0 + unit }
    ).map { $0 - unit }
  }

  private func record(_ density: DensityStep, time: Double) -> ProximalStep {
    let held = zip(drive.energyDensity, density.logDensities).map { $0 + temperature * $1 }
    let slope = slope(density)
    return ProximalStep(
      time: time + timeStep, energy: compensatedDot(state.weights, held),
      distance: timeStep * slope, slope: slope, gap: density.gap,
      iterations: density.iterations, termination: density.termination)
  }

  /// The norm of grad E + theta grad log p.
  ///
  /// The fixed point gives (h theta' + eps) grad log p = b_j - x_j - h grad E, with b_j the mean of
  /// the points that the plan brings to x_j and theta' the explicit temperature.
  private func slope(_ density: DensityStep) -> Double {
    let explicit = max(0, temperature - epsilon / (2 * timeStep))
    let scale = temperature / (timeStep * explicit + epsilon)
    let gradient = drive.gradient
    var squares = [Double](repeating: 0, count: state.count)
    for k in 0..<state.dimension {
      let origins = origins(density, axis: k)
      for j in squares.indices {
        let score = scale * (origins[j] - timeStep * gradient[j, k])
        let velocity = gradient[j, k] + score
        squares[j] += velocity * velocity
      }
    }
    return compensatedDot(state.weights, squares).squareRoot()
  }

  /// b_j - x_j along one axis.
  private func origins(_ density: DensityStep, axis: Int) -> [Double] {
    let sums = GaussianSums(rows: state.points, columns: nodes, variance: epsilon)
    let base = state.points[0, axis]
    let means = sums.columns(
      of: (0..<state.count).map { state.points[$0, axis] - base },
      rowLogs: zip(state.weights, density.logY).map { log($0) + $1 },
      columnLogs: density.logImage.map { -$0 })
    return means.indices.map { means[$0] - (nodes[$0, axis] - base) }
  }

  /// p_j is a sum over independent particles i of a_i y_i G_ij z_j, so its variance is about the
  /// sum of the squares: G^2 is the same kernel with half the variance.
  private func relativeError(_ density: DensityStep) -> Double {
    let sums = GaussianSums(rows: state.points, columns: nodes, variance: epsilon / 2)
    let squares = sums.columns(
      zip(state.weights, density.logY).map { 2 * (log($0) + $1) },
      near: density.logImage.map { 2 * $0 })
    let shares = zip(squares, density.logImage).map { exp($0 - 2 * $1) }
    return (compensatedDot(state.weights, shares) / state.mass).squareRoot()
  }
}
