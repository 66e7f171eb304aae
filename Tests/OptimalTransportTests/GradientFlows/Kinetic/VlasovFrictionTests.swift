import Foundation
import Testing

@testable import OptimalTransport

private func gaussian(_ v: Double, _ theta: Double, mean: Double = 0) -> Double {
  exp(-(v - mean) * (v - mean) / (2 * theta)) / (2 * .pi * theta).squareRoot()
}

@Suite struct `Vlasov-Poisson with friction` {
  @Test func `Homogeneous friction relaxes mean and temperature at any step`() throws {
    let (g, theta, hot) = (0.8, 0.5, 1.5)
    let equation = try VlasovEquation(coupling: 1, friction: g, temperature: theta)
    let start = try PhaseDensity(
      positions: 1, velocities: 256, period: 0...1, velocityLimit: 10
    ) { _, v in gaussian(v, hot, mean: 0.7) }
    for (tau, steps) in [(0.5, 2), (0.05, 20)] {
      let state = try VlasovGridFlow(equation, timeStep: tau).run(from: start, steps: steps)
        .states.last!
      #expect(abs(state.meanVelocity - 0.7 * exp(-g)) < 1e-12)
      // T' = -2 g (T - theta), to O(dv^2) of the chain: dv^2 / 12 = 5e-4 of T - theta a unit.
      #expect(abs(state.temperature - (theta + (hot - theta) * exp(-2 * g))) < 5e-4)
    }
  }

  @Test func `One proximal step obeys the temperature law to first order`() throws {
    // The transition lies above the proximal step's minimum by no more than its gap, and their
    // temperatures part by O(tau^2): sqrt(T1) of the prox solves (1 + h) s - theta h / s =
    // sqrt(T0).
    let (theta, hot) = (0.5, 1.5)
    func parting(_ h: Double) throws -> (temperature: Double, gap: Double) {
      let equation = try VlasovEquation(friction: 1, temperature: theta)
      let start = try PhaseDensity(
        positions: 1, velocities: 512, period: 0...1, velocityLimit: 10
      ) { _, v in gaussian(v, hot) }
      let (state, record) = try VlasovGridFlow(equation, timeStep: h).stepper(for: start)
        .step(from: start, index: 0, time: 0, timeStep: h)
      let s = (hot.squareRoot() + (hot + 4 * theta * h * (1 + h)).squareRoot()) / (2 * (1 + h))
      // The exact excess of the Gaussian of deviation r over the minimum.
      func objective(_ r: Double) -> Double {
        pow(r - hot.squareRoot(), 2) / 2 + h * (r * r / 2 - theta * log(r))
      }
      let excess = objective(state.temperature.squareRoot()) - objective(s)
      #expect(record.gap > 0.99 * excess)
      return (state.temperature - s * s, record.gap)
    }
    let steps = [0.2, 0.1, 0.05]
    let found = try steps.map(parting)
    for k in 0..<2 {
      #expect(abs(found[k].temperature / found[k + 1].temperature - 4) < 0.7)
      #expect(found[k].gap / found[k + 1].gap > 10)
    }
  }

  @Test func `The free energy falls and its fall is the dissipation, to first order`() throws {
    let equation = try VlasovEquation(coupling: 1, friction: 0.5, temperature: 0.8)
    let start = try PhaseDensity(
      positions: 24, velocities: 96, period: 0...4 * Double.pi, velocityLimit: 7
    ) { x, v in (1 + 0.4 * cos(0.5 * x)) * gaussian(v, 1.2, mean: 0.3) }
    func imbalance(_ tau: Double) throws -> Double {
      let solution = try VlasovGridFlow(equation, timeStep: tau)
        .run(from: start, steps: Int((2 / tau).rounded()))
      var (before, worst) = (solution.initialEnergy, 0.0)
      for (k, step) in solution.steps.enumerated() {
        #expect(step.energy < before)
        #expect(abs(step.slope - step.distance / tau) < 4 * tau * step.slope)
        if k > 0 {
          worst = max(worst, abs((before - step.energy) / tau / (step.slope * step.slope) - 1))
        }
        before = step.energy
      }
      return worst
    }
    let (long, short) = (try imbalance(0.1), try imbalance(0.05))
    #expect(long < 0.2 && abs(long / short - 2) < 0.3)
  }

  @Test func `Splitting is of second order in the step`() throws {
    let equation = try VlasovEquation(coupling: 2, friction: 1, temperature: 0.7)
    let start = try PhaseDensity(
      positions: 24, velocities: 64, period: 0...2 * Double.pi, velocityLimit: 6
    ) { x, v in (1 + 0.5 * cos(x)) * gaussian(v, 1) }
    let states = try [0.2, 0.1, 0.05].map { tau in
      try VlasovGridFlow(equation, timeStep: tau).run(from: start, steps: Int(1 / tau + 0.5))
        .states.last!
    }
    let ratio = states[0].distance(to: states[1]) / states[1].distance(to: states[2])
    #expect(abs(ratio - 4) < 0.5)
  }

  @Test func `The steady state is the Maxwellian times the Gibbs density of its own field`() throws
  {
    let (theta, n) = (0.6, 24)
    let well = ScalarPotential.line(
      "0.8 cos x", value: { 0.8 * cos($0) }, slope: { -0.8 * sin($0) },
      curvature: { -0.8 * cos($0) })
    let equation = try VlasovEquation(
      coupling: 1, friction: 1.5, temperature: theta, potential: well)
    let start = try PhaseDensity(
      positions: n, velocities: 64, period: 0...2 * Double.pi, velocityLimit: 5
    ) { x, v in (1 + 0.1 * sin(x)) * gaussian(v, 1) }
    // Poisson-Boltzmann by a damped iteration on sums over waves: -phi'' = rho - mean, rho =
    // c exp(-(U0 + phi) / theta).
    let x = start.grid.axis(0)
    var phi = [Double](repeating: 0, count: n)
    var rho = phi
    for _ in 0..<200 {
      let weights = zip(x, phi).map { exp(-(0.8 * cos($0) + $1) / theta) }
      let scale = Double(n) / weights.reduce(0, +)
      rho = weights.map { $0 * scale }
      for i in 0..<n {
        let field = (0..<n).reduce(0.0) { sum, j in
          sum + rho[j]
            * (1..<n / 2).reduce(0.0) {
              $0 + 2 * cos(Double($1) * (x[i] - x[j])) / (Double($1 * $1) * Double(n))
            }
        }
        phi[i] += 0.3 * (field - phi[i])
      }
    }
    func error(_ tau: Double) throws -> Double {
      let flow = try VlasovGridFlow(equation, timeStep: tau)
      let state = try flow.run(from: start, steps: Int(20 / tau)).states.last!
      let v = start.grid.axis(1)
      let exact = (0..<n).flatMap { i in v.map { rho[i] * gaussian($0, theta) } }
      return state.distance(to: try start.replacing(numbers: exact)) / start.mass
    }
    let (long, short) = (try error(0.2), try error(0.1))
    // Symmetric splitting moves the steady state by O(tau^2).
    #expect(short < 2e-3 && abs(long / short - 4) < 0.5)
  }

  @Test func `What cannot be is a named error`() throws {
    #expect(throws: TransportError.self) { try VlasovEquation(friction: -1) }
    #expect(throws: TransportError.self) { try VlasovEquation(coupling: .nan) }
    #expect(throws: TransportError.self) { try VlasovEquation(temperature: -0.1) }
    let hot = try VlasovEquation(friction: 1, temperature: 4)
    #expect(throws: TransportError.self) { try VlasovGridFlow(hot, timeStep: 0) }
    func start(_ limit: Double, _ cells: Int) throws -> PhaseDensity {
      try PhaseDensity(positions: 4, velocities: cells, period: 0...1, velocityLimit: limit) {
        gaussian($1, 1) + 0 * $0
      }
    }
    let flow = try VlasovGridFlow(hot, timeStep: 0.1)
    // Four thermal speeds are 8, and a cell may be 2 wide.
    #expect(throws: TransportError.self) { try flow.stepper(for: start(6, 64)) }
    #expect(throws: TransportError.self) { try flow.stepper(for: start(9, 8)) }
    #expect(throws: TransportError.self) {
      try PhaseDensity(GridDensity(shape: [3], values: [1, 1, 1]))
    }
    #expect(throws: TransportError.self) {
      try PhaseDensity(GridDensity(shape: [2, 2], values: [1, 1, 1, 1]))
    }
    // A constant force drives the mass into the wall.
    let slide = ScalarPotential.line(
      "-5 x", value: { -5 * $0 }, slope: { _ in -5 }, curvature: { _ in 0 })
    let falling = try VlasovGridFlow(VlasovEquation(potential: slide), timeStep: 0.1)
    #expect(throws: TransportError.self) { try falling.run(from: start(6, 64), steps: 20) }
  }

  @Test func `Empty and denormal columns stay what they are`() throws {
    let equation = try VlasovEquation(coupling: 1, friction: 1, temperature: 1)
    let start = try PhaseDensity(
      positions: 8, velocities: 32, period: 0...8, velocityLimit: 6
    ) { x, v in x < 3 ? gaussian(v, 1) : x < 5 ? 1e-310 : 0 }
    let solution = try VlasovGridFlow(equation, timeStep: 0.1).run(from: start, steps: 5)
    #expect(solution.states.last!.numbers.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(solution.steps.allSatisfy { $0.gap.isFinite && $0.slope.isFinite })
    #expect(abs(solution.states.last!.mass / start.mass - 1) < 1e-13)
  }
}
