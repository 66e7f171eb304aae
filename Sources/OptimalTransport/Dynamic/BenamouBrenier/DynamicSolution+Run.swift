extension DynamicSolution {
  /// Collects what a run has found, in the units of the problem.
  init(
    _ run: DynamicRun, sides: HelmholtzDecomposition.Boundary, termination: Termination,
    seconds: Double
  ) {
    let (problem, grid, frame) = (run.problem, run.problem.grid, run.problem.frame)
    let (flow, phi) = (run.flow!, run.potential!)
    path = Self.path(flow.flow.density, problem)
    momentum = (0..<grid.dimension).map { axis in
      let start = axis * grid.centreCount
      return flow.flow.momentum.array(start..<start + grid.centreCount).map {
        $0 * frame.momentum
      }
    }
    func slab(_ k: Int) -> [Double] {
      phi.values.array(k * grid.cells..<(k + 1) * grid.cells).map { $0 * frame.potential }
    }
    potential = (0..<grid.timeSteps).map(slab)
    initialPotential = phi.initial(grid).map { $0 * frame.potential }
    finalPotential = phi.final(grid).map { $0 * frame.potential }
    certificate = run.certificate
    action = certificate.upperBound / 2
    residuals = DynamicResiduals(flow.flow, phi, grid)
    self.termination = termination
    iterations = run.iterations
    self.seconds = seconds
    trace = run.trace
    self.sides = sides
  }

  /// The frames, with the data themselves at both ends.
  private static func path(
    _ density: PaddedArray<Double>, _ problem: FlowProblem
  ) -> DensityPath {
    let grid = problem.grid
    let frames = (0...grid.timeSteps).map { k -> GridDensity in
      if k == 0 { return problem.source }
      if k == grid.timeSteps { return problem.target }
      let values = density.array(k * grid.cells..<(k + 1) * grid.cells)
      return try! GridDensity(
        shape: grid.shape, box: problem.source.box,
        values: values.map { $0 * problem.frame.density })
    }
    let times = (0...grid.timeSteps).map { Double($0) / Double(grid.timeSteps) }
    return try! DensityPath(times: times, frames: frames)
  }

  /// What another solve starts from.
  var state: DynamicState {
    DynamicState(
      shape: path.shape, timeSteps: timeSteps, density: path.frames.flatMap(\.values),
      potential: potential.flatMap { $0 })
  }
}

extension DynamicResiduals {
  init(_ flow: StaggeredFlow, _ potential: FeasiblePotential, _ grid: StaggeredGrid) {
    continuity = Self.continuity(flow, grid)
    let actions = grid.stepActions(flow)
    let mean = actions.compensatedSum() * grid.tau
    let largest = actions.map { abs($0 - mean) }.max() ?? 0
    actionVariation = mean > 0 ? largest / mean : 0
    let defect = Self.hamiltonJacobi(flow.density, potential, grid)
    hamiltonJacobi = mean > 0 ? defect / mean : 0
  }

  private static func continuity(_ flow: StaggeredFlow, _ grid: StaggeredGrid) -> Double {
    let defect = grid.continuityDefect(flow)
    var (largest, scale) = (0.0, 0.0)
    for c in 0..<grid.centreCount { largest = max(largest, abs(defect[c])) }
    for c in 0..<grid.nodeCount {
      scale = max(scale, flow.density[c] * Double(grid.timeSteps))
    }
    for axis in 0..<grid.dimension {
      for c in grid.start(axis, 0)..<grid.start(axis + 1, 0) {
        scale = max(scale, abs(flow.momentum[c]) / grid.steps[axis])
      }
    }
    return scale > 0 ? largest / scale : 0
  }

  private static func hamiltonJacobi(
    _ density: PaddedArray<Double>, _ potential: FeasiblePotential, _ grid: StaggeredGrid
  ) -> Double {
    let (phi, energy, cells) = (potential.values, potential.hamiltonian, grid.cells)
    var sum = 0.0
    for c in 0..<(grid.timeSteps - 1) * cells {
      let rate = (phi[c + cells] - phi[c]) * Double(grid.timeSteps)
      sum += density[c + cells] * abs(rate + 0.5 * (energy[c] + energy[c + cells]))
    }
    return sum * grid.tau * grid.cellVolume
  }
}
