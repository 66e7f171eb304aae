import Foundation
import Testing

@testable import OptimalTransport

private func flow(_ h: Double, stiffness: Double = 1.7) throws -> LinearKramersFlow {
  try LinearKramersFlow(
    stiffness: Matrix([[stiffness]]), friction: 0.6, temperature: 0.8, timeStep: h)
}

private func start() throws -> KramersGaussian {
  try KramersGaussian(
    Gaussian(mean: [1, -0.5], covariance: Matrix([[0.5, 0.2], [0.2, 0.3]])))
}

@Suite struct `The linear Kramers recursion` {
  @Test func `It converges to the moments' equation with slope 1 in the step`() throws {
    // S' = A S + S A' + diag(0, 2 g theta), m' = A m, A = [[0, 1], [-w^2, -g]], to time 1.
    let exact = LinearTransition(
      drift: try Matrix([[0, 1], [-1.7, -0.6]]), offset: [0, 0],
      diffusion: try Matrix([[0, 0], [0, 2 * 0.6 * 0.8]]), time: 1)
    let law = try start().law
    let mean = exact.propagator * law.mean
    let spread = exact.propagator * law.covariance * exact.propagator.transposed + exact.gramian
    func error(_ steps: Int) throws -> (mean: Double, covariance: Double) {
      let end = try flow(1 / Double(steps)).run(from: start(), steps: steps).states.last!.law
      return (
        zip(end.mean, mean).map { abs($0 - $1) }.max()!,
        (end.covariance - spread).squaredFrobeniusNorm.squareRoot()
      )
    }
    let errors = try [20, 40, 80].map(error)
    for k in 0..<2 {
      // The ratio is 2 (1 + O(h)).
      #expect(abs(errors[k].mean / errors[k + 1].mean - 2) < 4.0 / 20)
      #expect(abs(errors[k].covariance / errors[k + 1].covariance - 2) < 4.0 / 20)
    }
    #expect(errors[2].covariance < 0.02)
  }

  @Test func `It rests at the Gibbs law up to the step`() throws {
    func error(_ h: Double) throws -> Double {
      let state = try flow(h).run(from: start(), steps: Int(60 / h)).states.last!
      let gibbs = try Matrix([[0.8 / 1.7, 0], [0, 0.8]])
      return (state.law.covariance - gibbs).squaredFrobeniusNorm.squareRoot()
    }
    let (long, short) = (try error(0.1), try error(0.05))
    #expect(short < 0.03 && abs(long / short - 2) < 0.3)
  }

  @Test func `Each step is proved to be the minimum, to rounding`() throws {
    for (h, scale) in [(1.0, 1.0), (0.05, 1), (1e-3, 1), (0.1, 1e-6), (0.1, 1e6)] {
      let law = try start().law
      let state = try KramersGaussian(
        Gaussian(mean: law.mean, covariance: law.covariance.scaled(by: scale)))
      for record in try flow(h).run(from: state, steps: 5).steps {
        // The residual is rounding of the map, of size 1 in the frame's size sqrt(12) / h.
        #expect(record.gap <= 1e-24 * max(1, scale) / (h * h))
        #expect(record.gap < 1e-12 * record.distance * record.distance)
      }
    }
  }

  @Test func `No other Gaussian has a lower value of what a step minimises`() throws {
    let (h, g, theta) = (0.3, 0.6, 0.8)
    let free = try flow(h, stiffness: 0)
    let before = try start()
    let after = try free.run(from: before, steps: 1).states[1].law
    // The cost of free particles in its own coordinates: |p' - p|^2 + 12 |(q' - q)/h - (p +
    // p')/2|^2 by a transport plan of Gaussians.
    func value(_ law: Gaussian) throws -> Double {
      func framed(_ law: Gaussian, _ side: Double) throws -> Gaussian {
        let l = try Matrix([[sqrt(12) / h, side * sqrt(3)], [0, 1]])
        return try Gaussian(
          mean: l * law.mean, covariance: (l * law.covariance * l.transposed).symmetricPart)
      }
      // Half a flight forwards before, half a flight backwards after.
      let cost = try GaussianTransport().solve(
        source: framed(before.law, 1), target: framed(law, -1)
      ).certificate.upperBound
      let kinetic = (law.covariance[1, 1] + law.mean[1] * law.mean[1]) / 2
      return cost / (2 * g * h) + kinetic - theta * law.cholesky.logDeterminant / 2
    }
    let least = try value(after)
    var generator = SeededGenerator(seed: 3)
    for size in [1e-1, 1e-2, 1e-3] {
      for _ in 0..<20 {
        let shift = (0..<2).map { _ in size * h * generator.normal() }
        let turn = try Matrix([
          [1 + size * generator.normal(), size * h * generator.normal()],
          [size * generator.normal(), 1 + size * generator.normal()],
        ])
        let other = try Gaussian(
          mean: zip(after.mean, shift).map { $0 + $1 },
          covariance: (turn * after.covariance * turn.transposed).symmetricPart)
        #expect(try value(other) >= least - 1e-12 * abs(least))
      }
    }
  }

  @Test func `The free energy falls by the dissipation, to first order`() throws {
    func imbalance(_ h: Double) throws -> Double {
      let solution = try flow(h).run(from: start(), steps: Int(1 / h))
      var (before, worst) = (solution.initialEnergy, 0.0)
      for step in solution.steps {
        #expect(step.energy < before)
        worst = max(worst, abs((before - step.energy) / h - step.slope * step.slope))
        before = step.energy
      }
      return worst
    }
    let (long, short) = (try imbalance(0.02), try imbalance(0.01))
    #expect(abs(long / short - 2) < 0.3)
  }

  @Test func `Two dimensions without coupling are two flows of one`() throws {
    let pair = try LinearKramersFlow(
      stiffness: Matrix([[1.7, 0], [0, 0.4]]), friction: 0.6, temperature: 0.8, timeStep: 0.1)
    let both = try Gaussian(
      mean: [1, 0, -0.5, 0.2],
      covariance: Matrix([
        [0.5, 0, 0.2, 0], [0, 1, 0, 0], [0.2, 0, 0.3, 0], [0, 0, 0, 2],
      ]))
    let end = try pair.run(from: KramersGaussian(both), steps: 7).states[7].law
    let first = try flow(0.1).run(from: start(), steps: 7).states[7].law
    #expect(abs(end.mean[0] - first.mean[0]) < 1e-13)
    #expect(abs(end.covariance[0, 2] - first.covariance[0, 1]) < 1e-12)
    #expect(abs(end.covariance[0, 3]) < 1e-12)
  }

  @Test func `Numbers come back to the bit and bad input is a named error`() throws {
    let state = try flow(0.1).run(from: start(), steps: 3).states[3]
    #expect(try state.replacing(numbers: state.numbers) == state)
    #expect(throws: TransportError.self) { try flow(0) }
    #expect(throws: TransportError.self) {
      try LinearKramersFlow(
        stiffness: Matrix([[1, 2]]), friction: 1, temperature: 1, timeStep: 1)
    }
    #expect(throws: TransportError.self) {
      try LinearKramersFlow(
        stiffness: Matrix([[1, 2], [0, 1]]), friction: 1, temperature: 1, timeStep: 1)
    }
    #expect(throws: TransportError.self) {
      try LinearKramersFlow(
        stiffness: Matrix([[1]]), friction: -1, temperature: 1, timeStep: 1)
    }
    #expect(throws: TransportError.self) { try KramersGaussian(Gaussian(mean: 0, variance: 1)) }
  }
}
