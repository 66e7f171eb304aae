import OptimalTransport

/// What moves, where, and from where, with the equation that it solves.
struct FlowSetting {
  let setting: ReadyFlow.Setting
  let equation: String

  init(_ setting: ReadyFlow.Setting, equation: String) {
    (self.setting, self.equation) = (setting, equation)
  }

  /// A flow as a file writes it.
  ///
  /// - Throws: as the flow's and the start's initialisers.
  init(
    _ energy: FreeEnergy, _ space: FlowSpace, start: any Measure, schedule: FlowSchedule
  ) throws(TransportError) {
    let step = schedule.timeStep
    switch space {
    case .line(let cells, let walls):
      let flow = try QuantileFlow(
        energy, timeStep: step, walls: walls ?? -Double.infinity...Double.infinity)
      let profile = try QuantileProfile(start: start, cells: cells)
      self.init(.line(flow, start: profile), equation: energy.equation)
    case .grid(let grid):
      try self.init(energy, grid, from: GridDensity(start: start, on: grid), step)
    case .particles(let particles):
      let flow = try ParticleFlow(
        energy, timeStep: step, epsilon: particles.epsilon, seed: particles.seed)
      let state = try ParticleState(start: start, count: particles.count, seed: particles.seed)
      self.init(.particles(flow, start: state), equation: energy.equation)
    case .phase(let phase): try self.init(phase, start, step)
    case .phaseParticles(let particles): try self.init(particles, start, step)
    case .phaseGaussian(let oscillator): try self.init(oscillator, start, step)
    }
  }

  private init(
    _ energy: FreeEnergy, _ grid: FlowGrid, from start: GridDensity, _ step: Double
  ) throws(TransportError) {
    guard grid.isEntropic else {
      let axes = grid.isPeriodic ? Set(grid.shape.indices) : []
      let flow = try GridFlow(energy, timeStep: step, periodicAxes: axes)
      self.init(.grid(flow, start: start), equation: energy.equation)
      return
    }
    let domain = try grid.domain
    var energy = energy
    if let speed = grid.walkingSpeed {
      let way = try ExitDistance(domain, shape: grid.shape, box: grid.box)
      energy = .potential(try way.potential(speed: speed)) + energy
    }
    let flow = try EntropicGridFlow(
      energy, timeStep: step, domain: domain, epsilon: grid.epsilon)
    self.init(.entropic(flow, start: start), equation: energy.equation)
  }
}

extension FlowGrid {
  /// Walls, exits and sides.
  fileprivate var domain: FlowDomain {
    get throws(TransportError) {
      let walls = try obstacles.map { text throws(TransportError) in
        try Obstacles(shape: shape, isBlocked: cells(text))
      }
      return try FlowDomain(
        walls: walls, exits: exits.map { text throws(TransportError) in try cells(text) } ?? [],
        periodicAxes: isPeriodic ? Set(shape.indices) : [])
    }
  }

  /// The cells that a file marks, or where a formula is positive.
  private func cells(_ text: String) throws(TransportError) -> [Bool] {
    if MaskFile.extensions.contains(where: { text.hasSuffix("." + $0) }) {
      return try MaskFile.load(text, shape: shape)
    }
    let formula = try Expression(text, variables: .coordinates(shape.count))
    let places = try GridDensity(
      shape: shape, box: box, values: [Double](repeating: 1, count: shape.reduce(1, *))
    ).centers
    return (0..<places.rows).map { formula.evaluate(places.row($0)) > 0 }
  }
}

extension ParticleState {
  /// The points that a flow starts from; of a measure without points a sample.
  fileprivate init(start: any Measure, count: Int, seed: UInt64) throws(TransportError) {
    switch start {
    case let gaussian as Gaussian: try self.init(gaussian, count: count, seed: seed)
    case let cloud as PointCloud: self.init(cloud)
    default: self.init(try start.discretized(count: count, seed: seed))
    }
  }
}
