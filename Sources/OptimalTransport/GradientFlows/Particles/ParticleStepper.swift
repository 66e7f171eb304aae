/// The steps of a ``ParticleFlow``.
public struct ParticleStepper: FlowStepper {
  let flow: ParticleFlow
  let energy: ParticleEnergy
  private let lastDrive = LastDrive()

  init(flow: ParticleFlow, energy: ParticleEnergy) {
    self.flow = flow
    self.energy = energy
  }

  /// What drives the particles of a cloud: that of the last cloud is kept, as a step begins where
  /// the last one ended.
  func drive(_ points: Matrix, weights: [Double]) throws(TransportError) -> ParticleDrive {
    if let found = lastDrive.drive(points, weights) { return found }
    let drive = try energy.drive(points, weights: weights)
    lastDrive.keep(drive, points, weights)
    return drive
  }

  /// F, with the density values of the state.
  ///
  /// - Throws: `nonFinite` where V or U is not.
  public func energy(of state: ParticleState) throws(TransportError) -> Double {
    try energyEstimate(of: state).value
  }

  /// F and its standard error: that of the mean of dF/drho = V + U * rho + theta (log p + 1), of
  /// which F is made to first order.
  ///
  /// - Throws: `nonFinite` where V or U is not.
  public func energyEstimate(
    of state: ParticleState
  ) throws(TransportError) -> ParticleEstimate {
    let drive = try drive(state.points, weights: state.weights)
    let entropy = energy.temperature > 0 ? state.logDensities : state.logDensities.map { _ in 0 }
    let held = zip(drive.energyDensity, entropy).map { $0 + energy.temperature * $1 }
    let variation = zip(drive.potential, entropy).map { $0 + energy.temperature * $1 }
    let mass = state.mass
    return ParticleEstimate(
      value: compensatedDot(state.weights, held),
      standardError: mass * state.estimate(of: variation).standardError)
  }

  /// One step, whose noise depends on the seed and `index` alone.
  ///
  /// - Throws: `nonFinite` when V or U is not finite where the particles go; `notApplicable` when a
  ///   step leads out of the range of a Double.
  public func step(
    from state: ParticleState, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: ParticleState, record: ProximalStep) {
    let result = try detailedStep(from: state, index: index, time: time, timeStep: timeStep)
    return (result.state, result.record)
  }

  /// A step with what is known of its densities.
  ///
  /// - Throws: as ``step(from:index:time:timeStep:)``.
  public func detailedStep(
    from state: ParticleState, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> ParticleStep {
    if energy.temperature > 0 {
      return try NoisyStep(self, state, timeStep: timeStep, index: index).result(time: time)
    }
    return try DescentStep(self, state, timeStep: timeStep).result(time: time)
  }
}

/// A step of particles in detail.
public struct ParticleStep: Sendable {
  /// After the step.
  public let state: ParticleState
  /// What the step did.
  public let record: ProximalStep
  /// How the densities were found; nil without noise.
  public let density: DensityStep?
  let sampling: DensitySampling?

  /// The root mean square over the particles of the relative standard error of p that sampling
  /// leaves; nil without noise.
  ///
  /// Complexity: a pass over the pairs.
  public var densityError: Double? {
    guard let sampling, let density else { return nil }
    return sampling.relativeError(of: density)
  }
}
