import Foundation
import Testing

@testable import OptimalTransport

/// Heat on the strip 0 < x < 1 between a side that reflects and one that absorbs.
@Suite struct `Entropic flows through exits` {
  /// cos(pi x / 2) on the strip, nothing in the exits beyond it, which are as long.
  private func start(_ n: Int) throws -> GridDensity {
    try GridDensity(
      shape: [2 * n], box: Box(lower: [0], upper: [2]),
      values: (0..<2 * n).map { $0 < n ? cos(.pi / 2 * (Double($0) + 0.5) / Double(n)) : 0 })
  }

  private func exits(_ n: Int) -> [Bool] { (0..<2 * n).map { $0 >= n } }

  /// The mass that is left after a time of 0.4, as a part of the start's.
  private func massLeft(_ n: Int, timeStep: Double) throws -> Double {
    let start = try start(n)
    let energy = try FreeEnergy.entropy(1)
    let flow = try EntropicGridFlow(
      energy, timeStep: timeStep, domain: FlowDomain(exits: exits(n)))
    let stepper = try flow.stepper(for: start)
    var (state, departed) = (start, 0.0)
    for k in 0..<Int((0.4 / timeStep).rounded()) {
      let step = try stepper.detailed(from: state, time: Double(k) * timeStep)
      departed += step.departedMass
      state = step.density
      #expect(step.record.termination == .converged && step.departedMass > 0)
      // F is that of what is left, and what is left is what did not leave: all to rounding.
      #expect(abs(step.record.energy - (try energy.value(of: state))) < 1e-13)
      #expect(abs(state.mass + departed - start.mass) < 1e-12)
    }
    return state.mass / start.mass
  }

  @Test func `An exit absorbs, to the order of the root of the step`() throws {
    // The cosine decays as exp(-(pi / 2)^2 t). What goes out and comes back within a step stays,
    // which moves the absorbing end outwards by about (theta tau)^(1/2).
    let exact = exp(-pow(.pi / 2, 2) * 0.4)
    let errors = try [0.04, 0.01, 0.0025].map { try massLeft(48, timeStep: $0) - exact }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      // The next order is tau.
      #expect(abs(coarse / fine - 2) < 0.15)
    }
    // Extrapolated in the root of tau an error of order tau is left: the product of the roots.
    #expect(abs(2 * errors[2] - errors[1]) < 0.1 * 0.05)
  }

  @Test func `Between walls it is the strip again`() throws {
    let (n, tau) = (16, 0.04)
    let line = try start(n)
    let epsilon = 2.0 / Double(n * n)
    let plain = try EntropicGridFlow(
      .entropy(1), timeStep: tau, domain: FlowDomain(exits: exits(n)), epsilon: epsilon,
      tolerance: 1e-11)
    // A corridor of one cell in a box of three, whose cells are one wide.
    let shape = [2 * n, 3]
    let walls = try Obstacles(shape: shape, isBlocked: (0..<6 * n).map { $0 % 3 != 1 })
    let domain = try FlowDomain(
      walls: walls, exits: (0..<6 * n).map { $0 / 3 >= n && $0 % 3 == 1 }, reach: 2)
    let corridor = try EntropicGridFlow(
      .entropy(1), timeStep: tau, domain: domain, epsilon: epsilon, tolerance: 1e-11)
    let wide = try GridDensity(
      shape: shape, box: Box(lower: [0, 0], upper: [2, 3]),
      values: (0..<6 * n).map { $0 % 3 == 1 ? line.values[$0 / 3] : 0 })
    let (a, b) = (try plain.run(from: line, steps: 3), try corridor.run(from: wide, steps: 3))
    for i in 0..<2 * n {
      #expect(abs(a.states[3].values[i] - b.states[3].values[3 * i + 1]) < 1e-9)
    }
    for (one, other) in zip(a.steps, b.steps) {
      #expect(abs(one.energy - other.energy) < 1e-9 && abs(one.distance - other.distance) < 1e-9)
    }
  }
}
