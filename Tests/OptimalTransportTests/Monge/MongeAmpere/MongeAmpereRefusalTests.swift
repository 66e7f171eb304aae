import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct MongeAmpereRefusalTests {
  private let solver = MongeAmpere()
  private func uniform(_ shape: [Int], box: Box? = nil, mass: Double = 1) throws -> GridDensity {
    let count = shape.reduce(1, *)
    let volume = box?.volume ?? 1
    return try GridDensity(
      shape: shape, box: box, values: [Double](repeating: mass / volume, count: count))
  }

  @Test("different masses and dimensions are refused")
  func masses() throws {
    #expect(throws: TransportError.massMismatch(source: 1, target: 2)) {
      try solver.solve(source: uniform([4, 4]), target: uniform([4, 4], mass: 2))
    }
    #expect(throws: TransportError.self) {
      try solver.solve(source: uniform([4, 4]), target: uniform([4]))
    }
  }

  @Test("a density that vanishes is refused, and the message names the cell")
  func zeros() throws {
    let bump = try sampled([32, 32], .unit(2)) {
      Oracles.Translation.density($0[0], $0[1], center: 0.3)
    }
    let moved = try sampled([32, 32], .unit(2)) {
      Oracles.Translation.density($0[0], $0[1], center: 0.7)
    }
    let error = #expect(throws: TransportError.self) {
      try solver.solve(source: bump, target: moved)
    }
    #expect(error!.description.contains("source.values["))
    #expect(throws: TransportError.self) {
      try solver.solve(source: uniform([32, 32]), target: moved)
    }
  }

  @Test("a grid too coarse for its density is refused")
  func coarse() throws {
    let steep = try sampled([8, 8], .unit(2)) { exp(-100 * $0[0]) }
    let error = #expect(throws: TransportError.self) {
      try solver.solve(source: uniform([8, 8]), target: steep)
    }
    #expect(error!.description.contains("target.shape[0]"))
  }

  @Test("periodic boxes must agree, a start must lie on the source's grid, options must make sense")
  func shapes() throws {
    let other = try Box(lower: [0, 0], upper: [2, 1])
    #expect(throws: TransportError.self) {
      try MongeAmpere(boundary: .periodic).solve(
        source: uniform([4, 4]), target: uniform([4, 4], box: other))
    }
    let start = try BrenierPotential(
      shape: [4, 4], box: .unit(2), values: [Double](repeating: 0, count: 16))
    #expect(throws: TransportError.self) {
      try solver.solve(source: uniform([8, 8]), target: uniform([8, 8]), start: start)
    }
    #expect(throws: TransportError.self) {
      try MongeAmpere(tolerance: 0).solve(source: uniform([4]), target: uniform([4]))
    }
    #expect(throws: TransportError.self) {
      try MongeAmpere(scheme: .monotone).solve(source: uniform([4]), target: uniform([4]))
    }
  }

  @Test("one cell, a row of cells, and masses from 1e-300 to 1e300 are fine")
  func small() throws {
    let box = try Box(lower: [2, -1], upper: [4, 0])
    for shape in [[1, 1], [1, 7], [5, 1]] {
      let solution = try solver.solve(source: uniform(shape), target: uniform([2, 3], box: box))
      #expect(solution.termination == .converged)
      // T = (2 + 2 x, y - 1) at the centres.
      let centers = try uniform(shape).centers
      for cell in 0..<centers.rows {
        #expect(abs(solution.map.images[cell, 0] - 2 - 2 * centers[cell, 0]) < 1e-14)
        #expect(abs(solution.map.images[cell, 1] + 1 - centers[cell, 1]) < 1e-14)
      }
    }
    for mass in [1e-300, 1e300] {
      let source = try GridDensity(
        shape: [16], values: (0..<16).map { mass * (1 + Double($0)) / 8.5 })
      let solution = try solver.solve(source: source, target: uniform([16], mass: mass))
      #expect(solution.termination == .converged)
      #expect(solution.value > 0 && solution.value < mass)
    }
  }

  @Test("boxes and densities beyond what can be squared are refused")
  func extremes() throws {
    for scale in [1e-200, 1e200] {
      let box = try Box(lower: [0], upper: [scale])
      #expect(throws: TransportError.self) {
        try solver.solve(source: uniform([4]), target: uniform([4], box: box))
      }
    }
    let steep = try GridDensity(shape: [100], values: (0..<100).map { pow(1e3, Double($0)) })
      .normalized()
    #expect(throws: TransportError.self) {
      try solver.solve(source: steep, target: uniform([100]))
    }
    // The largest boxes that are not.
    let wide = try Box(lower: [0], upper: [1e90])
    let solution = try solver.solve(source: uniform([4]), target: uniform([4], box: wide))
    #expect(solution.termination == .converged)
  }

  @Test("a good start saves steps, a bad one is survived")
  func starts() throws {
    let source = try sampled([32, 32], .unit(2)) { 1 + 0.5 * $0[0] * $0[1] }
    let target = try uniform([32, 32])
    let first = try solver.solve(source: source, target: target)
    let again = try solver.solve(source: source, target: target, start: first.potential)
    #expect(again.iterations <= first.iterations)
    #expect(abs(again.value - first.value) < 1e-8 * first.value)
    let wild = try BrenierPotential(
      shape: [32, 32], box: .unit(2), values: (0..<1024).map { Double($0 * 7919 % 13) })
    let survived = try solver.solve(source: source, target: target, start: wild)
    #expect(survived.termination == .converged)
    #expect(abs(survived.value - first.value) < 1e-8 * first.value)
  }

  @Test("a limit of no steps returns the start and says so")
  func limit() throws {
    let source = try sampled([16, 16], .unit(2)) { 1 + $0[0] }
    let solution = try MongeAmpere(iterationLimit: 0).solve(
      source: source, target: uniform([16, 16]))
    #expect(solution.termination == .iterationLimit)
    #expect(solution.iterations == 0)
  }

  @Test("a cancelled task stops the solver, and progress is told")
  func cancellation() async throws {
    let source = try sampled([64, 64], .unit(2)) { 1 + $0[0] }
    let target = try uniform([64, 64])
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try MongeAmpere().solve(source: source, target: target)
    }
    #expect(try await task.value.termination == .cancelled)
    var stages: [String] = []
    _ = try solver.solve(source: source, target: target) { stages.append($0.stage) }
    #expect(stages.last == "Newton, 64 x 64 cells")
  }
}
