import Foundation
import Testing

@testable import OptimalTransport

/// A density on the unit square, seen around from a cell on.
private func waves(_ n: Int, from i: Int, _ j: Int) throws -> GridDensity {
  try GridDensity(
    shape: [n, n],
    values: (0..<n * n).map { cell in
      let x = 2 * Double.pi * Double(cell / n - i) / Double(n)
      let y = 2 * Double.pi * Double(cell % n - j) / Double(n)
      return exp(cos(x) + sin(y) + cos(x + y) / 2)
    })
}

/// The greatest difference of two densities, one of which is seen around from a cell on.
private func difference(_ a: GridDensity, _ b: GridDensity, from i: Int, _ j: Int) -> Double {
  let n = a.shape[0]
  return (0..<n * n).reduce(0) { worst, cell in
    let other = (cell / n + i) % n * n + (cell % n + j) % n
    return max(worst, abs(a.values[cell] - b.values[other]))
  }
}

@Suite struct `Grid flows on boxes that close on themselves` {
  @Test func `A small wave on the circle decays by the factor of an implicit step`() throws {
    // To first order in its amplitude a wave of number k becomes a / (1 + tau theta k^2).
    let (n, amplitude, tau, theta) = (64, 1e-3, 0.1, 0.1)
    let wave = (0..<n).map { cos(2 * .pi * (Double($0) + 0.5) / Double(n)) }
    let start = try GridDensity(shape: [n], values: wave.map { 1 + amplitude * $0 })
    let flow = try GridFlow(.entropy(theta), timeStep: tau, tolerance: 1e-10, periodicAxes: [0])
    let end = try flow.run(from: start, steps: 1).states[1]
    let left = 2 / Double(n) * zip(end.values, wave).reduce(0) { $0 + $1.0 * $1.1 }
    let rate = tau * theta * 4 * .pi * .pi
    // Second differences, averaged twice, see k^2 less by (k h)^2 / 6 at most.
    let step = 2 * Double.pi / Double(n)
    #expect(abs(left / amplitude * (1 + rate) - 1) < step * step / 6 + amplitude)
  }

  @Test func `Kuramoto's attraction around the circle slows a wave, or lets it grow`() throws {
    // U = -K cos(2 pi z): to first order the factor is 1 / (1 + tau k^2 (theta - K / 2)).
    let (n, amplitude, tau, theta) = (64, 1e-3, 0.05, 0.1)
    let wave = (0..<n).map { cos(2 * .pi * (Double($0) + 0.5) / Double(n)) }
    let start = try GridDensity(shape: [n], values: wave.map { 1 + amplitude * $0 })
    for coupling in [0.1, 0.3] {
      let kernel = InteractionKernel(
        "-K cos(2 pi z)", value: { -coupling * cos(2 * .pi * $0[0]) },
        gradient: { [2 * .pi * coupling * sin(2 * .pi * $0[0])] })
      let flow = try GridFlow(
        .entropy(theta) + .interaction(kernel), timeStep: tau, tolerance: 1e-10,
        periodicAxes: [0])
      let end = try flow.run(from: start, steps: 1).states[1]
      let left = 2 / Double(n) * zip(end.values, wave).reduce(0) { $0 + $1.0 * $1.1 }
      let rate = tau * 4 * .pi * .pi * (theta - coupling / 2)
      // Second differences, averaged twice, see k^2 less by (k h)^2 / 6 at most.
      let step = 2 * Double.pi / Double(n)
      #expect(abs(left / amplitude * (1 + rate) - 1) < step * step / 6 + amplitude)
    }
  }

  @Test func `Shorter steps tend to the heat equation on the circle at first order`() throws {
    let (n, theta, time) = (64, 0.1, 0.1)
    let wave = (0..<n).map { cos(2 * .pi * (Double($0) + 0.5) / Double(n)) }
    let start = try GridDensity(shape: [n], values: wave.map { 1 + 0.5 * $0 })
    let exact = 0.5 * exp(-theta * 4 * .pi * .pi * time)
    let errors = try [2, 4, 8].map { steps in
      let flow = try GridFlow(
        .entropy(theta), timeStep: time / Double(steps), tolerance: 1e-9, periodicAxes: [0])
      let end = try flow.run(from: start, steps: steps).states[steps]
      return 2 / Double(n) * zip(end.values, wave).reduce(0) { $0 + $1.0 * $1.1 } - exact
    }
    for (long, short) in zip(errors, errors.dropFirst()) {
      let order = log2(long / short)
      #expect(order > 0.85 && order < 1.15)
    }
  }

  @Test func `A start seen around from elsewhere has the flow seen around from there`() throws {
    let flow = try GridFlow(.entropy(0.1), timeStep: 0.02, tolerance: 1e-8, periodicAxes: [0, 1])
    let end = try flow.run(from: waves(32, from: 0, 0), steps: 2).states[2]
    // Multigrid pairs cells down to 8 x 8, so that by four cells all sums are the same numbers in
    // another order: rounding of potentials of size 1 / 2 over tau theta, times a few iterations.
    let paired = try flow.run(from: waves(32, from: 8, 20), steps: 2).states[2]
    #expect(difference(end, paired, from: 8, 20) < 1e-10)
    // By others it differs as the iterations' ends do: the root of the tolerance, of what moved,
    // 2 %.
    let odd = try flow.run(from: waves(32, from: 5, 9), steps: 2).states[2]
    #expect(difference(end, odd, from: 5, 9) < 1e-4)
  }

  @Test func `Mass, sign and energy keep their laws across the seam`() throws {
    let n = 32
    // A corner of the box is the middle of the drop.
    let values = (0..<n * n).map { cell -> Double in
      let (x, y) = (Double(cell / n) / Double(n), Double(cell % n) / Double(n))
      return cell == 500 ? 1e-310 : max(0, cos(2 * .pi * x) + cos(2 * .pi * y) - 1)
    }
    let drop = try GridDensity(shape: [n, n], values: values)
    for energy in try [FreeEnergy.power(2, 0.05), .power(2, 0.05) + .congestion(0.9)] {
      let flow = try GridFlow(energy, timeStep: 0.02, periodicAxes: [0, 1])
      let solution = try flow.run(from: drop, steps: 3)
      var last = energy.terms.count == 1 ? solution.initialEnergy : .infinity
      for (state, step) in zip(solution.states.dropFirst(), solution.steps) {
        #expect(abs(state.mass - drop.mass) < 1e-13 && state.values.min()! >= 0)
        #expect(step.energy < last && step.gap.isFinite)
        last = step.energy
      }
    }
  }

  @Test func `A drop that meets no side flows as within walls`() throws {
    let n = 32
    func drop(_ center: Double) throws -> GridDensity {
      let values = (0..<n * n).map { cell -> Double in
        func place(_ i: Int) -> Double {
          let z = abs((Double(i) + 0.5) / Double(n) - center)
          return min(z, 1 - z)
        }
        let (x, y) = (place(cell / n), place(cell % n))
        return max(0, 1 - 25 * (x * x + y * y))
      }
      return try GridDensity(shape: [n, n], values: values)
    }
    func end(_ start: GridDensity, _ axes: Set<Int>) throws -> GridDensity {
      try GridFlow(.power(2, 0.01), timeStep: 0.1, tolerance: 1e-8, periodicAxes: axes)
        .run(from: start, steps: 2).states[2]
    }
    let walls = try end(drop(0.5), [])
    // Where the front cuts cells iterations end at different places, by the root of the tolerance.
    #expect(try difference(walls, end(drop(0.5), [0, 1]), from: 0, 0) < 1e-3)
    #expect(try difference(walls, end(drop(0), [0, 1]), from: n / 2, n / 2) < 1e-3)
  }

  @Test func `One axis may close and the other not, of one cell too`() throws {
    let values = (0..<48).map { 1 + sin(Double($0 * $0)) }
    for (shape, axes) in [([12, 4], Set([1])), ([48, 1], [0]), ([1, 48], [0, 1]), ([48], [0])] {
      let start = try GridDensity(shape: shape, values: values)
      let flow = try GridFlow(.entropy(0.1), timeStep: 0.01, periodicAxes: axes)
      let solution = try flow.run(from: start, steps: 2)
      #expect(abs(solution.states[2].mass - start.mass) < 1e-13)
      #expect(solution.steps[0].energy < solution.initialEnergy)
    }
    let box = try GridDensity(shape: [8, 6, 4], values: (0..<192).map { 1 + cos(Double($0)) / 2 })
    let flow = try GridFlow(.entropy(0.1), timeStep: 0.01, periodicAxes: [0, 2])
    let solid = try flow.run(from: box, steps: 1)
    #expect(abs(solid.states[1].mass - box.mass) < 1e-13)
    #expect(solid.steps[0].energy < solid.initialEnergy)
  }

  @Test func `Axes that are none, and fields that nothing balances around them, are refused`()
    throws
  {
    let start = try GridDensity(shape: [4], values: [1, 2, 3, 4])
    func refuses(_ energy: FreeEnergy, _ axes: Set<Int>) {
      #expect(throws: TransportError.self) {
        try GridFlow(energy, timeStep: 0.1, periodicAxes: axes).run(from: start, steps: 1)
      }
    }
    refuses(try .entropy(1), [1])
    refuses(try .entropy(1), [-1])
    refuses(
      try .entropy(1) + .electricField(ElectricField(strength: 1, background: .none)), [0])
  }
}
