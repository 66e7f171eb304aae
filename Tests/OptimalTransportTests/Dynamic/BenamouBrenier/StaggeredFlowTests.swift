import Foundation
import Testing

@testable import OptimalTransport

/// The parts of the solver, each against what defines it.
@Suite struct StaggeredFlowTests {
  private func randomDensity(_ shape: [Int], seed: UInt64) -> GridDensity {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<shape.reduce(1, *)).map { _ in Double.random(in: 0.1...1, using: &generator) }
    return try! GridDensity(shape: shape, values: values).normalized()
  }

  private func problem(
    _ shape: [Int], _ sides: HelmholtzDecomposition.Boundary, timeSteps: Int = 5
  ) -> FlowProblem {
    FlowProblem(
      randomDensity(shape, seed: 1), randomDensity(shape, seed: 2),
      solver: BenamouBrenier(timeSteps: timeSteps, sides: sides), distance: 0.3)
  }

  static let cases: [([Int], HelmholtzDecomposition.Boundary)] = [
    ([9], .noFlux), ([8], .periodic), ([6, 5], .noFlux), ([4, 7], .periodic),
    ([3, 4, 5], .noFlux), ([1], .noFlux), ([2, 1], .periodic),
  ]

  @Test("each iterate satisfies the continuity equation to rounding", arguments: cases)
  func projection(shape: [Int], sides: HelmholtzDecomposition.Boundary) throws {
    let problem = problem(shape, sides)
    let grid = problem.grid
    let state = DynamicState.mixture(problem.source, problem.target, timeSteps: 5)
    let splitting = ProximalSplitting(grid: grid, gamma: 2, start: problem.flowStart(state))
    for _ in 0..<7 {
      splitting.iterate()
      let flow = StaggeredFlow(
        density: splitting.density, momentum: splitting.projectedMomentum)
      let defect = grid.continuityDefect(flow)
      // Some roundings of terms of size rho / tau and m / h, about 30.
      for c in 0..<defect.count { #expect(abs(defect[c]) < 1e-12) }
    }
  }

  @Test(
    "a projected flow is projected onto itself: the solution is a fixed point", arguments: cases)
  func fixedPoint(shape: [Int], sides: HelmholtzDecomposition.Boundary) throws {
    let density = randomDensity(shape, seed: 3)
    let problem = FlowProblem(
      density, density, solver: BenamouBrenier(timeSteps: 4, sides: sides), distance: 0.5)
    let state = DynamicState.mixture(density, density, timeSteps: 4)
    let splitting = ProximalSplitting(
      grid: problem.grid, gamma: 2, start: problem.flowStart(state))
    for _ in 0..<5 { splitting.iterate() }
    let still = problem.flowStart(state).density
    for c in 0..<still.count { #expect(abs(splitting.density[c] - still[c]) < 1e-13) }
    let momentum = splitting.projectedMomentum
    for c in 0..<momentum.count { #expect(abs(momentum[c]) < 1e-13) }
  }

  @Test("weak duality: no repaired potential is above the action of any flow", arguments: cases)
  func weakDuality(shape: [Int], sides: HelmholtzDecomposition.Boundary) throws {
    let problem = problem(shape, sides)
    let (grid, correction) = (problem.grid, FlowCorrection(problem.grid))
    var generator = SeededGenerator(seed: 7)
    for size in [0.01, 0.1, 1, 10] {
      let potential = grid.centreArray()
      for c in 0..<potential.count {
        potential[c] = size * Double.random(in: -1...1, using: &generator)
      }
      let dual = FeasiblePotential(
        potential, grid: grid, source: problem.start, target: problem.end)
      let energy = dual.hamiltonian
      for c in 0..<potential.count - grid.cells {
        let rate = (dual.values[c + grid.cells] - dual.values[c]) * 5
        #expect(rate + (energy[c] + energy[c + grid.cells]) / 2 <= 1e-12 * (1 + size * size))
      }
      let flow = correction.mixture(source: problem.start, target: problem.end, uniform: 0.5)
      for c in 0..<flow.momentum.count where flow.momentum[c] != 0 {
        flow.momentum[c] += size * Double.random(in: -1...1, using: &generator)
      }
      correction.correct(flow)
      let defect = grid.continuityDefect(flow)
      for c in 0..<defect.count { #expect(abs(defect[c]) < 1e-11) }
      #expect(dual.value <= grid.action(flow))
    }
  }

  @Test("the dual value of a linear potential is that of the shift it drives")
  func linearPotential() {
    // phi = a x - a^2 t / 2 solves the equation inside; next to walls H is halved and it is slack.
    let density = randomDensity([12], seed: 4)
    let problem = FlowProblem(
      density, density, solver: BenamouBrenier(timeSteps: 6, sides: .noFlux), distance: 1)
    let grid = problem.grid
    let potential = grid.centreArray()
    for k in 0..<6 {
      for c in 0..<12 {
        potential[k * 12 + c] = 0.3 * (Double(c) + 0.5) / 12 - 0.045 * (Double(k) + 0.5) / 6
      }
    }
    let dual = FeasiblePotential(potential, grid: grid, source: problem.start, target: problem.end)
    #expect(dual.violation < 1e-14)
    // sum vol rho (phi_1 - phi_0) = -0.045 mass, and 0.0225 tau more at each end of both walls.
    let walls = (problem.start[0] + problem.start[11]) * grid.cellVolume * 0.0225 / 6
    let mass = problem.cellSum * grid.cellVolume
    #expect(abs(dual.value - (-0.045 * mass + walls)) < 1e-14)
  }

  @Test("densities cut off at zero keep their mass, and the momentum follows")
  func clipping() {
    let problem = problem([6, 5], .noFlux)
    let flow = FlowCorrection(problem.grid).mixture(
      source: problem.start, target: problem.end, uniform: 0)
    for c in stride(from: 30, to: 150, by: 7) { flow.density[c] = -0.2 }
    let clipped = FlowCorrection(problem.grid).clipped(flow, mass: problem.cellSum)
    let defect = problem.grid.continuityDefect(clipped)
    for c in 0..<defect.count { #expect(abs(defect[c]) < 1e-12) }
    for c in 0..<clipped.density.count { #expect(clipped.density[c] >= 0) }
  }

  @Test("resampling keeps polynomials of its degree inside, and constants at the ends")
  func resampling() {
    let x = (0..<12).map { (Double($0) + 0.5) / 12 }
    let y = (0..<24).map { (Double($0) + 0.5) / 24 }
    let cubic: (Double) -> Double = { 1 + $0 - 2 * $0 * $0 + 3 * $0 * $0 * $0 }
    for ends in [LineResampling.Ends.mirrored, .wrapped, .extrapolated] {
      let finer = LineResampling(from: 12, to: 24, points: 4, ends: ends)
        .apply(x.map(cubic), inner: 1)
      for i in 4..<20 { #expect(abs(finer[i] - cubic(y[i])) < 1e-14) }
      let ones = LineResampling(from: 5, to: 9, points: 4, ends: ends)
        .apply([Double](repeating: 1, count: 10), inner: 2)
      #expect(ones.allSatisfy { abs($0 - 1) < 1e-14 })
    }
    let all = LineResampling(from: 12, to: 24, points: 4, ends: .extrapolated)
      .apply(x.map(cubic), inner: 1)
    for i in 0..<24 { #expect(abs(all[i] - cubic(y[i])) < 1e-13) }
    let nodes = LineResampling(nodesFrom: 4, to: 8).apply([0, 1, 2, 3, 4], inner: 1)
    #expect(nodes == (0...8).map { Double($0) / 2 })
  }

  @Test("coarse grids, one cell and one step resample")
  func smallResampling() {
    let state = DynamicState(
      shape: [1, 2], timeSteps: 1, density: [1, 2, 3, 4], potential: [5, 6])
    let finer = state.resampled(shape: [3, 4], timeSteps: 3, isPeriodic: false)
    #expect(finer.density.count == 48 && finer.potential.count == 36)
    #expect(finer.density.min()! >= 1 && finer.density.max()! <= 4)
  }
}
