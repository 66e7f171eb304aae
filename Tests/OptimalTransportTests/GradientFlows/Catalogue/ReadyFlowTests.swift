import Foundation
import Testing

@testable import OptimalTransport

/// Every flow that ships, small.
private func shipped() throws -> [ReadyFlow] {
  [
    try .ornsteinUhlenbeck(cells: 40), try .doubleWell(cells: 40), try .plasma(cells: 40),
    try .plasma(strength: -1, temperature: 0.3, cells: 40),
    try .attractionRepulsion(cells: 24), try .opinion(cells: 24),
    try .kellerSegel(cells: 32), try .porousMedium(cells: 32),
    try .porousMedium(exponent: 3, cells: 32),
    try .fastDiffusion(cells: 32), try .hill(cells: 32), try .crowd(cells: 12),
    try .swarm(count: 60), try .network(width: 20),
    try .vlasovPoissonFokkerPlanck(cells: 16),
    try .vlasovPoissonFokkerPlanck(coupling: -0.1, cells: 16), try .kramers(cells: 24),
    try .oscillator(), try .collapse(count: 50),
  ]
}

/// By how much F may rise in a step that stops at its tolerance, and rounding.
private func largestExcess<Flow: ProximalFlow>(
  _ flow: Flow, _ start: Flow.Stepper.State, steps: Int, tolerance: Double
) throws -> Double {
  let solution = try flow.run(from: start, steps: steps)
  var (last, result) = (solution.initialEnergy, -Double.infinity)
  for step in solution.steps {
    let slack = tolerance * step.distance * step.distance / flow.timeStep + 1e-12 * abs(last)
    result = max(result, step.energy - last - slack)
    last = step.energy
  }
  return result
}

@Suite struct `Ready flows` {
  @Test func `The energy never rises in any of them`() throws {
    for example in try shipped() {
      let excess =
        switch example.setting {
        case .line(let flow, let start):
          try largestExcess(flow, start, steps: 40, tolerance: flow.tolerance)
        case .grid(let flow, let start):
          try largestExcess(flow, start, steps: 5, tolerance: flow.tolerance)
        case .mixed(let flow, let start):
          try largestExcess(flow, start, steps: 5, tolerance: flow.dissipative.tolerance)
        case .entropic(let flow, let start):
          try largestExcess(flow, start, steps: 5, tolerance: flow.tolerance)
        case .particles(let flow, let start):
          try largestExcess(flow, start, steps: 10, tolerance: flow.tolerance)
        case .network(let flow, let start):
          try largestExcess(flow, start, steps: 10, tolerance: flow.tolerance)
        case .phase(let flow, let start):
          try largestExcess(flow, start, steps: 20, tolerance: 0)
        case .kramers(let flow, let start):
          try largestExcess(flow, start, steps: 5, tolerance: flow.tolerance)
        case .linearKramers(let flow, let start):
          try largestExcess(flow, start, steps: 40, tolerance: 0)
        // Gravity alone keeps its energy.
        case .phaseParticles: 0.0
        }
      #expect(excess <= 0, "\(example.name) rises by \(excess)")
    }
  }

  @Test func `Each resumes to the bit after a cut at any step`() throws {
    func check<Flow: ProximalFlow>(_ flow: Flow, _ start: Flow.Stepper.State) throws {
      try expectSameBytes(FlowRun(flow, duration: 3 * flow.timeStep), from: start)
    }
    for example in try shipped() {
      switch example.setting {
      case .line(let flow, let start): try check(flow, start)
      case .grid(let flow, let start): try check(flow, start)
      case .mixed(let flow, let start): try check(flow, start)
      case .entropic(let flow, let start): try check(flow, start)
      case .particles(let flow, let start): try check(flow, start)
      case .network(let flow, let start): try check(flow, start)
      case .phase(let flow, let start): try check(flow, start)
      case .phaseParticles(let flow, let start): try check(flow, start)
      case .kramers(let flow, let start): try check(flow, start)
      case .linearKramers(let flow, let start): try check(flow, start)
      }
    }
  }

  @Test func `Each says what it is`() throws {
    let flows = try shipped()
    #expect(Set(flows.map(\.name)).count == 16)
    for flow in flows {
      #expect(flow.about.hasSuffix(".") && flow.duration > 0)
      #expect(!flow.equation.isEmpty)
      if let energy = flow.energy { #expect(energy.equation.hasPrefix("rho_t = ")) }
    }
  }

  @Test func `A wave in a plasma keeps its energy without friction, and a swarm its disc`() throws {
    guard case .phase(let flow, let start) = try ReadyFlow.landauDamping(cells: 32).setting else {
      return
    }
    // F is conserved by the equation; the splitting is off by O(tau^2) of the field's energy, which
    // is (amplitude / k)^2 / 4 of the mass, 1e-4.
    let wave = try FlowRun(flow, duration: 2, frames: .times([])).run(from: start)
    for step in wave.steps { #expect(abs(step.energy - wave.initialEnergy) < 1e-4 * start.mass) }

    guard case .particles(let points, let cloud) = try ReadyFlow.swarm(count: 150).setting else {
      return
    }
    let swarm = try FlowRun(points, duration: 6, frames: .times([])).run(from: cloud)
    // The disc of radius 1 has second moments 1/4; the outermost of n points lie n^-1/2 within.
    let cloudAtRest = swarm.final.cloud
    #expect(abs(cloudAtRest.covariance[0, 0] - 0.25) < 0.02)
    #expect(abs(cloudAtRest.covariance[1, 1] - 0.25) < 0.02)
  }

  @Test func `Opinions gather in clusters further apart than they heed`() throws {
    let example = try ReadyFlow.opinion(cells: 40)
    guard case .line(let flow, let start) = example.setting else { return }
    let history = try FlowRun(flow, duration: example.duration, frames: .times([])).run(from: start)
    #expect(history.steps.allSatisfy { $0.termination == .converged })
    let densities = history.final.densities
    let middles = history.final.nodes.dropLast()
    // Cells of a density above that of the start are in clusters.
    let places = zip(densities, middles).filter { $0.0 > 3 }.map(\.1)
    let gaps = zip(places.dropFirst(), places).map { $0 - $1 }.filter { $0 > 0.1 }
    #expect(!gaps.isEmpty && gaps.allSatisfy { $0 > 0.25 })
  }

  @Test func `Parameters that make no flow are refused`() throws {
    #expect(throws: TransportError.self) { try ReadyFlow.ornsteinUhlenbeck(stiffness: 0) }
    #expect(throws: TransportError.self) { try ReadyFlow.ornsteinUhlenbeck(cells: 1) }
    #expect(throws: TransportError.self) { try ReadyFlow.doubleWell(temperature: -1) }
    #expect(throws: TransportError.self) { try ReadyFlow.doubleWell(cells: 0) }
    #expect(throws: TransportError.self) { try ReadyFlow.hill(circulation: .nan) }
    #expect(throws: TransportError.self) { try ReadyFlow.kellerSegel(mass: 0) }
    #expect(throws: TransportError.self) { try ReadyFlow.porousMedium(exponent: 0.9) }
    #expect(throws: TransportError.self) { try ReadyFlow.fastDiffusion(exponent: 0.5) }
    #expect(throws: TransportError.self) { try ReadyFlow.opinion(range: 0) }
    #expect(throws: TransportError.self) { try ReadyFlow.attractionRepulsion(width: -1) }
    #expect(throws: TransportError.self) { try ReadyFlow.porousMedium(cells: 0) }
    #expect(throws: TransportError.self) { try ReadyFlow.crowd(door: 1) }
    #expect(throws: TransportError.self) { try ReadyFlow.crowd(cells: 2) }
    #expect(throws: TransportError.self) { try ReadyFlow.swarm(count: 0) }
    #expect(throws: TransportError.self) { try ReadyFlow.network(width: 0) }
    #expect(throws: TransportError.self) { try ReadyFlow.landauDamping(amplitude: 1) }
    #expect(throws: TransportError.self) { try ReadyFlow.vlasovPoissonFokkerPlanck(friction: -1) }
    #expect(throws: TransportError.self) { try ReadyFlow.kramers(temperature: 0) }
    #expect(throws: TransportError.self) { try ReadyFlow.oscillator(stiffness: .nan) }
    #expect(throws: TransportError.self) { try ReadyFlow.collapse(count: 0) }
  }
}
