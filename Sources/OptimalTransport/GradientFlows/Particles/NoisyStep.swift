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
  private let nodeBlocks: PointBlocks
  /// From the old points to the new, with the variance eps.
  private let sums: GaussianSums
  private var temperature: Double { stepper.energy.temperature }

  init(
    _ stepper: ParticleStepper, _ state: ParticleState, timeStep: Double, index: Int
  ) throws(TransportError) {
    self.stepper = stepper
    self.state = state
    self.timeStep = timeStep
    let before = try stepper.drive(state.points, weights: state.weights).gradient
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
    drive = try stepper.drive(nodes, weights: state.weights)
    let cloud = try PointCloud(points: nodes, weights: state.weights)
    epsilon =
      stepper.flow.epsilon
      ?? max(stepper.energy.temperature * timeStep, KernelBandwidth(cloud).variance)
    nodeBlocks = PointBlocks(nodes)
    sums = GaussianSums(
      rows: PointBlocks(state.points), columns: nodeBlocks, variance: epsilon)
  }

  func result(time: Double) throws(TransportError) -> ParticleStep {
    let proximal = DensityProximal(
      uncheckedTemperature: max(0, temperature - epsilon / (2 * timeStep)), timeStep: timeStep,
      epsilon: epsilon, tolerance: stepper.flow.tolerance,
      iterationLimit: stepper.flow.iterationLimit)
    let logSources = sourceLogDensities()
    var iteration = ConeIteration(
      proximal, masses: state.weights, sums,
      logVolumes: zip(state.weights, logSources).map { log($0) - $1 },
      potential: drive.potential, near: logSources)
    iteration.run()
    let density = iteration.step
    try checkFinite(density.logDensities, argument: "log density of particle")
    let next = ParticleState(
      uncheckedPoints: nodes, weights: state.weights, logDensities: density.logDensities)
    return ParticleStep(
      state: next, record: record(density, time: time), density: density,
      sampling: DensitySampling(masses: state.weights, sums: sums))
  }

  /// log q: the density that the nodes were drawn from, blurred by what eps exceeds the noise.
  private func sourceLogDensities() -> [Double] {
    let sums = GaussianSums(
      rows: PointBlocks(centers), columns: nodeBlocks,
      variance: max(2 * temperature * timeStep, epsilon))
    let logMasses = state.weights.map { log($0) }
    let guess = state.logDensities.map { $0 + sums.logNorm }
    let isSingleEnough = sums.singleError(logMasses, near: guess) <= stepper.flow.tolerance
    return sums.columns(logMasses, near: guess, precision: isSingleEnough ? .single : .double)
      .map { $0 - sums.logNorm }
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
    let (gradient, origins) = (drive.gradient, density.displacements)
    let squares = (0..<state.count).map { j in
      (0..<state.dimension).reduce(0.0) { sum, k in
        let score = scale * (origins[j, k] - timeStep * gradient[j, k])
        let velocity = gradient[j, k] + score
        return sum + velocity * velocity
      }
    }
    return compensatedDot(state.weights, squares).squareRoot()
  }
}
