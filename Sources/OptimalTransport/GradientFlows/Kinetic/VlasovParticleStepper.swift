import Foundation

/// Takes the steps of a ``VlasovParticleFlow``.
public struct VlasovParticleStepper: FlowStepper {
  let equation: VlasovEquation
  let seed: UInt64
  let field: ParticleField

  /// One step.
  ///
  /// - Throws: `nonFinite` when forces or energies overflow.
  public func step(
    from state: PhaseCloud, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: PhaseCloud, record: ProximalStep) {
    var positions = state.positions
    var velocities = state.velocities
    try fly(&positions, velocities, timeStep / 2, state.box)
    let force = try forces(positions, state.weights)
    kick(&velocities, force, timeStep / 2)
    let distance = relax(&velocities, state, index: index, timeStep: timeStep)
    kick(&velocities, force, timeStep / 2)
    try fly(&positions, velocities, timeStep / 2, state.box)
    let after = PhaseCloud(
      unchecked: positions, velocities, state.weights, state.box, state.mass)
    let record = ProximalStep(
      time: time + timeStep, energy: try energy(of: after), distance: distance,
      slope: slope(of: after), gap: equation.friction > 0 ? .infinity : 0, iterations: 1,
      termination: .converged)
    return (after, record)
  }

  /// The mechanical energy; particles have no entropy.
  ///
  /// - Throws: `nonFinite` when it overflows.
  public func energy(of state: PhaseCloud) throws(TransportError) -> Double {
    let energy = energies(of: state).mechanical
    try checkFinite([energy], argument: "energy")
    return energy
  }

  /// The parts of the energy.
  public func energies(of state: PhaseCloud) -> VlasovEnergy {
    let outer = equation.potential.map { potential in
      (0..<state.count).lazy.map {
        state.weights[$0] * potential.value(state.positions.row($0))
      }.compensatedSum()
    }
    return VlasovEnergy(
      kinetic: squares(state) / 2,
      field: field.energy(state.positions, state.weights),
      potential: outer ?? 0, entropy: 0)
  }

  /// int |v|^2.
  private func squares(_ state: PhaseCloud) -> Double {
    let (v, d) = (state.velocities.elements, state.dimension)
    return v.indices.lazy.map { state.weights[$0 / d] * v[$0] * v[$0] }.compensatedSum()
  }

  private func slope(of state: PhaseCloud) -> Double {
    let noise = Double(state.dimension) * equation.temperature * state.mass
    return (equation.friction * max(0, squares(state) - noise)).squareRoot()
  }

  /// E - grad U0 at the particles.
  private func forces(
    _ positions: Matrix, _ weights: [Double]
  ) throws(TransportError) -> Matrix {
    var result = field(positions, weights)
    if equation.potential != nil {
      let rows = ParallelLoop.map(count: positions.rows, grain: 256) {
        equation.outerForce(positions.row($0))
      }
      for (i, row) in rows.enumerated() {
        for k in row.indices { result[i, k] += row[k] }
      }
    }
    try checkFinite(result.elements, argument: "force at the particles")
    return result
  }

  private func fly(
    _ positions: inout Matrix, _ velocities: Matrix, _ time: Double, _ box: Box?
  ) throws(TransportError) {
    ParallelLoop.update(&positions.elements) { x, i in x + time * velocities.elements[i] }
    try checkFinite(positions.elements, argument: "positions after a flight")
    if let box { positions = PhaseCloud.wrapped(positions, box) }
  }

  private func kick(_ velocities: inout Matrix, _ force: Matrix, _ time: Double) {
    ParallelLoop.update(&velocities.elements) { v, i in v + time * force.elements[i] }
  }

  /// The exact Ornstein-Uhlenbeck transition; returns how far it moved the particles, over the root
  /// of g.
  private func relax(
    _ velocities: inout Matrix, _ state: PhaseCloud, index: Int, timeStep: Double
  ) -> Double {
    guard equation.friction > 0 else { return 0 }
    let time = equation.friction * timeStep
    let (decay, d) = (exp(-time), state.dimension)
    let spread = (-equation.temperature * expm1(-2 * time)).squareRoot()
    let before = velocities.elements
    let noise = ParticleNoise.normals(seed: seed, step: index, count: state.count, dimension: d)
    ParallelLoop.update(&velocities.elements) { v, i in decay * v + spread * noise.elements[i] }
    let after = velocities.elements
    let squares = before.indices.lazy.map { i in
      let way = after[i] - before[i]
      return state.weights[i / d] * way * way
    }
    return (squares.compensatedSum() / equation.friction).squareRoot()
  }
}
