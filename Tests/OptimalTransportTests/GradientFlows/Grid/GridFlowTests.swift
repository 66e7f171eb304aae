import Foundation
import Testing

@testable import OptimalTransport

/// The Gaussian of a mean and a variance on a grid of the line.
private func gaussian(
  _ mean: Double, _ variance: Double, _ n: Int, _ reach: Double
) throws -> GridDensity {
  let box = try Box(lower: [-reach], upper: [reach])
  return try LineLaw(Gaussian(mean: mean, variance: variance)).discretized(
    shape: [n], box: box
  ).density
}

private func totalVariation(_ a: GridDensity, _ b: GridDensity) -> Double {
  zip(a.values, b.values).reduce(0) { $0 + abs($1.0 - $1.1) } * a.cellVolume
}

/// Mean and variance along the first axis, without the variance of a cell.
private func moments(_ density: GridDensity) -> (mean: Double, variance: Double) {
  let centers = density.centers
  func mean(_ f: (Double) -> Double) -> Double {
    (0..<density.count).reduce(0) { $0 + density.values[$1] * f(centers[$1, 0]) }
      * density.cellVolume / density.mass
  }
  let center = mean { $0 }
  return (center, mean { ($0 - center) * ($0 - center) })
}

@Suite struct `Flows on a grid` {
  /// The deviation after a step of a Gaussian with V = k x^2 / 2 and entropy theta.
  private func deviation(_ s: Double, _ k: Double, _ theta: Double, _ tau: Double) -> Double {
    let q = 1 + tau * k
    return (s + sqrt(s * s + 4 * tau * q * theta)) / (2 * q)
  }

  private let ornsteinUhlenbeck =
    try! FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(0.5)

  @Test func `A step of a Gaussian is the closed form to second order in the cells`() throws {
    let tau = 0.3
    let s = deviation(0.5, 1, 0.5, tau)
    let errors = try [32, 64, 128].map { n in
      let solution = try GridFlow(ornsteinUhlenbeck, timeStep: tau, tolerance: 1e-8)
        .run(from: gaussian(0.5, 0.25, n, 4), steps: 1)
      #expect(abs(solution.steps[0].distance - hypot(0.5 - 0.5 / 1.3, 0.5 - s)) < 1 / Double(n))
      return try totalVariation(solution.states[1], gaussian(0.5 / (1 + tau), s * s, n, 4))
    }
    // h^2 |rho''|_1 / 24, means against values at centres, is 7e-3 on the coarsest grid.
    #expect(errors[0] < 7e-3 && errors[0] > 3 * errors[1] && errors[1] > 3 * errors[2])
  }

  @Test func `Attraction to the mean stiffens the variance and not the mean`() throws {
    let (k, a, theta, tau) = (0.5, 1.0, 0.4, 0.2)
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: k)) + .entropy(theta)
      + .interaction(.quadratic(strength: a))
    let flow = try GridFlow(energy, timeStep: tau, tolerance: 1e-6)
    let solution = try flow.run(from: gaussian(1, 0.36, 128, 5), steps: 2)
    #expect(solution.steps.allSatisfy { $0.termination == .converged })
    let s = deviation(deviation(0.6, k + a, theta, tau), k + a, theta, tau)
    let end = moments(solution.states[2])
    // Two steps off by h^2 / 12 each at most, h = 10/128.
    #expect(abs(end.mean - 1 / (1.1 * 1.1)) < 1e-3)
    #expect(abs(end.variance - s * s) < 1e-3)
  }

  @Test func `The scheme is first order in the time step`() throws {
    // Variance theta/k + (s^2 - theta/k) e^(-2kt) at t = 0.4.
    let exact = 0.5 + (0.1 - 0.5) * exp(-0.8)
    let errors = try [4, 8, 16].map { steps in
      let flow = try GridFlow(ornsteinUhlenbeck, timeStep: 0.4 / Double(steps), tolerance: 1e-6)
      let end = try flow.run(from: gaussian(0, 0.1, 128, 4), steps: steps).states[steps]
      return moments(end).variance - exact
    }
    for (long, short) in zip(errors, errors.dropFirst()) {
      let order = log2(long / short)
      #expect(order > 0.85 && order < 1.15)
    }
  }

  @Test func `The energy falls by the dissipation and ends in the Gibbs density`() throws {
    let potential = ScalarPotential.line(
      "(x^2 - 1)^2", value: { ($0 * $0 - 1) * ($0 * $0 - 1) },
      slope: { 4 * $0 * ($0 * $0 - 1) }, curvature: { 12 * $0 * $0 - 4 })
    let theta = 0.5
    let energy = try FreeEnergy.potential(potential) + .entropy(theta)
    let solution = try GridFlow(energy, timeStep: 2).run(
      from: gaussian(0.4, 0.2, 256, 2.5), steps: 25)
    var last = solution.initialEnergy
    for step in solution.steps {
      #expect(step.energy <= last + step.gap / 2)
      last = step.energy
    }
    let end = solution.states.last!
    let weights = end.axis(0).map { exp(-($0 * $0 - 1) * ($0 * $0 - 1) / theta) }
    let total = weights.reduce(0, +) * end.cellVolume
    let gibbs = try GridDensity(
      shape: end.shape, box: end.box, values: weights.map { $0 / total })
    #expect(totalVariation(end, gibbs) < 1e-3)
  }

  @Test func `Walls let nothing through and agree with the flow of quantiles`() throws {
    let energy = try FreeEnergy.potential(.quadratic(stiffness: -1)) + .entropy(0.3)
    let start = try gaussian(0.3, 0.05, 128, 1)
    let grid = try GridFlow(energy, timeStep: 0.1, tolerance: 1e-8).run(from: start, steps: 3)
    let line = try QuantileFlow(energy, timeStep: 0.1, walls: -1...1)
      .run(
        from: QuantileProfile(LineLaw(Gaussian(mean: 0.3, variance: 0.05)), cells: 400), steps: 3)
    let (end, expected) = (moments(grid.states[3]), line.states[3])
    // Cells of 1/64: h^2 / 12 of variance, and as much a step.
    #expect(abs(end.mean - expected.mean) < 1e-3)
    #expect(abs(end.variance - expected.variance) < 1e-3)
    #expect(abs(grid.states[3].mass - start.mass) < 1e-12)
  }

  @Test func `A product of densities flows as its factors do`() throws {
    let (n, tau) = (32, 0.2)
    let factor = try gaussian(0.3, 0.3, n, 3)
    let box = try Box(lower: [-3, -3], upper: [3, 3])
    let product = try GridDensity(
      shape: [n, n], box: box,
      values: (0..<n * n).map { factor.values[$0 / n] * factor.values[$0 % n] })
    let flow = try GridFlow(ornsteinUhlenbeck, timeStep: tau, tolerance: 1e-6)
    let (plane, line) = try (flow.run(from: product, steps: 1), flow.run(from: factor, steps: 1))
    let expected = try GridDensity(
      shape: [n, n], box: box,
      values: (0..<n * n).map {
        line.states[1].values[$0 / n] * line.states[1].values[$0 % n]
      })
    // Images of cells are rectangles, so only the reconstruction along axes differs: O(h^2).
    #expect(totalVariation(plane.states[1], expected) < 5e-3)
    #expect(abs(plane.steps[0].distance - sqrt(2) * line.steps[0].distance) < 1e-3)
  }

  @Test func `What is at rest stays there`() throws {
    let n = 64
    let flat = try GridDensity(shape: [n], values: [Double](repeating: 2, count: n))
    let solution = try GridFlow(.entropy(1), timeStep: 1).run(from: flat, steps: 1)
    #expect(zip(solution.states[1].values, flat.values).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(solution.steps[0].termination == .converged)
    #expect(solution.steps[0].distance < 1e-12 && solution.steps[0].gap < 1e-2)
  }

  @Test func `A cap is kept to and reached`() throws {
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: 4)) + .entropy(0.05) + .congestion(1.2)
    let solution = try GridFlow(energy, timeStep: 0.5).run(
      from: gaussian(0.5, 0.1, 128, 2), steps: 3)
    let end = solution.states[3].values
    #expect(end.max()! == 1.2 && end.filter { $0 == 1.2 }.count > 16)
    #expect(abs(solution.states[3].mass - solution.states[0].mass) < 1e-12)
  }

  /// The Keller-Segel flow of a Gaussian of variance 1 a coordinate, cells of 12/64.
  private func kellerSegel(_ mass: Double, tau: Double, steps: Int) throws -> FlowSolution<
    GridDensity
  > {
    let (line, n) = (try gaussian(0, 1, 64, 6), 64)
    let start = try GridDensity(
      shape: [n, n], box: Box(lower: [-6, -6], upper: [6, 6]),
      values: (0..<n * n).map { mass * line.values[$0 / n] * line.values[$0 % n] })
    let energy =
      try FreeEnergy.entropy(1) + .interaction(.logarithmic(strength: 1 / (2 * .pi)))
    return try GridFlow(energy, timeStep: tau).run(from: start, steps: steps)
  }

  @Test(arguments: [4.0, 12]) func `The second moment of Keller and Segel goes by the mass alone`(
    _ share: Double
  ) throws {
    let mass = share * .pi
    let solution = try kellerSegel(mass, tau: 0.02, steps: 2)
    let second = solution.states.map { 2 * mass * moments($0).variance }
    for (before, after) in zip(second, second.dropFirst()) {
      #expect(abs((after - before) / 0.02 / (4 * mass * (1 - share / 8)) - 1) < 0.02)
    }
    #expect(solution.steps.allSatisfy { $0.termination == .converged })
  }

  @Test func `A blow-up is named and not a NaN`() throws {
    // The second moment, 2 M, is gone after t = 1 at the latest, so that a point holds at least 8
    // pi, more than half, by then.
    let solution = try kellerSegel(12 * .pi, tau: 0.25, steps: 5)
    #expect(solution.steps.last?.termination == .blowUp && solution.steps.count < 5)
    #expect(solution.steps.dropLast().allSatisfy { $0.termination != .blowUp })
    // Below the critical mass nothing gathers.
    let calm = try kellerSegel(4 * .pi, tau: 0.25, steps: 4)
    #expect(calm.steps.allSatisfy { $0.termination != .blowUp })
    for frame in solution.states {
      #expect(frame.values.allSatisfy { $0.isFinite && $0 >= 0 })
      #expect(abs(frame.mass / (12 * .pi) - 1) < 1e-12)
    }
  }

  @Test func `Three dimensions, single cells and denormal densities work`() throws {
    let n = 8
    let box = try Box(lower: [-2, -2, -2], upper: [2, 2, 2])
    let cube = try GridDensity(
      shape: [n, n, n], box: box,
      values: (0..<n * n * n).map { $0 == 0 ? 1e-310 : $0 % 7 == 0 ? 0 : 1 })
    let flow = try GridFlow(ornsteinUhlenbeck, timeStep: 0.1)
    let solid = try flow.run(from: cube, steps: 1)
    #expect(abs(solid.states[1].mass - cube.mass) < 1e-12 * cube.mass)
    #expect(solid.steps[0].energy < solid.initialEnergy + solid.steps[0].gap / 0.1)
    for shape in [[1], [16, 1], [1, 3]] {
      let count = shape.reduce(1, *)
      let small = try GridDensity(
        shape: shape, box: Box.unit(shape.count), values: (0..<count).map { 1 + Double($0 % 3) })
      let end = try flow.run(from: small, steps: 1)
      #expect(abs(end.states[1].mass - small.mass) < 1e-12 * small.mass)
      #expect(end.states[1].values.allSatisfy { $0 >= 0 && $0.isFinite })
    }
  }

  @Test func `Flows that have no steps are refused`() throws {
    let start = try gaussian(0, 0.1, 16, 1)
    #expect(throws: TransportError.self) { try GridFlow(ornsteinUhlenbeck, timeStep: 0) }
    #expect(throws: TransportError.self) {
      try GridFlow(ornsteinUhlenbeck, timeStep: 1, refinement: 0)
    }
    func refuses(_ energy: FreeEnergy) {
      #expect(throws: TransportError.self) {
        try GridFlow(energy, timeStep: 1).run(from: start, steps: 1)
      }
    }
    refuses(try .potential(.quadratic(stiffness: 1)))
    refuses(try .entropy(1) + .congestion(0.4))
    let broken = ScalarPotential.line(
      "nan", value: { _ in .nan }, slope: { _ in 0 }, curvature: { _ in 0 })
    refuses(try .entropy(1) + .potential(broken))
    refuses(
      try .entropy(1)
        + .interaction(InteractionKernel("z", value: { $0[0] }, gradient: { _ in [1] })))
    // In the plane m must be above 1/2.
    let square = try GridDensity(shape: [2, 2], values: [1, 1, 1, 1])
    #expect(throws: TransportError.self) {
      try GridFlow(.power(0.45, 1), timeStep: 1).run(from: square, steps: 1)
    }
  }
}
