/// A flow problem on one grid, in its frame.
struct FlowProblem {
  let source: GridDensity
  let target: GridDensity
  let frame: FlowFrame
  let grid: StaggeredGrid
  /// Both densities in the frame, of one mass.
  let start: [Double]
  let end: [Double]
  /// The mass of one time's densities, as the sum over cells.
  let cellSum: Double

  /// - Parameter distance: about how far the mass travels.
  init(_ source: GridDensity, _ target: GridDensity, solver: BenamouBrenier, distance: Double) {
    self.source = source
    self.target = target
    let unit = FlowFrame(
      length: distance, density: FlowFrame.densityUnit(source.values, target.values))
    frame = unit
    grid = StaggeredGrid(
      shape: source.shape, sides: source.box.sides.map { $0 / distance },
      isPeriodic: solver.sides == .periodic, timeSteps: solver.timeSteps)
    start = unit.scaled(source.values)
    let ratio = source.mass / target.mass
    end = unit.scaled(target.values).map { $0 * ratio }
    cellSum = start.compensatedSum()
  }

  /// What brings an action to the units of the problem.
  var actionUnit: Double {
    source.box.sides.indices.reduce(frame.density * frame.potential) { unit, _ in
      unit * frame.length
    }
  }

  /// Densities and potential in the problem's units, in this frame.
  func flowStart(_ state: DynamicState) -> FlowStart {
    let density = grid.nodeArray()
    let cells = grid.cells
    density.write(start)
    density.write(end, at: grid.timeSteps * cells)
    for k in 1..<max(1, grid.timeSteps) {
      let values = state.density[k * cells..<(k + 1) * cells].map { max($0 / frame.density, 0) }
      let sum = values.compensatedSum()
      density.write(sum > 0 ? values.map { $0 * (cellSum / sum) } : start, at: k * cells)
    }
    let potential = grid.centreArray()
    potential.write(state.potential.map { $0 / frame.potential })
    return FlowStart(density: density, potential: potential)
  }
}

/// Densities at time nodes and a potential at time centres, in the units of the problem.
struct DynamicState {
  var shape: [Int]
  var timeSteps: Int
  var density: [Double]
  var potential: [Double]

  /// The mixture of both ends, and no motion.
  static func mixture(_ source: GridDensity, _ target: GridDensity, timeSteps: Int) -> DynamicState
  {
    let density = (0...timeSteps).flatMap { k -> [Double] in
      let t = Double(k) / Double(timeSteps)
      return zip(source.values, target.values).map { (1 - t) * $0 + t * $1 }
    }
    return DynamicState(
      shape: source.shape, timeSteps: timeSteps, density: density,
      potential: [Double](repeating: 0, count: timeSteps * source.count))
  }
}

extension DynamicState {
  /// The same on another grid of the same box: densities linearly, which keeps them nonnegative,
  /// the potential by cubics.
  func resampled(shape finer: [Int], timeSteps steps: Int, isPeriodic: Bool) -> DynamicState {
    var (density, potential, extents) = (density, potential, shape)
    for k in shape.indices where shape[k] != finer[k] {
      let inner = extents[(k + 1)...].reduce(1, *)
      let ends: LineResampling.Ends = isPeriodic ? .wrapped : .mirrored
      density = LineResampling(from: extents[k], to: finer[k], points: 2, ends: ends)
        .apply(density, inner: inner)
      potential = LineResampling(from: extents[k], to: finer[k], points: 4, ends: ends)
        .apply(potential, inner: inner)
      extents[k] = finer[k]
    }
    if steps != timeSteps {
      let cells = finer.reduce(1, *)
      density = LineResampling(nodesFrom: timeSteps, to: steps).apply(density, inner: cells)
      potential = LineResampling(from: timeSteps, to: steps, points: 4, ends: .extrapolated)
        .apply(potential, inner: cells)
    }
    return DynamicState(shape: finer, timeSteps: steps, density: density, potential: potential)
  }
}
