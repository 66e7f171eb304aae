import Foundation

/// Takes the steps of a ``KramersGridFlow``.
public struct KramersGridStepper: FlowStepper {
  private let flow: KramersGridFlow
  private let grid: GridDensity
  private let shift: PhaseShift
  private let proximal: KineticProximal
  /// V and -V' at the positions.
  private let potential: [Double]
  private let force: [Double]
  private let momenta: [Double]
  private let cell: (width: Double, height: Double)

  init(_ flow: KramersGridFlow, on start: PhaseDensity) throws(TransportError) {
    try start.checkHoldsMaxwellian(temperature: flow.temperature)
    (self.flow, grid) = (flow, start.grid)
    let (nq, np) = (start.positions, start.velocities)
    shift = PhaseShift(positions: nq, velocities: np)
    cell = (start.period / Double(nq), grid.box.sides[1] / Double(np))
    proximal = KineticProximal(
      grid: grid, friction: flow.friction, temperature: flow.temperature,
      tolerance: flow.tolerance, iterationLimit: flow.iterationLimit)
    momenta = grid.axis(1)
    potential = grid.axis(0).map { flow.potential.value([$0]) }
    force = grid.axis(0).map { -flow.potential.gradient([$0])[0] }
    try checkFinite(potential, argument: "potential at the positions")
    try checkFinite(force, argument: "force at the positions")
  }

  /// One step; time and index do not matter.
  ///
  /// - Throws: `outOfRange` when more than 1e-3 of the mass stands at the walls of momentum;
  ///   `nonFinite` when the energy overflows.
  public func step(
    from state: PhaseDensity, index: Int, time: Double, timeStep h: Double
  ) throws(TransportError) -> (state: PhaseDensity, record: ProximalStep) {
    let values = PaddedArray<Double>(repeating: 0, count: state.numbers.count)
    for (i, value) in state.numbers.enumerated() { values[i] = value }
    let flights = momenta.map { $0 * h / 2 / cell.width }
    shift.flight(values, by: flights)
    shift.kick(values, by: force.map { $0 * h / cell.height })
    let minimum = try proximal((0..<values.count).map { values[$0] }, timeStep: h)
    for (i, value) in minimum.density.enumerated() { values[i] = value }
    shift.flight(values, by: flights)
    let after = try state.replacing(numbers: (0..<values.count).map { values[$0] })
    try after.checkWalls()
    let record = ProximalStep(
      time: time + h, energy: try energy(of: after),
      distance: (minimum.squaredDistance / flow.friction).squareRoot(), slope: slope(of: after),
      gap: minimum.gap / flow.friction, iterations: minimum.iterations,
      termination: minimum.termination)
    return (after, record)
  }

  /// int (|p|^2/2 + V) rho + theta int rho log rho.
  ///
  /// - Throws: `nonFinite` where it overflows.
  public func energy(of state: PhaseDensity) throws(TransportError) -> Double {
    let (f, n) = (state.numbers, momenta.count)
    var sum = CompensatedSum()
    for i in f.indices where f[i] > 0 {
      let p = momenta[i % n]
      sum.add(f[i], times: p * p / 2 + potential[i / n] + flow.temperature * log(f[i]))
    }
    let energy = sum.value * cell.width * cell.height
    try checkFinite([energy], argument: "free energy")
    return energy
  }

  /// The root of g int |p + theta d_p log rho|^2 rho, by differences between neighbours.
  private func slope(of state: PhaseDensity) -> Double {
    let (f, n) = (state.numbers, momenta.count)
    var sum = CompensatedSum()
    for i in f.indices where (i + 1) % n != 0 {
      guard f[i] > 0, f[i + 1] > 0 else { continue }
      let p = (momenta[i % n] + momenta[i % n + 1]) / 2
      let rise = p + flow.temperature * log(f[i + 1] / f[i]) / cell.height
      sum.add((f[i] + f[i + 1]) / 2 * rise * rise)
    }
    return (flow.friction * sum.value * cell.width * cell.height).squareRoot()
  }
}
