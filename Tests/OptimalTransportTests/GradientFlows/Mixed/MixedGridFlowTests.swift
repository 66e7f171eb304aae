import Foundation
import Testing

@testable import OptimalTransport

private func rotation(_ q: Double) -> Matrix {
  Matrix(uncheckedRows: 2, columns: 2, elements: [0, q, -q, 0])
}

private func gaussian(_ mean: [Double], variance: Double, cells: Int) throws -> GridDensity {
  let box = try Box(lower: [-4, -4], upper: [4, 4])
  return try Gaussian(mean: mean, covariance: Matrix.identity(2).scaled(by: variance))
    .discretized(shape: [cells, cells], box: box).density
}

@Suite struct `Flows of mixed drift` {
  private func bowl() throws -> ScalarPotential { try .quadratic(stiffness: 1) }

  private func circulation(_ grid: GridDensity, temperature: Double = 0.5) throws
    -> CirculatingDrift
  {
    try CirculatingDrift(
      bowl(), rotation: rotation(1), temperature: temperature, grid: grid)
  }

  @Test func `Circulation keeps Gibbs' density, in two and three dimensions`() throws {
    let potential = ScalarPotential(
      "x^4 + y^2 + x y", value: { pow($0[0], 4) + $0[1] * $0[1] + $0[0] * $0[1] },
      gradient: { $0 })
    let box = try Box(lower: [-2, -2], upper: [2, 3])
    let flat = try GridDensity(
      shape: [20, 30], box: box, values: [Double](repeating: 1, count: 600))
    let centers = flat.centers
    let gibbs = (0..<600).map { exp(-potential.value(centers.row($0))) }
    let drift = try CirculatingDrift(
      potential, rotation: rotation(2), temperature: 1, grid: flat)
    let after = drift.transport(gibbs, over: 0.3)
    // Fluxes cancel to rounding of the largest, a few thousand steps of it.
    #expect(zip(after, gibbs).allSatisfy { abs($0 - $1) < 1e-12 })

    let cube = try Box(lower: [-2, -2, -2], upper: [2, 2, 2])
    let start = try GridDensity(
      shape: [8, 9, 10], box: cube, values: [Double](repeating: 1, count: 720))
    let places = start.centers
    let q = Matrix(uncheckedRows: 3, columns: 3, elements: [0, 1, -2, -1, 0, 0.5, 2, -0.5, 0])
    let turning = try CirculatingDrift(bowl(), rotation: q, temperature: 1, grid: start)
    let still = (0..<720).map { j in exp(-places.row(j).reduce(0) { $0 + $1 * $1 } / 2) }
    #expect(zip(turning.transport(still, over: 1), still).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func `Circulation keeps mass and sign, and lowers the entropy relative to Gibbs`() throws {
    var start = try gaussian([1.5, 0], variance: 0.2, cells: 32)
    var values = start.values
    for j in values.indices where j % 3 == 0 { values[j] = 0 }
    values[17] = 1e-310
    start = try start.replacing(numbers: values)
    let energy = try FreeEnergy.potential(bowl()) + .entropy(0.5)
    let drift = try circulation(start)
    var last = try energy.value(of: start)
    for _ in 0..<10 {
      values = drift.transport(values, over: 0.1)
      let state = try start.replacing(numbers: values)
      #expect(values.allSatisfy { $0 >= 0 } && abs(state.mass - start.mass) < 1e-13)
      let value = try energy.value(of: state)
      #expect(value <= last + 1e-14)
      last = value
    }
  }

  @Test func `A bump turns by its angle, with an error that falls as their square`() throws {
    // x' = -Q x, Q = [0 1; -1 0]: (x, y) turns by the time, anticlockwise.
    let errors = try [32, 64, 128].map { n in
      let start = try gaussian([1, 0], variance: 0.3, cells: n)
      let end = try circulation(start).transport(start.values, over: 1)
      let mean = try start.replacing(numbers: end).mean
      return hypot(mean[0] - cos(1), mean[1] - sin(1))
    }
    #expect(
      errors[2] < 5e-4 && zip(errors, errors.dropFirst()).allSatisfy { $1 < 0.4 * $0 }, "\(errors)")
  }

  @Test func `The linear flow spirals to its closed form`() throws {
    // The mean is exp(-t) times the turn; the covariance that of Ornstein and Uhlenbeck. Implicit
    // steps shrink the mean by 1 / (1 + tau), off by t tau / 2 = 0.006 of itself.
    let flow = try MixedGridFlow(
      potential: bowl(), rotation: rotation(1), temperature: 0.5, timeStep: 0.02)
    let start = try gaussian([1, 0], variance: 0.3, cells: 64)
    let history = try FlowRun(flow, duration: 0.6, frames: .times([])).run(from: start)
    let (mean, decay) = (history.final.mean, exp(-0.6))
    #expect(hypot(mean[0] - decay * cos(0.6), mean[1] - decay * sin(0.6)) < 0.008)
    let variance = 0.5 + (0.3 - 0.5) * decay * decay
    #expect(abs(history.final.covariance[0, 0] - variance) < 0.01)
    #expect(history.largestRise < 1e-9)
  }

  @Test func `Mixed flows end at Gibbs' density`() throws {
    let flow = try MixedGridFlow(
      potential: bowl(), rotation: rotation(3), temperature: 0.5, timeStep: 1)
    let start = try gaussian([1, 0.5], variance: 0.3, cells: 32)
    let end = try flow.run(from: start, steps: 18).states[18]
    let centers = start.centers
    let weights = (0..<start.count).map { j in exp(-centers.row(j).reduce(0) { $0 + $1 * $1 }) }
    let scale = start.mass / (weights.reduce(0, +) * start.cellVolume)
    let gibbs = try start.replacing(numbers: weights.map { $0 * scale })
    // The slowest mode falls by 1 / 2 a step, from 1: 4e-6. What the turn undoes of a step at rest
    // is its tolerance of W2.
    #expect(end.distance(to: gibbs) < 1e-4)
  }

  @Test func `Cells without mass set no pace, and steps converge where the well is two cells wide`()
    throws
  {
    // Gibbs' density has a deviation of 1/4 in a well, cells are 5/32.
    let ready = try ReadyFlow.hill(cells: 32)
    guard case .mixed(let flow, let start) = ready.setting else {
      Issue.record("the hill is a mixed flow")
      return
    }
    let rate = try flow.stepper(for: start).circulation.greatestRate
    // q theta / h^2 times exp(3) is 411; exp(V / theta) would make it 1e5.
    #expect(rate <= 2 * 0.25 * 1024 / 25 * exp(3.0) * 1.001)
    let solution = try flow.run(from: start, steps: 20)
    var last = solution.initialEnergy
    for step in solution.steps {
      #expect(step.termination == .converged)
      #expect(step.energy < last && step.gap < step.distance * step.distance / 2)
      last = step.energy
    }
  }

  @Test func `What is no rotation is refused`() throws {
    let skew = Matrix(uncheckedRows: 2, columns: 2, elements: [0, 1, -2, 0])
    #expect(throws: TransportError.self) {
      try MixedGridFlow(potential: bowl(), rotation: skew, temperature: 1, timeStep: 1)
    }
    let flow = try MixedGridFlow(
      potential: bowl(), rotation: rotation(1), temperature: 1, timeStep: 1)
    let line = try GridDensity(shape: [4], values: [1, 1, 1, 1])
    #expect(throws: TransportError.self) { try flow.run(from: line, steps: 1) }
    #expect(throws: TransportError.self) {
      try MixedGridFlow(potential: bowl(), rotation: rotation(.nan), temperature: 1, timeStep: 1)
    }
    #expect(throws: TransportError.self) {
      try MixedGridFlow(potential: bowl(), rotation: rotation(1), temperature: 0, timeStep: 1)
    }
  }
}
