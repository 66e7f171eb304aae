import Foundation
import Testing

@testable import OptimalTransport

private func box(_ d: Int, _ side: Double) throws -> Box {
  try Box(
    lower: [Double](repeating: 0, count: d), upper: [Double](repeating: side, count: d))
}

@Suite struct `Vlasov-Poisson with particles` {
  @Test func `Depositing and gathering are adjoint and keep the charge`() throws {
    let cloud = try PhaseCloud.uniform(count: 300, box: box(3, 2), temperature: 1, seed: 4)
    let cells = try CloudInCell(shape: [4, 3, 5], box: #require(cloud.box))
    var generator = SeededGenerator(seed: 2)
    let a = (0..<60).map { _ in generator.uniform() - 0.5 }
    let density = cells.deposit(cloud.positions, cloud.weights)
    let volume = cells.box.volume / 60
    #expect(abs(density.reduce(0, +) * volume - 1) < 1e-13)
    let felt = cells.gather([a, a, a], at: cloud.positions)
    let sum = (0..<300).reduce(0) { $0 + cloud.weights[$1] * felt[$1, 1] }
    #expect(abs(sum - zip(a, density).reduce(0) { $0 + $1.0 * $1.1 } * volume) < 1e-14)
  }

  @Test(arguments: [1, 2, 3], [1.0, -1.0])
  func `Momentum is kept to rounding and energy to second order`(d: Int, s: Double) throws {
    let start = try PhaseCloud.uniform(count: 500, box: box(d, 6), temperature: 0.3, seed: 1)
    let equation = try VlasovEquation(coupling: s * 200)
    func change(_ tau: Double) throws -> (energy: Double, momentum: Double) {
      let shape = [Int](repeating: 8, count: d)
      let solution = try VlasovParticleFlow(equation, fieldShape: shape, timeStep: tau)
        .run(from: start, steps: Int((0.4 / tau).rounded()))
      let momenta = zip(solution.states.last!.meanVelocity, start.meanVelocity).map { abs($0 - $1) }
      return (abs(solution.steps.last!.energy - solution.initialEnergy), momenta.max()!)
    }
    let short = try change(0.01)
    // A hundred roundings of forces of order one.
    #expect(short.momentum < 1e-13)
    // What the clouds' grid itself makes does not go with tau, so energy is bounded, not its order.
    #expect(short.energy < 0.02)
  }

  @Test func `The temperature follows its law within three standard errors`() throws {
    let equation = try VlasovEquation(friction: 0.7, temperature: 0.4)
    let start = try PhaseCloud.uniform(count: 40_000, box: box(3, 1), temperature: 1.2, seed: 3)
    let flow = try VlasovParticleFlow(equation, fieldShape: [1, 1, 1], timeStep: 0.25, seed: 8)
    let solution = try flow.run(from: start, steps: 6)
    for (k, state) in solution.states.enumerated() {
      let exact = 0.4 + 0.8 * exp(-1.4 * 0.25 * Double(k))
      #expect(abs(state.temperature - exact) < 3 * state.temperatureError)
    }
    #expect(flow.isRandom)
  }

  @Test func `A quiet start in 2D-2V damps as Landau's dispersion relation says`() throws {
    // Positions on lines, velocities at quantiles paired by bit reversal: noise falls as 1/n.
    let (k, amplitude) = (0.5, 0.05)
    let (side, n) = (2 * Double.pi / k, 64 * 1024)
    func reversed(_ i: Int, _ base: Int) -> Double {
      var (rest, part, sum) = (i, 1 / Double(base), 0.0)
      while rest > 0 {
        sum += part * Double(rest % base)
        rest /= base
        part /= Double(base)
      }
      return sum
    }
    var (positions, velocities) = ([Double](), [Double]())
    for i in 0..<n {
      let u = side * (Double(i) + 0.5) / Double(n)
      // The law with density 1 + a cos(k x): x + a sin(k x) / k = u.
      var x = u
      for _ in 0..<20 { x = u - amplitude * sin(k * x) / k }
      positions += [x, side * reversed(i, 5)]
      velocities += [
        NormalDistribution.quantile(reversed(i, 2) + 0.5 / Double(n)),
        NormalDistribution.quantile(reversed(i, 3) * (1 - 1 / Double(n)) + 0.5 / Double(n)),
      ]
    }
    let weight = side * side / Double(n)
    let start = try PhaseCloud(
      positions: Matrix(rows: n, columns: 2, elements: positions),
      velocities: Matrix(rows: n, columns: 2, elements: velocities),
      weights: [Double](repeating: weight, count: n), box: box(2, side))
    let flow = try VlasovParticleFlow(
      VlasovEquation(coupling: 1), fieldShape: [32, 4], timeStep: 0.1)
    let states = try flow.run(from: start, steps: 100).states
    let modes = states.map { state in
      (0..<n).reduce(0) { $0 + state.weights[$1] * cos(k * state.positions[$1, 0]) }
    }
    // Peaks of |mode| follow each other by pi / w and fall by exp(rate pi / w).
    let peaks = (1..<100).filter {
      abs(modes[$0]) > abs(modes[$0 - 1]) && abs(modes[$0]) >= abs(modes[$0 + 1])
    }
    let (first, last) = (peaks[0], peaks[2])
    let rate = log(abs(modes[last] / modes[first])) / (Double(last - first) * 0.1)
    // Peaks are read to half a step of 0.1 in 4.4, and the rate of a wave of 5 % to a tenth.
    #expect(abs(2 * .pi / (Double(last - first) * 0.1) - 1.41566) < 0.05)
    #expect(abs(rate / -0.15336 - 1) < 0.1)
  }

  @Test func `Steps depend on the seed and the index and on nothing else`() throws {
    let equation = try VlasovEquation(coupling: -1, friction: 1, temperature: 1)
    let start = try PhaseCloud.uniform(count: 100, box: box(2, 3), temperature: 1, seed: 1)
    let flow = try VlasovParticleFlow(equation, fieldShape: [4, 4], timeStep: 0.1, seed: 5)
    let whole = try flow.run(from: start, steps: 6).states
    let resumed = try start.replacing(numbers: whole[3].numbers)
    #expect(resumed == whole[3])
    let stepper = try flow.stepper(for: start)
    var state = resumed
    for k in 3..<6 {
      state = try stepper.step(from: state, index: k, time: 0.1 * Double(k), timeStep: 0.1).state
    }
    #expect(state == whole[6])
  }

  @Test func `A single particle, weights of zero and bad input`() throws {
    let one = try PhaseCloud(
      positions: Matrix(rows: 2, columns: 1, elements: [7.5, 0.2]),
      velocities: Matrix(rows: 2, columns: 1, elements: [1, 0]), weights: [1, 0],
      box: box(1, 2))
    #expect(one.positions[0, 0] == 1.5)
    let flow = try VlasovParticleFlow(
      VlasovEquation(coupling: 1), fieldShape: [16], timeStep: 0.1)
    let state = try flow.run(from: one, steps: 10).states.last!
    // A charge does not push itself: it flies on, one unit in a box of two.
    #expect(abs(state.positions[0, 0] - 0.5) < 1e-12 && abs(state.velocities[0, 0] - 1) < 1e-12)
    #expect(throws: TransportError.self) {
      try VlasovParticleFlow(VlasovEquation(), fieldShape: [], timeStep: 0.1)
    }
    #expect(throws: TransportError.self) {
      try VlasovParticleFlow(VlasovEquation(), fieldShape: [4, 4], timeStep: 0.1).stepper(for: one)
    }
    let fast = try PhaseCloud(
      positions: Matrix(rows: 1, columns: 1, elements: [1]),
      velocities: Matrix(rows: 1, columns: 1, elements: [1e300]), box: box(1, 2))
    let long = try VlasovParticleFlow(VlasovEquation(), fieldShape: [4], timeStep: 1e20)
    #expect(throws: TransportError.self) { try long.run(from: fast, steps: 1) }
  }
}
