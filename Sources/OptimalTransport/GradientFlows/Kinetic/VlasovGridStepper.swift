/// Takes the steps of a ``VlasovGridFlow``.
public struct VlasovGridStepper: FlowStepper {
  let equation: VlasovEquation
  let grid: GridDensity
  private let shift: PhaseShift
  let field: SelfConsistentField
  let langevin: LangevinStep
  /// U0 and -U0' at the positions.
  let potential: [Double]
  private let outerForce: [Double]
  let velocities: [Double]
  let cell: (width: Double, height: Double)

  init(_ equation: VlasovEquation, on start: PhaseDensity) throws(TransportError) {
    let grid = start.grid
    if equation.friction > 0 {
      try start.checkHoldsMaxwellian(temperature: equation.temperature)
    }
    (self.equation, self.grid) = (equation, grid)
    let (nx, nv) = (start.positions, start.velocities)
    cell = (grid.box.sides[0] / Double(nx), grid.box.sides[1] / Double(nv))
    velocities = grid.axis(1)
    shift = PhaseShift(positions: nx, velocities: nv)
    field = SelfConsistentField(
      shape: [nx], sides: [grid.box.sides[0]], coupling: equation.coupling)
    langevin = LangevinStep(
      velocities: velocities, velocityStep: cell.height, positions: nx,
      temperature: equation.temperature)
    let places = grid.axis(0)
    potential = places.map { equation.potential?.value([$0]) ?? 0 }
    outerForce = places.map { equation.outerForce([$0])[0] }
    try checkFinite(potential, argument: "potential at the positions")
    try checkFinite(outerForce, argument: "force at the positions")
  }

  /// One step; its random numbers are none.
  ///
  /// - Throws: `outOfRange` when more than 1e-3 of the mass stands at the walls of velocity;
  ///   `nonFinite` when forces or energies overflow.
  public func step(
    from state: PhaseDensity, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: PhaseDensity, record: ProximalStep) {
    let values = PaddedArray<Double>(repeating: 0, count: state.numbers.count)
    ParallelLoop.run(count: values.count, grain: 1 << 15) { range in
      for i in range { values[i] = state.numbers[i] }
    }
    let flights = velocities.map { $0 * timeStep / 2 / cell.width }
    shift.flight(values, by: flights)
    let kicks = try forces(values).map { $0 * timeStep / 2 / cell.height }
    shift.kick(values, by: kicks)
    let (moved, part) = relax(values, over: equation.friction * timeStep)
    shift.kick(moved, by: kicks)
    shift.flight(moved, by: flights)
    let after = try PhaseDensity(
      GridDensity(
        shape: grid.shape, box: grid.box, values: (0..<moved.count).map { moved[$0] }))
    try after.checkWalls()
    let record = ProximalStep(
      time: time + timeStep, energy: try energy(of: after), distance: part.distance,
      slope: slope(of: after), gap: part.gap, iterations: 1, termination: .converged)
    return (after, record)
  }

  /// The Langevin part, its distance and its gap; nothing without friction.
  private func relax(
    _ values: PaddedArray<Double>, over time: Double
  ) -> (PaddedArray<Double>, (distance: Double, gap: Double)) {
    guard time > 0 else { return (values, (0, 0)) }
    let moved = langevin(values, over: time)
    let measured = langevin.measure(from: values, to: moved, over: time)
    let (g, width) = (equation.friction, cell.width)
    return (
      moved,
      ((measured.squaredDistance * width / g).squareRoot(), measured.excess * width / g)
    )
  }

  /// E - U0' at the positions.
  private func forces(_ values: PaddedArray<Double>) throws(TransportError) -> [Double] {
    let density = spatialDensity { values[$0] }
    let forces = zip(field(density)[0], outerForce).map { $0 + $1 }
    try checkFinite(forces, argument: "force at the positions")
    return forces
  }

  func spatialDensity(_ value: (Int) -> Double) -> [Double] {
    let n = velocities.count
    return (0..<grid.shape[0]).map { i in
      var sum = 0.0
      for j in 0..<n { sum += value(i * n + j) }
      return sum * cell.height
    }
  }
}
