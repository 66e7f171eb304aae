import Foundation
import Testing

@testable import OptimalTransport

/// A rough, positive density.
private func roughDensity(_ shape: [Int], seed: UInt64 = 7) throws -> GridDensity {
  var generator = SeededGenerator(seed: seed)
  return try GridDensity(
    shape: shape,
    values: (0..<shape.reduce(1, *)).map { _ in 0.2 + generator.uniform() })
}

private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// U = -K cos(2 pi z) on the circle of length one: Kuramoto's coupling.
private func kuramoto(_ strength: Double) -> InteractionKernel {
  InteractionKernel(
    "-\(strength) cos(2 pi z)", value: { -strength * cos(2 * .pi * $0[0]) },
    gradient: { [2 * .pi * strength * sin(2 * .pi * $0[0])] })
}

@Suite struct `Entropic flows on tori` {
  @Test func `Shifting the start shifts the end`() throws {
    let shape = [12, 9]
    let start = try roughDensity(shape)
    func shifted(_ values: [Double]) -> [Double] {
      values.indices.map { j in
        values[(j / 9 + 12 - 5) % 12 * 9 + (j % 9 + 9 - 2) % 9]
      }
    }
    let flow = try EntropicGridFlow(
      .entropy(0.3), timeStep: 0.02, domain: .torus(2), tolerance: 1e-12)
    let moved = try start.replacing(numbers: shifted(start.values))
    let (plain, other) = try (flow.run(from: start, steps: 2), flow.run(from: moved, steps: 2))
    // The iterations are the same but for rounding; both end within 1e-12 of the mass.
    #expect(largestDifference(shifted(plain.states[2].values), other.states[2].values) < 1e-9)
  }

  /// The part of a small cosine, of the period of the unit circle, that a step leaves.
  private func waveFactor(
    _ energy: FreeEnergy, _ correction: BlurCorrection, tau: Double, amplitude: Double
  ) throws -> Double {
    let start = try GridDensity(
      shape: [32], values: (0..<32).map { 1 + amplitude * cos(2 * .pi * (Double($0) + 0.5) / 32) })
    let flow = try EntropicGridFlow(
      energy, timeStep: tau, domain: .torus(1), correction: correction, tolerance: 1e-13)
    let end = try flow.run(from: start, steps: 1).states[1]
    return (end.values[0] - 1) / (start.values[0] - 1)
  }

  /// The eigenvalue of the kernel exp(-c / eps), eps = 2 h^2, over its sum, for that cosine.
  private var symbol: Double {
    let weights = (0..<32).map { exp(-pow(Double(min($0, 32 - $0)), 2) / 2) }
    return (0..<32).reduce(0) { $0 + weights[$1] * cos(2 * .pi * Double($1) / 32) }
      / weights.reduce(0, +)
  }

  @Test(arguments: BlurCorrection.allCases, [0.0, 0.15, 0.2, 0.3])
  func `A small wave decays by the closed form of the kernel's symbol`(
    _ correction: BlurCorrection, _ attraction: Double
  ) throws {
    let (theta, tau, amplitude) = (0.1, 0.05, 1e-5)
    let energy = try FreeEnergy.entropy(theta) + .interaction(kuramoto(attraction))
    let factor = try waveFactor(energy, correction, tau: tau, amplitude: amplitude)
    // From the optimality system, linear about the constant: log rho = r, log u = a, with
    // r A = eps (symbol a + log d), mu = (1 - symbol^2) a + symbol r, log d (1 + symbol) = r; the
    // interaction -K cos takes K / 2 from theta.
    let (epsilon, symbol) = (2.0 / (32 * 32), symbol)
    let spread = (1 - symbol * symbol) / symbol
    let slope = 2 * tau * (theta - attraction / 2) / epsilon
    let resistance =
      switch correction {
      case .none: 1 + slope
      case .firstOrder: 0.5 + slope
      case .selfTransport: 1 + slope - 1 / (1 + symbol)
      }
    let exact = 1 / (spread * resistance + symbol)
    // The second order of the amplitude, relative to it.
    #expect(abs(factor - exact) < 10 * amplitude)
    // It is the implicit step of the linear equation but for a part of order eps.
    let implicit = 1 / (1 + (theta - attraction / 2) * tau * 4 * .pi * .pi)
    #expect(
      abs(exact - implicit) < (correction == .none ? 0.05 : 0.002) * max(1, implicit * implicit))
    // K = 2 theta is critical: neither diffusion nor attraction wins, and the wave stays.
    if attraction == 2 * theta, correction == .selfTransport { #expect(abs(exact - 1) < 1e-12) }
    if correction != .none, attraction != 2 * theta {
      #expect((factor > 1) == (attraction > 2 * theta))
    }
  }

  @Test func `Above the critical strength a crowd gathers by the law of mean fields`() throws {
    // rho = exp(K r cos / theta) / Z with r = I1(K r / theta) / I0(K r / theta); sums over 32 cells
    // are the integrals to rounding, as the waves of that exponential fall below 1e-16.
    let (theta, strength, n) = (0.1, 0.3, 32)
    let cosines = (0..<n).map { cos(2 * .pi * (Double($0) + 0.5) / Double(n)) }
    func gibbs(_ order: Double) -> [Double] {
      let raw = cosines.map { exp(strength * order * $0 / theta) }
      return raw.map { $0 * Double(n) / raw.reduce(0, +) }
    }
    func order(_ density: [Double]) -> Double {
      zip(density, cosines).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
    }
    let exact = RootFinding.bracket(from: 0.3, to: 0.99) { order(gibbs($0)) - $0 }!.nonNegative
    let flow = try EntropicGridFlow(
      .entropy(theta) + .interaction(kuramoto(strength)), timeStep: 0.1, domain: .torus(1),
      correction: .selfTransport, tolerance: 1e-11)
    let rest = try GridDensity(shape: [n], values: gibbs(exact))
    let stay = try flow.run(from: rest, steps: 3)
    #expect(largestDifference(stay.states[3].values, rest.values) < 1e-8)
    // F = theta int rho log rho - K r^2 / 2, as the mean of cos(x - y) is r^2.
    let entropy = rest.values.reduce(0) { $0 + $1 * log($1) } / Double(n)
    let free = theta * entropy - strength * exact * exact / 2
    #expect(abs(try flow.stepper(for: rest).energy(of: rest) - free) < 1e-13)
    // From a slight unevenness the flow finds it: what is left falls by 1 / (1 + 4 pi^2 tau (K/2 -
    // theta)) = .84 a step at first, and at the end at a rate measured as .8.
    let uneven = try GridDensity(shape: [n], values: cosines.map { 1 + 0.3 * $0 })
    let run = try flow.run(from: uneven, steps: 60)
    #expect(abs(order(run.states[60].values) - exact) < 1e-5)
    for (before, after) in zip(run.steps, run.steps.dropFirst()) {
      #expect(after.energy <= before.energy + 1e-12)
      #expect(after.termination == .converged)
    }
  }

  @Test func `Interactions wrap along periodic axes alone, and shift with the density`() throws {
    let axes = GridAxis.all(shape: [6, 5], box: try Box(lower: [0, -1], upper: [3, 1]))
    let density = try roughDensity([6, 5]).values
    let kernel: ([Double]) -> Double = { exp(-$0[0] * $0[0]) + $0[1] * $0[1] }
    let field = try GridConvolution(axes: axes, periodicAxes: [0], kernel: kernel)
    let found = field(density)
    for i in 0..<30 {
      let exact = (0..<30).reduce(0.0) { sum, j in
        let steps = abs(i / 5 - j / 5)
        let z = [Double(min(steps, 6 - steps)) * 0.5, Double(i % 5 - j % 5) * 0.4]
        return sum + kernel(z) * density[j] * 0.2
      }
      #expect(abs(found[i] - exact) < 1e-12)
    }
    let shifted = (0..<30).map { density[($0 + 10) % 30] }
    let moved = field(shifted)
    for i in 0..<30 { #expect(abs(moved[i] - found[(i + 10) % 30]) < 1e-13) }
  }

  @Test func `A flow with an interaction shifts with its start`() throws {
    let start = try roughDensity([12])
    let bump = try InteractionKernel.gaussian(strength: -0.5, width: 0.2)
    let flow = try EntropicGridFlow(
      .entropy(0.2) + .interaction(bump), timeStep: 0.05, domain: .torus(1), tolerance: 1e-12)
    let shifted = { (v: [Double]) in v.indices.map { v[($0 + 5) % 12] } }
    let moved = try start.replacing(numbers: shifted(start.values))
    let (plain, other) = try (flow.run(from: start, steps: 2), flow.run(from: moved, steps: 2))
    // Both end within 1e-12 of the mass, some iterations later.
    #expect(largestDifference(shifted(plain.states[2].values), other.states[2].values) < 1e-9)
    #expect(plain.steps.allSatisfy { $0.termination == .converged && $0.gap < 1e-9 })
  }
}
