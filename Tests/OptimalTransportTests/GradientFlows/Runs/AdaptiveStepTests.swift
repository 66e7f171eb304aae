import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Adaptive steps of flows` {
  /// Ornstein-Uhlenbeck from the discrete Gaussian of mean 2 and deviation 0.2: the exact flow of
  /// the discrete space keeps the shape, so its distance is that of means and deviations.
  private func run(_ step: AdaptiveStep, duration: Double) throws -> (
    FlowHistory<QuantileProfile>, error: Double
  ) {
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
    let run = try FlowRun(
      QuantileFlow(energy, timeStep: 0.01), duration: duration, stepping: .adaptive(step),
      frames: .times([duration]))
    let history = try run.run(from: discreteGaussian(16, deviation: 0.2, mean: 2))
    let decay = exp(-duration)
    let deviation = (0.04 * decay * decay + 1 - decay * decay).squareRoot()
    return (
      history,
      hypot(history.final.mean - 2 * decay, history.final.variance.squareRoot() - deviation)
    )
  }

  @Test(arguments: [0.1, 0.02, 0.004]) func `The true error is within the target, and near it`(
    _ target: Double
  ) throws {
    let (history, error) = try run(AdaptiveStep(errorTarget: target), duration: 1)
    #expect(history.localErrorSum <= target)
    // The estimates are the errors up to O(h), which the contraction only lessens: so the bound
    // holds up to that, and is not idle: it decays by at most exp(-1) of what is not compensated.
    let bound = history.errorBound(convexity: 1)
    #expect(error <= 1.1 * bound && error >= 0.3 * bound)
    #expect(bound <= history.localErrorSum && error > target / 10)
  }

  @Test func `Steps grow as the flow comes to rest`() throws {
    let (history, error) = try run(AdaptiveStep(errorTarget: 0.02), duration: 12)
    let lengths = zip(history.steps.dropFirst(), history.steps).map { $0.time - $1.time }
    #expect(error < 0.02 && lengths.max()! > 30 * lengths.prefix(10).min()!)
    #expect(history.steps.last!.time == 12)
    // The local errors at the start ask for steps that would fill the duration five times as often.
    #expect(Double(history.steps.count) < 0.2 * 12 / lengths.min()!)
  }

  @Test func `A rough start spends the reserve and no more`() throws {
    // From an atom the heat flow's step is off by O(sqrt h): the closed form has variance tau
    // theta, half of the true 2 tau theta.
    let start = try QuantileProfile(
      nodes: [Double](repeating: 0, count: 17), masses: [Double](repeating: 1 / 16, count: 16))
    let target = 0.05
    let run = try FlowRun(
      QuantileFlow(FreeEnergy.entropy(1), timeStep: 0.01), duration: 1,
      stepping: .adaptive(AdaptiveStep(errorTarget: target)))
    let history = try run.run(from: start)
    #expect(history.localErrorSum <= target)
    #expect(abs(history.final.variance.squareRoot() - 2.0.squareRoot()) < 1.5 * target)
  }

  @Test func `Steps end where frames are asked for, and keep within their bounds`() throws {
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
    let step = try AdaptiveStep(errorTarget: 1, longest: 0.25)
    let run = try FlowRun(
      QuantileFlow(energy, timeStep: 0.1), duration: 2, stepping: .adaptive(step),
      frames: .times([0.333, 1.5]))
    let history = try run.run(from: discreteGaussian(8, deviation: 0.5))
    #expect(history.frames.map(\.time) == [0, 0.333, 1.5, 2])
    let ends = history.localErrorTimes
    #expect(zip([0] + ends, ends).allSatisfy { $1 - $0 <= 0.25 + 1e-15 })
  }

  @Test func `Grids step adaptively too`() throws {
    let box = try Box(lower: [-6], upper: [6])
    let start = try Gaussian(mean: 1, variance: 0.5).discretized(shape: [128], box: box).density
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
    let flow = try GridFlow(energy, timeStep: 0.1, tolerance: 1e-9)
    let step = try AdaptiveStep(errorTarget: 0.05)
    let history = try FlowRun(flow, duration: 1, stepping: .adaptive(step)).run(from: start)
    #expect(history.localErrorSum <= 0.05)
    let decay = exp(-1.0)
    let exact = try Gaussian(mean: decay, variance: 0.5 * decay * decay + 1 - decay * decay)
      .discretized(shape: [128], box: box).density
    // L1 does not grow under Fokker-Planck, so the local errors add up at most; the grid adds
    // O(h^2).
    #expect(history.final.distance(to: exact) < 0.05 + 5e-3)
  }
}
