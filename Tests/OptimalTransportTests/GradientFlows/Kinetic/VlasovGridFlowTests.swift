import Foundation
import Testing

@testable import OptimalTransport

private func maxwellian(_ v: Double, _ theta: Double = 1) -> Double {
  exp(-v * v / (2 * theta)) / (2 * .pi * theta).squareRoot()
}

/// A Maxwellian with one wave in its density.
private func ripple(
  wave k: Double, amplitude: Double, positions: Int, velocities: Int, limit: Double = 6
) throws -> PhaseDensity {
  try PhaseDensity(
    positions: positions, velocities: velocities, period: 0...2 * Double.pi / k,
    velocityLimit: limit
  ) { x, v in (1 + amplitude * cos(k * x)) * maxwellian(v) }
}

/// The first cosine of the density, which the field is proportional to.
private func firstMode(_ state: PhaseDensity) -> Double {
  let n = Double(state.positions)
  return state.spatialDensity.enumerated().reduce(0) {
    $0 + $1.element * cos(2 * .pi * (Double($1.offset) + 0.5) / n)
  } * 2 / n
}

/// The growth rate and the frequency of evenly spaced values that are one damped wave: y_{n+1} = 2
/// e^{g h} cos(w h) y_n - e^{2 g h} y_{n-1}, by least squares.
private func fit(_ y: [Double], spacing h: Double) -> (rate: Double, frequency: Double) {
  var (aa, ab, bb, ay, by) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for n in 1..<y.count - 1 {
    (aa, ab, bb) = (aa + y[n] * y[n], ab + y[n] * y[n - 1], bb + y[n - 1] * y[n - 1])
    (ay, by) = (ay + y[n] * y[n + 1], by + y[n - 1] * y[n + 1])
  }
  let det = aa * bb - ab * ab
  let (p, q) = ((ay * bb - by * ab) / det, (by * aa - ay * ab) / det)
  return (log(-q) / (2 * h), acos(p / (2 * (-q).squareRoot())) / h)
}

@Suite struct `Vlasov-Poisson on a grid` {
  @Test func `Landau damping has the frequency and the rate of the dispersion relation`() throws {
    let flow = try VlasovGridFlow(VlasovEquation(coupling: 1), timeStep: 0.1)
    let start = try ripple(wave: 0.5, amplitude: 0.005, positions: 32, velocities: 96)
    let solution = try flow.run(from: start, steps: 200)
    // From t = 5, when the other roots, damped by 1.0 and more, are gone.
    let modes = stride(from: 50, through: 200, by: 5).map { firstMode(solution.states[$0]) }
    let (rate, frequency) = fit(modes, spacing: 0.5)
    // Second order in tau: (w tau)^2 / 24 = 8e-4 of the frequency, and the amplitude's square.
    #expect(abs(frequency / 1.41566 - 1) < 2e-3)
    #expect(abs(rate / -0.15336 - 1) < 1e-2)
  }

  @Test func `Energy swings by the square of the step and momentum stays`() throws {
    func swing(_ tau: Double) throws -> (energy: Double, momentum: Double, mass: Double) {
      let flow = try VlasovGridFlow(VlasovEquation(coupling: 1), timeStep: tau)
      let start = try PhaseDensity(
        positions: 32, velocities: 128, period: 0...4 * Double.pi, velocityLimit: 8
      ) { x, v in (1 + 0.3 * cos(0.5 * x)) * maxwellian(v - 0.4) }
      let solution = try flow.run(from: start, steps: Int((4 / tau).rounded()))
      let first = solution.initialEnergy
      return (
        solution.steps.map { abs($0.energy - first) / first }.max()!,
        solution.states.map { abs($0.meanVelocity - start.meanVelocity) }.max()!,
        solution.states.map { abs($0.mass / start.mass - 1) }.max()!
      )
    }
    let (long, short) = (try swing(0.2), try swing(0.1))
    #expect(long.energy < 5e-3 && abs(long.energy / short.energy - 4) < 0.4)
    // The Maxwellian is 2e-13 of its peak at the walls.
    #expect(short.momentum < 1e-10 && short.mass < 1e-13)
  }

  @Test func `Without forces each velocity flies on its own`() throws {
    let flow = try VlasovGridFlow(VlasovEquation(), timeStep: 0.25)
    let start = try ripple(wave: 1, amplitude: 0.5, positions: 64, velocities: 24)
    let state = try flow.run(from: start, steps: 8).states.last!
    let (x, v) = (start.grid.axis(0), start.grid.axis(1))
    for i in 0..<64 {
      for j in 0..<24 {
        let exact = (1 + 0.5 * cos(x[i] - 2 * v[j])) * maxwellian(v[j])
        // Sixteen shifts, each off by h^8 43.1 / 8!, h = 2 pi / 64.
        #expect(abs(state.grid.values[i * 24 + j] - exact) < 16 * 9e-12)
      }
    }
  }

  @Test func `A run backwards returns to the start`() throws {
    let equation = try VlasovEquation(coupling: 1)
    let start = try ripple(wave: 0.5, amplitude: 0.1, positions: 32, velocities: 96)
    let flow = try VlasovGridFlow(equation, timeStep: 0.1)
    let state = try flow.run(from: start, steps: 20).states.last!
    func mirrored(_ s: PhaseDensity) throws -> PhaseDensity {
      let f = s.grid.values
      return try s.replacing(numbers: f.indices.map { f[$0 / 96 * 96 + 95 - $0 % 96] })
    }
    let back = try mirrored(flow.run(from: mirrored(state), steps: 20).states.last!)
    // Symmetric splitting is reversible. Shifts in v are off by dv^8 max |f^(8)| 43.1 / 8! = 6e-9,
    // twice a step, for 40 steps.
    #expect(back.distance(to: start) < 80 * 6e-9 * start.mass)
  }

  @Test func `Two streams grow at the rate of the dispersion relation`() throws {
    let (k, drift) = (0.2, 2.4)
    // 1 + (1/k^2) mean over both streams of 1 + zeta Z(zeta) = 0 at zeta = (i rate -+ k drift) /
    // (k sqrt 2), where 1 + zeta Z(zeta) = pi^(-1/2) int t e^{-t^2} / (t - zeta) dt.
    func dielectric(_ rate: Double) -> Double {
      let (a, b) = (drift / 2.squareRoot(), rate / (k * 2.squareRoot()))
      let sum = stride(from: -8, to: 8, by: 0.002).reduce(0.0) { sum, t in
        sum + t * exp(-t * t) * (t - a) / ((t - a) * (t - a) + b * b)
      }
      return 1 + sum * 0.002 / Double.pi.squareRoot() / (k * k)
    }
    let bracket = try #require(RootFinding.bracket(from: 0.02, to: 0.9, dielectric))
    let flow = try VlasovGridFlow(VlasovEquation(coupling: 1), timeStep: 0.1)
    let start = try PhaseDensity(
      positions: 24, velocities: 128, period: 0...2 * Double.pi / k, velocityLimit: 8
    ) { x, v in
      (1 + 1e-6 * cos(k * x)) * (maxwellian(v - drift) + maxwellian(v + drift)) / 2
    }
    let solution = try flow.run(from: start, steps: 400)
    let (early, late) = (firstMode(solution.states[250]), firstMode(solution.states[400]))
    #expect(abs(log(late / early) / 15 / bracket.negative - 1) < 0.01)
  }

  @Test func `Gravity clumps at Jeans' rate and leaves short waves alone`() throws {
    let k = 0.5
    // 1 - sqrt(pi) y exp(y^2) erfc(y) = k^2 theta / |s|, rate = y k sqrt(2 theta).
    let bracket = try #require(
      RootFinding.bracket(from: 0, to: 5) { y in
        Double.pi.squareRoot() * y * exp(y * y) * erfc(y) - (1 - k * k)
      })
    let rate = bracket.negative * k * 2.squareRoot()
    let flow = try VlasovGridFlow(VlasovEquation(coupling: -1), timeStep: 0.1)
    let long = try flow.run(
      from: ripple(wave: k, amplitude: 1e-5, positions: 16, velocities: 96), steps: 120
    ).states
    #expect(abs(log(firstMode(long[120]) / firstMode(long[80])) / 4 / rate - 1) < 0.01)
    let short = try flow.run(
      from: ripple(wave: 1.5, amplitude: 1e-5, positions: 16, velocities: 96), steps: 100
    ).states
    #expect(abs(firstMode(short[100])) < 1e-7)
  }
}
