import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Second-order steps of flows` {
  private func final(
    _ energy: FreeEnergy, from start: QuantileProfile, steps: Int, _ stepping: FlowStepping
  ) throws -> QuantileProfile {
    let flow = try QuantileFlow(energy, timeStep: 0.5 / Double(steps))
    return try FlowRun(flow, duration: 0.5, stepping: stepping, frames: .times([0.5])).run(
      from: start
    ).final
  }

  /// The slopes of the errors in log tau, for 16 ... 128 steps.
  private func slopes(
    _ energy: FreeEnergy, from start: QuantileProfile, exact: Double, _ stepping: FlowStepping,
    _ measure: (QuantileProfile) -> Double
  ) throws -> [Double] {
    let errors = try [16, 32, 64, 128].map {
      abs(measure(try final(energy, from: start, steps: $0, stepping)) - exact)
    }
    return zip(errors, errors.dropFirst()).map { log2($0 / $1) }
  }

  /// Discrete profiles obey the equations of their scales exactly, so only the step is in the
  /// error; slopes approach their limits with O(tau).
  private func expectOrders(
    _ energy: FreeEnergy, from start: QuantileProfile, exact: Double,
    _ measure: (QuantileProfile) -> Double
  ) throws {
    let first = try slopes(energy, from: start, exact: exact, .fixed, measure)
    #expect(first.allSatisfy { abs($0 - 1) < 0.1 } && abs(first[2] - 1) < 0.03, "\(first)")
    let second = try slopes(energy, from: start, exact: exact, .secondOrder, measure)
    #expect(second.allSatisfy { abs($0 - 2) < 0.25 } && abs(second[2] - 2) < 0.08, "\(second)")
  }

  @Test func `Ornstein and Uhlenbeck's flow has slopes 1 and 2`() throws {
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
    let exact = 0.16 * exp(-1) + 1 - exp(-1)
    let start = try discreteGaussian(16, deviation: 0.4)
    try expectOrders(energy, from: start, exact: exact, \.variance)
  }

  @Test func `McKean and Vlasov's flow has slopes 1 and 2`() throws {
    let (k, a, beta) = (0.5, 1.5, 2.0)
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: k)) + .entropy(1 / beta)
      + .interaction(.quadratic(strength: a))
    let (decay, limit) = (exp(-2 * (k + a) * 0.5), 1 / (beta * (k + a)))
    let start = try discreteGaussian(6, deviation: 1.2, mean: 1)
    try expectOrders(
      energy, from: start, exact: 1.44 * decay + limit * (1 - decay), \.variance)
    try expectOrders(energy, from: start, exact: exp(-k * 0.5), \.mean)
  }

  @Test func `Barenblatt's flow has slopes 1 and 2`() throws {
    // Profiles of rho_t = lap rho^2 dilate: l' l^2 = F1 / m2 with the moments of the discrete
    // profile.
    let confined = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .power(2, 1)
    let start = try QuantileFlow(confined, timeStep: 1e6).run(
      from: discreteGaussian(16), steps: 4
    ).states[4]
    let inner = zip(start.masses, start.densities).map { $0 * $1 }.reduce(0, +)
    let exact = cbrt(1 + 3 * 0.5 * inner / start.variance)
    let last = start.nodes[16]
    try expectOrders(.power(2, 1), from: start, exact: exact) { $0.nodes[16] / last }
  }

  @Test func `The energy and the last step's cost fall together`() throws {
    let well = ScalarPotential.line(
      "(x^2 - 1)^2", convexity: -4, value: { pow($0 * $0 - 1, 2) },
      slope: { 4 * $0 * ($0 * $0 - 1) }, curvature: { 12 * $0 * $0 - 4 })
    let energy = try FreeEnergy.potential(well) + .entropy(0.1)
    let tau = 0.05
    let run = try FlowRun(
      QuantileFlow(energy, timeStep: tau), duration: 3, stepping: .secondOrder)
    let history = try run.run(from: discreteGaussian(40, deviation: 0.1, mean: 0.1))
    // The first is a proximal step; F + D^2 / (4 tau) falls from there on.
    var before = history.initialEnergy
    for step in history.steps {
      let modified = step.energy + step.distance * step.distance / (4 * tau)
      #expect(modified <= before + step.gap / tau + 1e-13 && step.termination == .converged)
      before = modified
    }
  }

  @Test func `Points of space step to second order`() throws {
    // x' = -x^3 from 1 is (1 + 2t)^(-1/2).
    let quartic = ScalarPotential.line(
      "x^4/4", convexity: 0, value: { pow($0, 4) / 4 }, slope: { pow($0, 3) },
      curvature: { 3 * $0 * $0 })
    let errors = try [20, 40, 80].map { n in
      let flow = try ProximalPoint(quartic, timeStep: 1 / Double(n))
      let history = try FlowRun(flow, duration: 1, stepping: .secondOrder).run(
        from: EuclideanPoint([1]))
      return abs(history.final.coordinates[0] - 1 / 3.0.squareRoot())
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(log2(coarse / fine) - 2) < 0.15)
    }
  }
}
