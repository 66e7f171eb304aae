import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Grid flows with their own electric field` {
  @Test func `A small wave between walls decays by the factor of an implicit step`() throws {
    // To first order -tau (theta k^2 + s rho) times the wave after the step is its change.
    let (n, amplitude, tau, theta) = (64, 1e-3, 0.1, 0.1)
    let wave = (0..<n).map { cos(.pi * (Double($0) + 0.5) / Double(n)) }
    for strength in [4.0, -0.5] {
      let energy =
        try FreeEnergy.entropy(theta) + .electricField(ElectricField(strength: strength))
      let start = try GridDensity(shape: [n], values: wave.map { 1 + amplitude * $0 })
      let flow = try GridFlow(energy, timeStep: tau, tolerance: 1e-10)
      let end = try flow.run(from: start, steps: 1).states[1]
      let left = 2 / Double(n) * zip(end.values, wave).reduce(0) { $0 + $1.0 * $1.1 }
      let rate = tau * (theta * .pi * .pi + strength)
      // Second differences, averaged twice, see k^2 less by (k h)^2 / 6 at most.
      let step = Double.pi / Double(n)
      #expect(abs(left / amplitude * (1 + rate) - 1) < step * step / 6 + amplitude)
    }
  }

  @Test func `A strip in the plane flows as quantiles on the line`() throws {
    let energy =
      try FreeEnergy.entropy(0.1) + .electricField(ElectricField(strength: 2))
      + .potential(
        ScalarPotential(
          "x^2", value: { $0[0] * $0[0] },
          gradient: { [2 * $0[0]] + $0.dropFirst().map { _ in 0 } },
          hessian: { _ in Matrix.identity(1).scaled(by: 2) }))
    let law = try LineLaw(Gaussian(mean: 0.3, variance: 0.04))
    let (n, box) = (128, try Box(lower: [-1, 0], upper: [1, 1]))
    let line = try law.discretized(shape: [n], box: Box(lower: [-1], upper: [1])).density
    let strip = try GridDensity(
      shape: [n, 4], box: box, values: (0..<4 * n).map { line.values[$0 / 4] })
    let plane = try GridFlow(energy, timeStep: 0.05, tolerance: 1e-7).run(from: strip, steps: 3)
    #expect(plane.steps.allSatisfy { $0.termination == .converged })
    let quantiles = try QuantileFlow(energy, timeStep: 0.05, walls: -1...1)
      .run(from: QuantileProfile(law, cells: 400), steps: 3)
    let (end, expected) = (plane.states[3], quantiles.states[3])
    // Cells of 1/64: h^2 / 12 of variance, and as much a step.
    #expect(abs(end.mean[0] - expected.mean) < 1e-3)
    #expect(abs(end.covariance[0, 0] - expected.variance) < 1e-3)
  }

  @Test func `Its own field moves no centre, and F falls by what the gap allows`() throws {
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(0.2)
      + .electricField(ElectricField(strength: 1, background: .none))
    let start = try LineLaw(Gaussian(mean: 1, variance: 0.1)).discretized(
      shape: [128], box: Box(lower: [-4], upper: [4])
    ).density
    let solution = try GridFlow(energy, timeStep: 0.1, tolerance: 1e-8).run(from: start, steps: 4)
    var last = solution.initialEnergy
    for step in solution.steps {
      #expect(step.termination == .converged && step.energy < last)
      last = step.energy
    }
    // Implicit steps of the mean, (1 + tau)^-4, to h^2 / 12 each.
    #expect(abs(solution.states[4].mean[0] - pow(1.1, -4)) < 1e-3)
  }

  @Test func `Gravity that gathers the mass in a point is named`() throws {
    let n = 32
    let start = try GridDensity(
      shape: [n, n], box: Box(lower: [-3, -3], upper: [3, 3]),
      values: (0..<n * n).map { cell in
        let x = (Double(cell / n) + 0.5) * 6 / Double(n) - 3
        let y = (Double(cell % n) + 0.5) * 6 / Double(n) - 3
        return 8 * exp(-x * x - y * y)
      })
    // The mass is 8 pi, twice what a strength of 2 lets spread.
    let energy =
      try FreeEnergy.entropy(1) + .electricField(ElectricField(strength: -2, background: .none))
    let solution = try GridFlow(energy, timeStep: 0.1).run(from: start, steps: 8)
    #expect(solution.steps.last?.termination == .blowUp)
    #expect(solution.states.allSatisfy { $0.values.allSatisfy { $0.isFinite && $0 >= 0 } })
  }

  @Test func `A potential without a floor in the box is named`() throws {
    let start = try GridDensity(
      shape: [7, 6], box: Box(lower: [-1, -1], upper: [1, 1]),
      values: [Double](repeating: 1, count: 42))
    func run(_ value: @escaping @Sendable (Double) -> Double) throws {
      let potential = ScalarPotential(
        "radial", value: { value($0[0] * $0[0] + $0[1] * $0[1]) }, gradient: { $0 })
      _ = try GridFlow(.entropy(1) + .potential(potential), timeStep: 0.1)
        .run(from: start, steps: 1)
    }
    do {
      try run { log($0) }
      Issue.record("log |x| has no least value")
    } catch { #expect("\(error)".contains("without bound")) }
    #expect(throws: TransportError.self) { try run { -1 / $0.squareRoot() } }
    try run { pow($0, 0.25) }
  }
}
