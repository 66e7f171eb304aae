import Foundation
import Testing

@testable import OptimalTransport

/// The least energy of a flow, reached by steps so long that each is nearly the minimum itself.
private func minimum(_ energy: FreeEnergy, from start: QuantileProfile) throws -> QuantileProfile {
  let flow = try QuantileFlow(energy, timeStep: 1e6)
  return try flow.run(from: start, steps: 4).states.last!
}

private func uniformStart(_ cells: Int) throws -> QuantileProfile {
  try QuantileProfile(
    nodes: (0...cells).map { 2 * Double($0) / Double(cells) - 1 },
    masses: [Double](repeating: 1 / Double(cells), count: cells))
}

private func scaled(_ p: QuantileProfile, by s: Double, shift: Double = 0) throws
  -> QuantileProfile
{
  try QuantileProfile(nodes: p.nodes.map { s * $0 + shift }, masses: p.masses)
}

@Suite struct `Flows on the line` {
  /// The minimum of entropy and |x|^2/2: the Gaussian of this space of densities. Its variance is 1
  /// exactly: the virial identity sum p_i X_i = 0 holds in the discrete space too.
  private func discreteGaussian(_ cells: Int) throws -> QuantileProfile {
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
    return try minimum(energy, from: uniformStart(cells))
  }

  @Test func `The discrete Gaussian has variance 1`() throws {
    let gaussian = try discreteGaussian(200)
    #expect(abs(gaussian.variance - 1) < 1e-12)
    #expect(abs(gaussian.mean) < 1e-12)
  }

  @Test func `A step of a Gaussian is the closed form to rounding`() throws {
    let (k, beta, tau) = (0.7, 2.0, 0.3)
    let (mean, deviation) = (1.4, 0.5)
    let start = try scaled(discreteGaussian(200), by: deviation, shift: mean)
    let energy = try FreeEnergy.potential(.quadratic(stiffness: k)) + .entropy(1 / beta)
    let (state, record) = try QuantileFlow(energy, timeStep: tau).step(from: start)
    let q = 1 + tau * k
    let expected = (deviation + sqrt(deviation * deviation + 4 * tau * q / beta)) / (2 * q)
    // Newton's method stops at rounding of J, so nodes are right to its square root at worst; the
    // quadratic convergence makes them right to rounding.
    #expect(abs(state.mean - mean / q) < 1e-12)
    #expect(abs(state.variance.squareRoot() - expected) < 1e-11)
    #expect(record.gap < 1e-20 && record.termination == .converged)
    #expect(abs(record.slope - record.distance / tau) < 1e-10)
  }

  @Test func `Attraction to the mean stiffens the variance and not the mean`() throws {
    let (k, a, beta, tau, deviation) = (0.5, 1.5, 4.0, 0.2, 0.8)
    let start = try scaled(discreteGaussian(60), by: deviation, shift: 2)
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: k)) + .entropy(1 / beta)
      + .interaction(.quadratic(strength: a))
    let (state, record) = try QuantileFlow(energy, timeStep: tau).step(from: start)
    let q = 1 + tau * (k + a)
    let expected = (deviation + sqrt(deviation * deviation + 4 * tau * q / beta)) / (2 * q)
    #expect(abs(state.mean - 2 / (1 + tau * k)) < 1e-12)
    #expect(abs(state.variance.squareRoot() - expected) < 1e-11)
    #expect(record.termination == .converged)
  }

  @Test(arguments: [2.0, 3, 1.5, 0.6]) func `A step of a Barenblatt profile is a dilation`(
    _ m: Double
  ) throws {
    let tau = 0.25
    let confined = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .power(m, 1)
    let profile = try minimum(confined, from: uniformStart(100))
    let diffusion = try FreeEnergy.power(m, 1)
    let (state, _) = try QuantileFlow(diffusion, timeStep: tau).step(from: profile)
    // (l - 1) m2 / tau = (m - 1) F1 l^(-m), with the moments of the discrete profile.
    let ratio = state.nodes[100] / profile.nodes[100]
    let density = profile.densities
    let inner = zip(profile.masses, density).map { $0 * pow($1, m - 1) / (m - 1) }.reduce(0, +)
    let residual = (ratio - 1) * profile.variance / tau - (m - 1) * inner * pow(ratio, -m)
    #expect(abs(residual) < 1e-10)
    for (x, y) in zip(profile.nodes, state.nodes) { #expect(abs(y - ratio * x) < 1e-10) }
  }

  @Test func `The energy falls by more than the move costs`() throws {
    let well = ScalarPotential.line(
      "(x^2 - 1)^2", convexity: -4, value: { pow($0 * $0 - 1, 2) },
      slope: { 4 * $0 * ($0 * $0 - 1) }, curvature: { 12 * $0 * $0 - 4 })
    let energy = try FreeEnergy.potential(well) + .entropy(0.3)
    let solution = try QuantileFlow(energy, timeStep: 0.05).run(from: uniformStart(80), steps: 60)
    var before = solution.initialEnergy
    for step in solution.steps {
      #expect(step.energy + step.distance * step.distance / 0.1 <= before + step.gap / 0.05 + 1e-13)
      #expect(step.termination == .converged)
      before = step.energy
    }
  }

  @Test func `A double well ends at its Gibbs density`() throws {
    let well = ScalarPotential.line(
      "(x^2 - 1)^2", convexity: -4, value: { pow($0 * $0 - 1, 2) },
      slope: { 4 * $0 * ($0 * $0 - 1) }, curvature: { 12 * $0 * $0 - 4 })
    let energy = try FreeEnergy.potential(well) + .entropy(0.5)
    let flow = try QuantileFlow(energy, timeStep: 0.2)
    let uniform = try QuantileProfile(
      LineLaw(density: { _ in 1 }, from: -1, to: 1), cells: 400)
    let final = try flow.run(from: uniform, steps: 100).states.last!
    let box = try Box(lower: [-2.5], upper: [2.5])
    let found = try final.density(cells: 256, box: box)
    let gibbs = try LineLaw(density: { exp(-pow($0 * $0 - 1, 2) / 0.5) }, from: -2.5, to: 2.5)
    let exact = try gibbs.discretized(shape: [256], box: box).density
    let error = zip(found.values, exact.values).map { abs($0 - $1) }.reduce(0, +) * 5 / 256
    #expect(error < 1e-3)
  }

  @Test func `Fokker-Planck is met at first order in the step`() throws {
    // The variance of the discrete Ornstein-Uhlenbeck flow against e^{-2t} s^2 + (1 - e^{-2t}).
    let start = try scaled(discreteGaussian(50), by: 0.4)
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
    let exact = 0.16 * exp(-1) + 1 - exp(-1)
    let errors = try [16, 32, 64].map { n in
      let flow = try QuantileFlow(energy, timeStep: 0.5 / Double(n))
      return abs(try flow.run(from: start, steps: n).states[n].variance - exact)
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(log2(coarse / fine) - 1) < 0.05)
    }
  }

  @Test func `Walls keep the mass and end in the uniform density`() throws {
    let energy = try FreeEnergy.entropy(1)
    let start = try QuantileProfile(
      nodes: (0...40).map { 0.2 + 0.1 * Double($0) / 40 },
      masses: [Double](repeating: 1.0 / 40, count: 40))
    let flow = try QuantileFlow(energy, timeStep: 0.1, walls: 0...1)
    let solution = try flow.run(from: start, steps: 40)
    for profile in solution.states { #expect(profile.nodes[0] >= 0 && profile.nodes[40] <= 1) }
    let final = solution.states[40]
    for density in final.densities { #expect(abs(density - 1) < 1e-6) }
  }

  @Test func `A cap turns a crowd on a slope into a full block`() throws {
    let slope = ScalarPotential.line(
      "3 |x|", convexity: 0, value: { 3 * abs($0) }, slope: { $0 < 0 ? -3 : $0 > 0 ? 3 : 0 },
      curvature: { _ in 0 })
    let energy = try FreeEnergy.potential(slope) + .congestion(2)
    let flow = try QuantileFlow(energy, timeStep: 0.2)
    let solution = try flow.run(from: uniformStart(30), steps: 30)
    for profile in solution.states.dropFirst() {
      for density in profile.densities { #expect(density <= 2) }
    }
    // The block of density 2 and mass 1 about the foot of the slope.
    let final = solution.states[30]
    #expect(abs(final.nodes[0] + 0.25) < 1e-5 && abs(final.nodes[30] - 0.25) < 1e-5)
  }

  @Test func `An atom spreads as the heat kernel's step does`() throws {
    // From an atom the closed form gives s^2 = tau / beta.
    let start = try QuantileProfile(
      nodes: [Double](repeating: 3, count: 101), masses: [Double](repeating: 0.01, count: 100))
    let (state, _) = try QuantileFlow(FreeEnergy.entropy(0.5), timeStep: 0.08).step(from: start)
    #expect(abs(state.variance - 0.04) < 1e-11)
    #expect(abs(state.mean - 3) < 1e-12)
  }

  @Test func `A repelling and attracting crowd settles on its known profile`() throws {
    // U = z^2/2 - |z|: F' = x - m - (F(x) - 1/2) 2 / 2 = 0 for density 1/2 on a segment of length
    // 2.
    let energy = FreeEnergy.interaction(try .powers(attraction: 2, repulsion: 1))
    let errors = try [20, 40].map { n in
      let start = try scaled(uniformStart(n), by: 0.3)
      let final = try QuantileFlow(energy, timeStep: 0.5).run(from: start, steps: 60).states[60]
      return abs(final.nodes[n] - final.nodes[0] - 2)
    }
    // Two points of the same cell repel each other a little wrongly, which is first order.
    #expect(errors[0] < 0.06 && abs(log2(errors[0] / errors[1]) - 1) < 0.2)
  }

  @Test func `Cells of many sizes and one cell alone are fine`() throws {
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
    let one = try QuantileProfile(nodes: [0, 1], masses: [1])
    #expect(try QuantileFlow(energy, timeStep: 1).step(from: one).record.termination == .converged)
    let many = try QuantileProfile(nodes: [0, 0.1, 0.5, 2], masses: [1e-300, 1e-8, 1])
    let (state, record) = try QuantileFlow(energy, timeStep: 1).step(from: many)
    #expect(zip(state.nodes, state.nodes.dropFirst()).allSatisfy { $0 < $1 })
    #expect(record.energy.isFinite)
  }

  @Test func `Flows that are none are refused by name`() throws {
    #expect(throws: TransportError.self) { try FreeEnergy.entropy(-1) }
    #expect(throws: TransportError.self) { try FreeEnergy.power(0.3, 1) }
    #expect(throws: TransportError.self) { try FreeEnergy.power(1, 1) }
    #expect(throws: TransportError.self) { try FreeEnergy.congestion(0) }
    let energy = try FreeEnergy.entropy(1)
    #expect(throws: TransportError.self) { try QuantileFlow(energy, timeStep: 0) }
    #expect(throws: TransportError.self) { try QuantileFlow(energy, timeStep: 1, walls: 1...1) }
    let crowd = try QuantileFlow(FreeEnergy.congestion(1), timeStep: 1, walls: 0...0.5)
    #expect(throws: TransportError.self) { try crowd.step(from: uniformStart(4)) }
  }
}
