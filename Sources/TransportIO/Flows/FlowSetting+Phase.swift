import OptimalTransport

// Flows of positions and velocities.
extension FlowSetting {
  init(_ phase: FlowPhase, _ start: any Measure, _ step: Double) throws(TransportError) {
    let density = try PhaseDensity(
      GridDensity(start: start, on: FlowGrid(shape: phase.shape, box: phase.box)))
    let equation = phase.equation
    guard phase.isKinetic else {
      let flow = try VlasovGridFlow(equation, timeStep: step)
      self.init(.phase(flow, start: density), equation: equation.description)
      return
    }
    let free = try ScalarPotential.quadratic(stiffness: 0)
    let flow = try KramersGridFlow(
      potential: equation.potential ?? free, friction: equation.friction,
      temperature: equation.temperature, timeStep: step)
    self.init(.kramers(flow, start: density), equation: flow.equation)
  }

  init(
    _ particles: FlowPhaseParticles, _ start: any Measure, _ step: Double
  ) throws(TransportError) {
    let flow = try VlasovParticleFlow(
      particles.equation, field: particles.field, timeStep: step, seed: particles.seed)
    let points =
      if let cloud = start as? PointCloud { cloud } else {
        try start.discretized(count: particles.count, seed: particles.seed)
      }
    self.init(
      .phaseParticles(flow, start: try PhaseCloud(points, box: particles.box)),
      equation: particles.equation.formula(hasBackground: particles.box != nil))
  }

  init(
    _ oscillator: FlowOscillator, _ start: any Measure, _ step: Double
  ) throws(TransportError) {
    guard let law = start as? Gaussian else {
      throw .notApplicable(
        method: "phaseGaussian", reason: "the start is no Gaussian",
        remedy: "Start from a gaussian of positions and momenta, or let a phase density flow.")
    }
    let flow = try LinearKramersFlow(
      stiffness: oscillator.stiffness, friction: oscillator.friction,
      temperature: oscillator.temperature, timeStep: step)
    self.init(
      .linearKramers(flow, start: try KramersGaussian(law)), equation: flow.equation)
  }
}
