import Foundation
import Testing

@testable import OptimalTransport

@Suite("Push-forward on grids: cell masses")
struct ConservativePushTests {
  private func smooth(_ n: Int) throws -> GridDensity {
    try Gaussian(mean: [0.1, -0.2], covariance: Matrix([[0.5, 0.2], [0.2, 0.4]]))
      .discretized(shape: [n, n], box: Box(lower: [-4, -4], upper: [4, 4])).density
  }

  private func map(_ value: @escaping @Sendable (Double, Double) -> [Double]) throws -> VectorMap {
    try VectorMap(from: 2, to: 2) { value($0[0], $0[1]) }
  }

  @Test("the identity, in 1, 2 and 3 dimensions, changes nothing", arguments: [1, 2, 3])
  func identity(dimension: Int) throws {
    var generator = SeededGenerator(seed: 4)
    let shape = Array([5, 3, 4].prefix(dimension))
    let box = try Box(
      lower: [Double](repeating: -1, count: dimension),
      upper: [2, 3, 1.5].prefix(dimension).map { $0 })
    let source = try GridDensity(
      shape: shape, box: box, values: (0..<shape.reduce(1, *)).map { _ in generator.uniform() })
    let result = try ConservativePush().pushforward(
      of: source, by: VectorMap(from: dimension, to: dimension) { $0 }, shape: shape, box: box)
    for (a, b) in zip(result.density.values, source.values) { #expect(abs(a - b) < 1e-13) }
    #expect(result.massOutside < 1e-14 && result.massError < 1e-14)
    #expect(result.foldedMass == 0 && result.singularMass == 0 && result.warnings.isEmpty)
  }

  @Test("cells that are scaled to whole cells arrive whole")
  func scaling() throws {
    let source = try GridDensity(shape: [2, 1], box: .unit(2), values: [1, 3])
    let result = try ConservativePush().pushforward(
      of: source, by: map { [2 * $0, 3 * $1] }, shape: [4, 3],
      box: Box(lower: [0, 0], upper: [2, 3]))
    #expect(
      result.density.values.enumerated().allSatisfy {
        abs($0.element - ($0.offset < 6 ? 1 : 3) / 6.0) < 1e-15
      })
  }

  @Test("a linear image of a Gaussian is the Gaussian, at second order")
  func linear() throws {
    // (x + y, x - y): covariance A S A'.
    let exact = try Gaussian(mean: [-0.1, 0.3], covariance: Matrix([[1.3, 0.1], [0.1, 0.5]]))
    let box = try Box(lower: [-6, -5], upper: [6, 5])
    var errors: [Double] = []
    for n in [32, 64, 128] {
      let result = try ConservativePush().pushforward(
        of: smooth(n), by: map { [$0 + $1, $0 - $1] }, shape: [48, 40], box: box)
      let expected = try exact.discretized(shape: [48, 40], box: box).density
      errors.append(
        zip(result.density.values, expected.values).map { abs($0 - $1) }.max()!
          / expected.values.max()!)
      #expect(result.massError < 1e-13)
    }
    // Parts of a quarter of a target cell leave h^2 / 384 of the second derivative, 1 / variance.
    #expect(errors[2] < 2e-3)
    #expect(errors[0] / errors[1] > 3)
  }

  @Test("a fold brings both branches, and no mass is lost at it")
  func fold() throws {
    let result = try ConservativePush().pushforward(
      of: smooth(128), by: map { x, y in [x * x, y] }, shape: [40, 20],
      box: Box(lower: [0, -4], upper: [16, 4]))
    #expect(result.massError < 1e-13 && result.massOutside < 1e-12)
    // Column masses are P(X^2 in cell), X = N(0.1, 0.5), although the density is infinite at 0.
    let line = try BranchSearch().pushforward(
      of: Gaussian(mean: 0.1, variance: 0.5), by: ScalarMap({ $0 * $0 }, derivative: { 2 * $0 }))
    for i in 0..<40 {
      let column = result.density.cellMasses[i * 20..<(i + 1) * 20].reduce(0, +)
      let exact = line.cumulative(0.4 * Double(i + 1)) - line.cumulative(0.4 * Double(i))
      // Source cells of h = 1/16 are flat inside: h^2 / 24 of the second derivative, times two.
      #expect(abs(column - exact) < 3e-3)
    }
    // Cells astride x = 0 do not exist here, those of an odd grid do.
    let odd = try ConservativePush().pushforward(
      of: smooth(65), by: map { x, y in [x * x, y] }, shape: [40, 20],
      box: Box(lower: [0, -4], upper: [16, 4]))
    #expect(odd.foldedMass > 0.01 && odd.foldedMass < 0.1)
  }

  @Test("mass that leaves the box is reported, all of it is an error")
  func outside() throws {
    let source = try GridDensity(shape: [8, 8], values: [Double](repeating: 1, count: 64))
    let result = try ConservativePush().pushforward(
      of: source, by: map { [$0 + 0.3, $1] }, shape: [5, 5], box: .unit(2))
    #expect(abs(result.massOutside - 0.3) < 1e-14 && abs(result.density.mass - 0.7) < 1e-14)
    #expect(throws: TransportError.self) {
      try ConservativePush().pushforward(
        of: source, by: map { [$0 + 3, $1] }, shape: [5, 5], box: .unit(2))
    }
  }

  @Test("a map onto a curve gets a warning, and its mass is kept")
  func singular() throws {
    let source = try GridDensity(shape: [8, 8], values: [Double](repeating: 1, count: 64))
    let result = try ConservativePush().pushforward(
      of: source, by: map { x, y in [x + y, 2 * x + 2 * y] }, shape: [10, 10],
      box: Box(lower: [-1, -1], upper: [5, 5]))
    #expect(result.singularMass > 0.999 && result.massError < 1e-14)
    #expect(result.warnings.first?.description.contains("det Df vanishes") == true)
    let point = try ConservativePush().pushforward(
      of: source, by: map { _, _ in [0.5, 0.5] }, shape: [3, 3], box: .unit(2))
    #expect(abs(point.density.cellMasses[4] - 1) < 1e-14 && point.warnings.count == 1)
  }

  @Test("a map that stretches too far gets a warning")
  func stretched() throws {
    let source = try GridDensity(shape: [2], values: [1, 1])
    let result = try ConservativePush(partLimit: 8).pushforward(
      of: source, by: VectorMap(from: 1, to: 1) { [100 * $0[0]] }, shape: [100],
      box: Box(lower: [0], upper: [100]))
    // A linear map spreads whatever the parts.
    for value in result.density.values { #expect(abs(value - 0.01) < 1e-13) }
    #expect(result.warnings == [.coarseSource(mass: 1)])
  }

  @Test("three dimensions and one agree on a product of maps")
  func products() throws {
    let line = try GridDensity(
      shape: [16], box: Box(lower: [-1], upper: [1]), values: (0..<16).map { Double($0 % 5) })
    let cube = try GridDensity(
      shape: [16, 2, 2], box: Box(lower: [-1, 0, 0], upper: [1, 1, 1]),
      values: line.values.flatMap { [Double](repeating: $0, count: 4) })
    let bend: @Sendable (Double) -> Double = { $0 * $0 - 0.5 * $0 }
    let one = try ConservativePush().pushforward(
      of: line, by: VectorMap(from: 1, to: 1) { [bend($0[0])] }, shape: [10],
      box: Box(lower: [-0.1], upper: [2]))
    let three = try ConservativePush().pushforward(
      of: cube, by: VectorMap(from: 3, to: 3) { [bend($0[0]), $0[1], $0[2]] }, shape: [10, 1, 1],
      box: Box(lower: [-0.1, 0, 0], upper: [2, 1, 1]))
    for (a, b) in zip(one.density.values, three.density.values) { #expect(abs(a - b) < 1e-12) }
  }

  @Test("undefined maps, wrong dimensions and options are refused")
  func refusals() throws {
    let source = try GridDensity(shape: [4, 4], values: [Double](repeating: 1, count: 16))
    let attempts: [() throws -> GridPushforward] = [
      {
        try ConservativePush().pushforward(
          of: source, by: self.map { [log($0 - 0.5), $1] }, shape: [2, 2], box: .unit(2))
      },
      {
        try ConservativePush().pushforward(
          of: source, by: VectorMap(from: 1, to: 1) { $0 }, shape: [2, 2], box: .unit(2))
      },
      {
        try ConservativePush().pushforward(
          of: source, by: VectorMap(from: 2, to: 2) { [$0[0]] }, shape: [2, 2], box: .unit(2))
      },
      {
        try ConservativePush().pushforward(
          of: source, by: self.map { [$0, $1] }, shape: [2], box: .unit(1))
      },
      {
        try ConservativePush(partsPerCell: 0).pushforward(
          of: source, by: self.map { [$0, $1] }, shape: [2, 2], box: .unit(2))
      },
    ]
    for attempt in attempts { #expect(throws: TransportError.self) { try attempt() } }
    #expect(throws: TransportError.self) { try VectorMap(from: 0, to: 1) { $0 } }
  }

  @Test("results do not depend on the number of threads")
  func threads() throws {
    let source = try smooth(24)
    func push() throws -> [Double] {
      try ConservativePush().pushforward(
        of: source, by: map { [$0 * $1, $0 - $1] }, shape: [16, 16],
        box: Box(lower: [-4, -4], upper: [4, 4])
      ).density.values
    }
    #expect(try ParallelLoop.$threadCount.withValue(1) { try push() } == push())
  }
}
