import Foundation
import Testing

@testable import OptimalTransport

/// The discrete Gaussian of n cells: the minimum of entropy and |x|^2 / 2, of variance 1.
func discreteGaussian(_ cells: Int, deviation: Double = 1, mean: Double = 0) throws
  -> QuantileProfile
{
  let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1)
  let start = try QuantileProfile(
    nodes: (0...cells).map { 2 * Double($0) / Double(cells) - 1 },
    masses: [Double](repeating: 1 / Double(cells), count: cells))
  let least = try QuantileFlow(energy, timeStep: 1e6).run(from: start, steps: 4).states[4]
  return try QuantileProfile(
    nodes: least.nodes.map { deviation * $0 + mean }, masses: least.masses)
}

private func ornsteinUhlenbeck(_ timeStep: Double) throws -> QuantileFlow {
  try QuantileFlow(
    FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1), timeStep: timeStep)
}

/// A flow that squares a number at each step and checks nothing.
private struct Runaway: ProximalFlow, FlowStepper {
  struct Level: FlowState {
    let number: Double
    var numbers: [Double] { [number] }
    func replacing(numbers: [Double]) -> Level { Level(number: numbers[0]) }
    func distance(to other: Level) -> Double { abs(number - other.number) }
  }

  let timeStep: Double
  func stepper(for start: Level) -> Runaway { self }
  func energy(of state: Level) -> Double { 0 }

  func step(
    from state: Level, index: Int, time: Double, timeStep: Double
  ) -> (state: Level, record: ProximalStep) {
    let factor = index == 0 ? 1 : state.number
    let record = ProximalStep(
      time: time + timeStep, energy: 0, distance: 0, slope: 0, gap: 0, iterations: 0,
      termination: .converged)
    return (Level(number: state.number * factor), record)
  }
}

@Suite struct `Runs of flows` {
  @Test func `A run of fixed steps is the recursion`() throws {
    let (flow, start) = (try ornsteinUhlenbeck(0.1), try discreteGaussian(20, deviation: 0.5))
    let history = try FlowRun(flow, duration: 0.5).run(from: start)
    let solution = try flow.run(from: start, steps: 5)
    #expect(history.frames.map(\.state) == solution.states)
    #expect(history.steps == solution.steps && history.termination == .converged)
    #expect(history.frames.map(\.index) == [0, 1, 2, 3, 4, 5])
    #expect(history.final == solution.states[5] && history.largestRise <= 0)
  }

  @Test func `Steps shorten alike to fill the duration`() throws {
    let run = try FlowRun(ornsteinUhlenbeck(0.3), duration: 1)
    let history = try run.run(from: discreteGaussian(10))
    #expect(run.stepCount == 4 && history.steps.map(\.time) == [0.25, 0.5, 0.75, 1])
  }

  @Test func `Only the frames asked for are kept, and the ends`() throws {
    let (flow, start) = (try ornsteinUhlenbeck(0.1), try discreteGaussian(10, deviation: 2))
    let third = try FlowRun(flow, duration: 1, frames: .every(3)).run(from: start)
    #expect(third.frames.map(\.index) == [0, 3, 6, 9, 10])
    let timed = try FlowRun(flow, duration: 1, frames: .times([0.32, 0.7])).run(from: start)
    #expect(timed.frames.map(\.index) == [0, 3, 7, 10])
    let even = try FlowRun(flow, duration: 1, frames: .evenly(2, duration: 1)).run(from: start)
    #expect(even.frames.map(\.index) == [0, 5, 10] && even.steps.count == 10)
  }

  @Test func `A cancelled run keeps what it did and resumes to the same end`() async throws {
    let (flow, start) = (try ornsteinUhlenbeck(0.1), try discreteGaussian(10, deviation: 2))
    let run = try FlowRun(flow, duration: 1)
    let whole = try run.run(from: start)
    let cut = try await Task {
      try run.run(
        from: start,
        progress: { if $0.fraction > 0.35 { withUnsafeCurrentTask { $0?.cancel() } } })
    }.value
    #expect(cut.termination == .cancelled && cut.steps.count == 4)
    #expect(cut.final == whole.frames[4].state)
    let resumed = try run.run(from: start, resuming: cut.checkpoint)
    #expect(resumed.checkpoint == whole.checkpoint && resumed.termination == .converged)
  }

  @Test func `Progress tells the part of the duration and the energy`() throws {
    var told: [SolverProgress] = []
    let run = try FlowRun(ornsteinUhlenbeck(0.25), duration: 1)
    let history = try run.run(from: discreteGaussian(10), progress: { told.append($0) })
    #expect(told.map(\.fraction) == [0.25, 0.5, 0.75, 1])
    #expect(told[3].stage.contains("F = \(history.steps[3].energy)"))
  }

  @Test func `A state that is not finite is named`() throws {
    let run = try FlowRun(Runaway(timeStep: 1), duration: 5)
    #expect {
      try run.run(from: Runaway.Level(number: 1e200))
    } throws: { error in
      if case .nonFinite("state after step 2", 0, .infinity) = error as? TransportError {
        true
      } else {
        false
      }
    }
  }

  @Test func `Runs that are none are refused`() throws {
    let flow = try ornsteinUhlenbeck(0.1)
    #expect(throws: TransportError.self) { try FlowRun(flow, duration: 0) }
    #expect(throws: TransportError.self) { try FlowRun(flow, duration: .infinity) }
    #expect(throws: TransportError.self) { try FlowRun(flow, duration: 1, frames: .every(0)) }
    #expect(throws: TransportError.self) { try FlowRun(flow, duration: 1, frames: .times([2])) }
    #expect(throws: TransportError.self) {
      try FlowRun(flow, duration: 1, frames: .times([0.5, 0.4]))
    }
    #expect(throws: TransportError.self) { try AdaptiveStep(errorTarget: 0) }
    #expect(throws: TransportError.self) {
      try AdaptiveStep(errorTarget: 1, shortest: 1, longest: 0.5)
    }
    let grid = try GridFlow(FreeEnergy.entropy(1), timeStep: 0.1)
    #expect(throws: TransportError.self) { try FlowRun(grid, duration: 1, stepping: .secondOrder) }
  }
}
