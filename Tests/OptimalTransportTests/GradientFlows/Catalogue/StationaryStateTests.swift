import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Where flows come to rest` {
  /// The L1 distance on 256 cells from a density that is known up to its mass.
  private func error(
    of profile: QuantileProfile, from density: @escaping @Sendable (Double) -> Double,
    halfSide: Double
  ) throws -> Double {
    let box = try Box(lower: [-halfSide], upper: [halfSide])
    let law = try LineLaw(density: density, from: -halfSide, to: halfSide)
    let exact = try law.discretized(shape: [256], box: box).density
    return try profile.density(cells: 256, box: box).distance(to: exact)
  }

  private func end(
    _ energy: FreeEnergy, from start: QuantileProfile, timeStep: Double, steps: Int
  ) throws -> QuantileProfile {
    try QuantileFlow(energy, timeStep: timeStep).run(from: start, steps: steps).states[steps]
  }

  @Test func `A double well ends at Gibbs' density, on a grid of 256`() throws {
    let box = try Box(lower: [-2.5], upper: [2.5])
    let start = try LineLaw(density: { exp(-$0 * $0) }, from: -2.5, to: 2.5)
      .discretized(shape: [256], box: box).density
    let energy = try FreeEnergy.potential(.doubleWell) + .entropy(0.5)
    let flow = try GridFlow(energy, timeStep: 0.5, tolerance: 1e-9)
    let end = try flow.run(from: start, steps: 30).states[30]
    let gibbs = try LineLaw(density: { exp(-pow($0 * $0 - 1, 2) / 0.5) }, from: -2.5, to: 2.5)
      .discretized(shape: [256], box: box).density
    #expect(end.distance(to: gibbs) < 1e-3)
  }

  @Test func `Slow diffusion in a quadratic well ends at Barenblatt's profile`() throws {
    // 2 rho + x^2 / 2 = C and mass 1: radius cbrt 3. The outermost cells, where a uniform density
    // fits worst, hold O(1 / n^2) of the mass and are O(1 / n) wide.
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .power(2, 1)
    let radius = cbrt(3.0)
    let errors = try [100, 200].map { n in
      let start = try QuantileProfile(LineLaw(density: { _ in 1 }, from: -1, to: 1), cells: n)
      let profile = try end(energy, from: start, timeStep: 1e6, steps: 4)
      #expect(abs(profile.nodes[n] - radius) < 3 / Double(n))
      return try error(of: profile, from: { max(0, radius * radius - $0 * $0) / 4 }, halfSide: 2)
    }
    #expect(errors[1] < 1e-3 && errors[1] < 0.35 * errors[0], "\(errors)")
  }

  @Test func `Attraction and repulsion end in a segment of length 2, to rounding`() throws {
    guard case .line(let flow, let start) = try ReadyFlow.attractionRepulsion(cells: 20).setting
    else { return }
    // Distances from the uniform segment fall by 1 / (1 + tau) a step.
    let final = try QuantileFlow(flow.energy, timeStep: 5).run(from: start, steps: 20).states[20]
    for density in final.densities { #expect(abs(density - 0.5) < 1e-12) }
    #expect(abs(final.nodes[20] - final.nodes[0] - 2) < 1e-12)
  }

  @Test func `A gas under its own gravity ends as a sheet of sech^2`() throws {
    // theta rho' = -g (F - 1/2) rho: rho = g / (8 theta) sech^2(g x / (4 theta)).
    let (g, theta) = (2.0, 0.3)
    let energy =
      try FreeEnergy.entropy(theta)
      + .electricField(ElectricField(strength: -g, background: .none))
    let errors = try [200, 400].map { n in
      let start = try QuantileProfile(LineLaw(density: { _ in 1 }, from: -1, to: 1), cells: n)
      let final = try end(energy, from: start, timeStep: 2, steps: 40)
      return try error(
        of: final, from: { 1 / pow(cosh(g * $0 / (4 * theta)), 2) }, halfSide: 6)
    }
    #expect(errors[1] < 1e-3 && errors[1] < 0.6 * errors[0], "\(errors)")
  }

  @Test func `A quartic attraction against charges ends in a known parabola`() throws {
    // U = z^4/4 - |z| and mean 0: 3 (x^2 + m2) = 2 rho with m2 = int x^2 rho, on |x| <= a with
    // a^3 = sqrt 5 / (3 + sqrt 5).
    let quartic = InteractionKernel.radial(
      "|z|^4/4", convexity: 0, value: { pow($0, 4) / 4 }, slope: { pow($0, 3) },
      curvature: { 3 * $0 * $0 })
    let energy =
      try FreeEnergy.interaction(quartic)
      + .electricField(ElectricField(strength: 2, background: .none))
    let end = try self.end(
      energy, from: ReadyFlow.uniform(-0.5...0.5, cells: 60), timeStep: 2, steps: 60)
    let cube = 5.0.squareRoot() / (3 + 5.0.squareRoot())
    #expect(abs(end.nodes[60] - cbrt(cube)) < 1e-3 && abs(end.nodes[0] + cbrt(cube)) < 1e-3)
    let second = 0.6 * pow(cube, 5.0 / 3) / (1 - cube)
    #expect(abs(end.variance - second) < 1e-3)
    #expect(abs(end.densities[30] - 1.5 * second) < 1e-2)
  }
}
