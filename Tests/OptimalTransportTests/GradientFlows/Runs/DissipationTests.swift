import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Dissipation of energy` {
  /// The greatest |(F_{k-1} - F_k) / tau - slope^2| of a run, beyond a first time.
  private func defect<Flow: ProximalFlow>(
    _ flow: Flow, from start: Flow.Stepper.State, duration: Double
  ) throws -> Double {
    let history = try FlowRun(flow, duration: duration, frames: .times([])).run(from: start)
    let energies = [history.initialEnergy] + history.steps.map(\.energy)
    return history.steps.indices.map { k in
      let (step, tau) = (history.steps[k], duration / Double(history.steps.count))
      return abs((energies[k] - energies[k + 1]) / tau - step.slope * step.slope)
    }.max()!
  }

  @Test func `On the line it is the squared slope, to first order in the step`() throws {
    let energies = [
      try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1),
      try .potential(.doubleWell) + .entropy(0.5),
      try .power(2, 1), try .entropy(1) + .interaction(.quadratic(strength: 2)),
      try .entropy(1) + .electricField(ElectricField(strength: -3, background: .none)),
    ]
    let start = try discreteGaussian(24, deviation: 0.5, mean: 0.3)
    for energy in energies {
      let defects = try [0.004, 0.002, 0.001].map {
        try defect(QuantileFlow(energy, timeStep: $0), from: start, duration: 0.02)
      }
      for (coarse, fine) in zip(defects, defects.dropFirst()) {
        #expect(abs(log2(coarse / fine) - 1) < 0.2, "\(energy): \(defects)")
      }
    }
  }

  @Test func `The slope is the distance over the step, at every step on the line`() throws {
    // The optimality condition: grad F at the end is the move over tau.
    let energy = try FreeEnergy.potential(.doubleWell) + .entropy(0.5)
    let solution = try QuantileFlow(energy, timeStep: 0.05).run(
      from: discreteGaussian(24, deviation: 0.7), steps: 20)
    for step in solution.steps { #expect(abs(step.slope - step.distance / 0.05) < 1e-9) }
  }

  @Test func `On a grid it is the squared slope, to first order in the step and the cells`() throws
  {
    let box = try Box(lower: [-5], upper: [5])
    let start = try Gaussian(mean: 0.5, variance: 0.5).discretized(shape: [256], box: box).density
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
    let defects = try [0.04, 0.02].map {
      try defect(GridFlow(energy, timeStep: $0, tolerance: 1e-9), from: start, duration: 0.2)
    }
    #expect(abs(log2(defects[0] / defects[1]) - 1) < 0.3, "\(defects)")
  }
}
