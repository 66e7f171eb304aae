import Foundation
import Testing

@testable import OptimalTransport

/// A Gaussian sampled at the cell centres of a line, normalised.
func sampledGaussian(
  _ mean: Double, _ variance: Double, _ n: Int, _ reach: Double
) throws -> GridDensity {
  let box = try Box(lower: [-reach], upper: [reach])
  let step = 2 * reach / Double(n)
  let values = (0..<n).map { i -> Double in
    let x = -reach + (Double(i) + 0.5) * step - mean
    return exp(-x * x / (2 * variance))
  }
  return try GridDensity(shape: [n], box: box, values: values).normalized()
}

/// Mean and variance along an axis.
func gridMoments(_ density: GridDensity, axis: Int = 0) -> (mean: Double, variance: Double) {
  let centers = density.centers
  let weights = density.values.map { $0 * density.cellVolume / density.mass }
  let mean = weights.indices.reduce(0) { $0 + weights[$1] * centers[$1, axis] }
  let variance = weights.indices.reduce(0) {
    $0 + weights[$1] * (centers[$1, axis] - mean) * (centers[$1, axis] - mean)
  }
  return (mean, variance)
}

@Suite struct `Entropic steps of Gaussians` {
  private let stiffness = 1.0
  private let theta = 0.5

  private func energy() throws -> FreeEnergy {
    try FreeEnergy.potential(.quadratic(stiffness: stiffness)) + .entropy(theta)
  }

  /// The variance b after an entropic step from the variance a: the equation in the comment on
  /// ``BlurCorrection``.
  private func variance(
    from a: Double, _ correction: BlurCorrection, epsilon: Double, tau: Double
  ) -> Double {
    let s = epsilon / 2
    func equation(_ b: Double) -> Double {
      let d = (4 * a * b + s * s).squareRoot()
      let own = (4 * b * b + s * s).squareRoot()
      let transport =
        switch correction {
        case .none: 1 - 2 * a / (d + s) - s / b
        case .firstOrder: 1 - 2 * a / (d + s) - s / (2 * b)
        case .selfTransport: 2 * b / (own + s) - 2 * a / (d + s)
        }
      return transport + tau * (stiffness - theta / b)
    }
    return RootFinding.bracket(from: 1e-6, to: 10, equation)!.nonNegative
  }

  @Test(arguments: BlurCorrection.allCases, [0.3, 0.01])
  func `A step is the closed form of its correction`(
    _ correction: BlurCorrection, _ tau: Double
  ) throws {
    // Cells of 1/16 and eps = 2 h^2: sums are integrals to 3e-9, the box cuts off exp(-24).
    let start = try sampledGaussian(0.5, 0.25, 128, 4)
    let flow = try EntropicGridFlow(
      energy(), timeStep: tau, correction: correction, tolerance: 1e-11)
    let solution = try flow.run(from: start, steps: 1)
    let end = gridMoments(solution.states[1])
    let expected = variance(from: 0.25, correction, epsilon: 2.0 / 256, tau: tau)
    #expect(solution.steps[0].termination == .converged)
    #expect(abs(end.mean - 0.5 / (1 + tau * stiffness)) < 2e-8)
    #expect(abs(end.variance - expected) < 2e-8)
  }

  @Test func `The corrections leave the blur that their closed forms say`() {
    // Without a drift and tau = 0 the first is exactly eps/2, the second eps^2/16a, the third 0.
    let (a, epsilon) = (0.25, 1e-3)
    let blurs = BlurCorrection.allCases.map {
      variance(from: a, $0, epsilon: epsilon, tau: 1e-12) - a
    }
    #expect(abs(blurs[0] / (epsilon / 2) - 1) < 1e-6)
    // The next order is a part eps/a of it.
    #expect(abs(blurs[1] / (epsilon * epsilon / (16 * a)) - 1) < 0.01)
    #expect(abs(blurs[2]) < 1e-11)
  }

  @Test func `Errors against the exact step fall as the fourth power of the cells`() throws {
    let tau = 0.2
    let q = 1 + tau * stiffness
    let s = (0.5 + (0.25 + 4 * tau * q * theta).squareRoot()) / (2 * q)
    let errors = try [32, 64, 128].map { n in
      let solution = try EntropicGridFlow(energy(), timeStep: tau, tolerance: 1e-10)
        .run(from: sampledGaussian(0.5, 0.25, n, 4), steps: 1)
      return abs(gridMoments(solution.states[1]).variance - s * s)
    }
    #expect(errors[0] > 12 * errors[1] && errors[1] > 12 * errors[2])
  }

  @Test func `Short steps follow the process when self-transport is taken back`() throws {
    let (tau, steps) = (0.01, 20)
    let flow = try EntropicGridFlow(
      energy(), timeStep: tau, correction: .selfTransport, tolerance: 1e-9)
    let solution = try flow.run(from: sampledGaussian(0, 0.2, 64, 4), steps: steps)
    var deviation = 0.2.squareRoot()
    let q = 1 + tau * stiffness
    for _ in 0..<steps {
      deviation = (deviation + (deviation * deviation + 4 * tau * q * theta).squareRoot()) / (2 * q)
    }
    // 20 exact steps raise the variance by .1; speeds are off by (eps / a)^2, (.03 / .2)^2 / 4.
    let error = abs(gridMoments(solution.states[steps]).variance - deviation * deviation)
    #expect(error < 0.1 * 0.006)
  }

  @Test func `The gap proves the step and the energy falls`() throws {
    for correction in BlurCorrection.allCases {
      let flow = try EntropicGridFlow(energy(), timeStep: 0.1, correction: correction)
      let solution = try flow.run(from: sampledGaussian(0.8, 0.1, 64, 3), steps: 4)
      var last = solution.initialEnergy
      for step in solution.steps {
        // Misplaced mass of 1e-8 at costs of at most 36, and log(1 / 1e-8) eps of entropy.
        #expect(step.gap >= 0 && step.gap < 1e-6)
        #expect(step.energy < last)
        last = step.energy
      }
    }
  }

  @Test func `A rough tolerance shows in the gap`() throws {
    let start = try sampledGaussian(0.8, 0.1, 64, 3)
    let gaps = try [1e-2, 1e-4, 1e-9].map { tolerance in
      try EntropicGridFlow(energy(), timeStep: 0.1, tolerance: tolerance)
        .run(from: start, steps: 1).steps[0].gap
    }
    #expect(gaps[0] > 10 * gaps[1] && gaps[1] > 10 * gaps[2])
  }
}
