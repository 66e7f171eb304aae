import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Entropic grid flows` {
  private func ornsteinUhlenbeck() throws -> FreeEnergy {
    try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(0.5)
  }

  @Test func `A product of densities flows as its factors do`() throws {
    let epsilon = 0.03
    let flow = try EntropicGridFlow(
      ornsteinUhlenbeck(), timeStep: 0.2, epsilon: epsilon, tolerance: 1e-11)
    let (x, y) = try (sampledGaussian(0.3, 0.3, 24, 3), sampledGaussian(-0.2, 0.5, 40, 4))
    let plane = try GridDensity(
      shape: [24, 40], box: Box(lower: [-3, -4], upper: [3, 4]),
      values: x.values.flatMap { a in y.values.map { a * $0 } })
    let end = try flow.run(from: plane, steps: 1)
    let factors = try [x, y].map { try flow.run(from: $0, steps: 1) }
    let (a, b) = (factors[0].states[1], factors[1].states[1])
    let expected = a.values.flatMap { p in b.values.map { p * $0 } }
    for (found, value) in zip(end.states[1].values, expected) {
      #expect(abs(found - value) < 1e-9)
    }
    // Squared distances, and those of the gradients, add up.
    let distances = factors.map { $0.steps[0].distance }
    #expect(abs(end.steps[0].distance - hypot(distances[0], distances[1])) < 1e-8)
    let slopes = factors.map { $0.steps[0].slope }
    #expect(abs(end.steps[0].slope - hypot(slopes[0], slopes[1])) < 1e-6)
  }

  @Test func `The distance is above that of the densities by no more than the blur`() throws {
    let start = try sampledGaussian(0.8, 0.1, 96, 3)
    for correction in BlurCorrection.allCases {
      let flow = try EntropicGridFlow(ornsteinUhlenbeck(), timeStep: 0.2, correction: correction)
      let solution = try flow.run(from: start, steps: 1)
      let exact = try QuantileTransport().solve(
        source: start.pointCloud, target: solution.states[1].pointCloud
      ).certificate.upperBound
      let square = pow(solution.steps[0].distance, 2)
      // eps / 2 = h^2, and a twentieth for the missing mass.
      #expect(square >= exact - 1e-12 && square < exact + 1.05 / 256)
    }
  }

  @Test func `Rough bounds hold the fine ones between them`() throws {
    let start = try sampledGaussian(0.8, 0.1, 48, 3)
    for correction in BlurCorrection.allCases {
      let flow = try EntropicGridFlow(ornsteinUhlenbeck(), timeStep: 0.3, correction: correction)
      let problem = try flow.stepper(for: start).problem
      let bounds = [1e-1, 1e-2, 1e-4, 1e-11].map { tolerance in
        var step = ScalingStep(problem, from: start.values, timeStep: 0.3)
        _ = step.run(tolerance: tolerance, iterationLimit: 1000)
        return step.bounds(step.repairedPlan())
      }
      for rough in bounds {
        #expect(rough.lower <= bounds[3].upper + 1e-13 && rough.upper >= bounds[3].lower - 1e-13)
      }
      #expect(bounds[3].upper - bounds[3].lower < 1e-9)
    }
  }

  @Test func `Without its regularisation a step is as good as its blur`() throws {
    let start = try sampledGaussian(0.8, 0.1, 96, 3)
    let well = try FreeEnergy.potential(.quadratic(stiffness: 1))
    let energies = try [
      well + .entropy(0.5), well + .power(2, 0.3), well + .power(0.7, 0.3), well + .congestion(1.1),
      .power(2, 0.1) + .entropy(0.2), .power(3, 0.2) + .congestion(1.5),
    ]
    let walls = try Obstacles(shape: [96], isBlocked: (0..<96).map { $0 < 8 })
    let bare = try GridDensity(
      shape: [96], box: start.box,
      values: start.values.indices.map { $0 < 8 ? 0 : start.values[$0] })
    for energy in energies {
      for (start, domain) in try [(start, .box), (bare, FlowDomain(walls: walls, reach: 4))] {
        let stepper = try EntropicGridFlow(energy, timeStep: 0.1, domain: domain)
          .stepper(for: start)
        let gap = try stepper.detailed(from: start).transportGap
        // The plan costs eps / 4 = h^2 / 2 more than need be; the dual loses as much and a log.
        #expect(gap > 0 && gap < 3.0 / 256)
      }
    }
    let none = try EntropicGridFlow(.power(2, 1) + .power(0.7, 1), timeStep: 0.1)
    #expect(try none.stepper(for: start).detailed(from: start).transportGap == .infinity)
  }

  @Test func `The exact step lies between its bounds`() throws {
    // m = 1, a Gaussian: min of W2^2 / 2 + tau F in closed form.
    let (tau, a) = (0.2, 0.25)
    let q = 1 + tau
    let b = pow((a.squareRoot() + (a + 2 * tau * q).squareRoot()) / (2 * q), 2)
    let moved = pow(0.5 - 0.5 / q, 2) + pow(a.squareRoot() - b.squareRoot(), 2)
    let energy = pow(0.5 / q, 2) / 2 + b / 2 - 0.5 * (log(2 * .pi * b) + 1) / 2
    let start = try sampledGaussian(0.5, a, 96, 4)
    let problem = try EntropicGridFlow(ornsteinUhlenbeck(), timeStep: tau).stepper(for: start)
      .problem
    var step = ScalingStep(problem, from: start.values, timeStep: tau)
    _ = step.run(tolerance: 1e-9, iterationLimit: 1000)
    let bounds = step.transportBounds(step.repairedPlan())
    // Cells of 1/12 have another least value than the continuum, by less than h^2 / 24.
    let slack = 1.0 / 144 / 24
    #expect(bounds.lower < moved / 2 + tau * energy + slack)
    #expect(bounds.upper > moved / 2 + tau * energy - slack)
  }

  @Test func `Slope and distance agree on short steps of smooth flows`() throws {
    // Of the exact step they are equal but for the factor tau; here the blur is in the distance.
    let flow = try EntropicGridFlow(
      ornsteinUhlenbeck(), timeStep: 0.1, epsilon: 1e-3, correction: .selfTransport)
    let record = try flow.run(from: sampledGaussian(1, 0.3, 128, 3.2), steps: 1).steps[0]
    let blur = (pow(record.distance, 2) - 1e-3 / 2).squareRoot()
    #expect(abs(record.slope * 0.1 / blur - 1) < 0.01)
  }

  @Test func `Results do not depend on the number of threads`() throws {
    let values = (0..<60).map { 1 + sin(Double($0)) }
    let start = try GridDensity(shape: [6, 10], values: values)
    let flow = try EntropicGridFlow(.power(2, 0.1), timeStep: 0.1, domain: .torus(2))
    let ends = try [1, 4].map { count in
      try ParallelLoop.$threadCount.withValue(count) {
        try flow.run(from: start, steps: 2).states[2].values
      }
    }
    for (a, b) in zip(ends[0], ends[1]) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func `A step depends on its arguments alone`() throws {
    let start = try sampledGaussian(0.3, 0.3, 32, 3)
    let flow = try EntropicGridFlow(ornsteinUhlenbeck(), timeStep: 0.1)
    let whole = try flow.run(from: start, steps: 3)
    let stepper = try flow.stepper(for: start)
    let third = try stepper.step(from: whole.states[2], index: 2, time: 0.2, timeStep: 0.1)
    #expect(third.state.values == whole.states[3].values)
  }

  @Test func `Zero and denormal densities, single cells and three dimensions work`() throws {
    let flow = try EntropicGridFlow(ornsteinUhlenbeck(), timeStep: 0.1)
    let shapes = [[1], [9], [1, 5], [6, 1], [5, 4, 3], [1, 1, 1]]
    for shape in shapes {
      let count = shape.reduce(1, *)
      let start = try GridDensity(
        shape: shape,
        values: (0..<count).map { $0 == 0 ? .leastNonzeroMagnitude : $0 % 3 == 0 ? 0 : 1 }.map {
          count == 1 ? 2 : $0
        })
      for correction in BlurCorrection.allCases {
        let flow = try EntropicGridFlow(
          ornsteinUhlenbeck(), timeStep: 0.1, correction: correction)
        let solution = try flow.run(from: start, steps: 1)
        let end = solution.states[1]
        #expect(end.values.allSatisfy { $0 >= 0 && $0.isFinite })
        #expect(abs(end.mass / start.mass - 1) < 1e-13)
        #expect(solution.steps[0].termination == .converged)
      }
    }
    let least = try GridDensity(shape: [8], values: (0..<8).map { Double($0) * 1e-300 })
    let end = try flow.run(from: least, steps: 1).states[1]
    #expect(end.values == least.values)
  }

  @Test func `Flows that have no steps are refused by name`() throws {
    let start = try sampledGaussian(0, 0.1, 16, 1)
    let energy = try ornsteinUhlenbeck()
    #expect(throws: TransportError.self) { try EntropicGridFlow(energy, timeStep: 0) }
    #expect(throws: TransportError.self) { try EntropicGridFlow(energy, timeStep: 1, epsilon: 0) }
    #expect(throws: TransportError.self) {
      try EntropicGridFlow(energy, timeStep: 1, epsilon: -.infinity)
    }
    #expect(throws: TransportError.self) { try FreeEnergy.entropy(-1) }
    func refusal(
      _ energy: FreeEnergy, domain: FlowDomain = .box, _ correction: BlurCorrection = .none,
      epsilon: Double? = nil
    ) -> TransportError? {
      do {
        _ = try EntropicGridFlow(
          energy, timeStep: 1, domain: domain, epsilon: epsilon, correction: correction
        ).run(from: start, steps: 1)
        return nil
      } catch { return error }
    }
    // The mean density is 1/2, and the mass 1.
    let full = refusal(try .congestion(0.4))
    #expect(
      full.map { if case .infeasible(let mass) = $0 { abs(mass - 0.2) < 1e-9 } else { false } }
        == true)
    let broken = InteractionKernel("nan", value: { _ in .nan }, gradient: { $0 })
    if case .nonFinite? = refusal(energy + .interaction(broken)) {
    } else {
      Issue.record("NaN in U")
    }
    let well = ScalarPotential.line(
      "log |x|", value: { log(abs($0)) }, slope: { 1 / $0 }, curvature: { -1 / ($0 * $0) })
    if case .notApplicable? = refusal(energy + .potential(well)) {
    } else {
      Issue.record("no floor")
    }
    if case .outOfRange? = refusal(energy, epsilon: 1e-300) {} else { Issue.record("tiny epsilon") }
    let cap = try FreeEnergy.congestion(1)
    if case .notApplicable? = refusal(cap, .selfTransport) {} else { Issue.record("no entropy") }
    #expect(refusal(try .power(0.34, 1)) == nil)
    let square = try GridDensity(shape: [2, 2], values: [1, 1, 1, 1])
    #expect(throws: TransportError.self) {
      try EntropicGridFlow(.power(0.45, 1), timeStep: 1).run(from: square, steps: 1)
    }
  }

  @Test func `Domains that make no sense are refused by name`() throws {
    let all = try Obstacles(shape: [4], isBlocked: [true, true, true, true])
    #expect(throws: TransportError.emptyInput(argument: "cells without wall")) {
      try FlowDomain(walls: all)
    }
    let walls = try Obstacles(shape: [4], isBlocked: [false, true, false, false])
    #expect(throws: TransportError.self) { try FlowDomain(walls: walls, exits: [true]) }
    #expect(throws: TransportError.self) { try FlowDomain(periodicAxes: [3]) }
    #expect(throws: TransportError.self) { try FlowDomain(walls: walls, reach: 0) }
    let energy = try FreeEnergy.entropy(1)
    let start = try GridDensity(shape: [4], values: [1, 1, 1, 1])
    let domain = try FlowDomain(walls: walls)
    #expect(throws: TransportError.infeasible(massWithoutRoute: 0.25)) {
      try EntropicGridFlow(energy, timeStep: 1, domain: domain).run(from: start, steps: 1)
    }
    let five = try GridDensity(shape: [5], values: [1, 0, 1, 1, 1])
    #expect(throws: TransportError.self) {
      try EntropicGridFlow(energy, timeStep: 1, domain: domain).run(from: five, steps: 1)
    }
    #expect(throws: TransportError.self) {
      try EntropicGridFlow(energy, timeStep: 1, domain: .torus(2)).run(from: start, steps: 1)
    }
    // One chamber is too small for its share under the cap, the other is not.
    let crowded = try GridDensity(shape: [4], values: [2, 0, 0.1, 0.1])
    let capped = try FreeEnergy.congestion(1) + energy
    #expect(throws: TransportError.infeasible(massWithoutRoute: 0.25)) {
      try EntropicGridFlow(capped, timeStep: 1, domain: domain).run(from: crowded, steps: 1)
    }
    #expect(throws: TransportError.emptyInput(argument: "exits")) {
      try ExitDistance(domain, shape: [4], box: .unit(1))
    }
  }
}
