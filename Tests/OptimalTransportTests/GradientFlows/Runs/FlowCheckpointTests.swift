import Foundation
import Testing

@testable import OptimalTransport

/// Steps that draw a random number each: what a flow of particles does, in little.
private struct RandomWalk: ProximalFlow, FlowStepper {
  let timeStep: Double
  var isRandom: Bool { true }

  func stepper(for start: EuclideanPoint) -> RandomWalk { self }
  func energy(of state: EuclideanPoint) -> Double { 0 }

  func step(
    from state: EuclideanPoint, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: EuclideanPoint, record: ProximalStep) {
    var generator = SeededGenerator(seed: UInt64(1000 + index))
    let next = try EuclideanPoint(
      state.coordinates.map { $0 + .random(in: -1...1, using: &generator) })
    let record = ProximalStep(
      time: time + timeStep, energy: 0, distance: next.distance(to: state), slope: 0,
      gap: .infinity, iterations: 0, termination: .converged)
    return (next, record)
  }
}

/// Cuts a run after each of its steps, writes the checkpoint, reads it back and goes on: the ends
/// must have the same bytes, frames and records among them.
func expectSameBytes<Flow: ProximalFlow>(
  _ run: FlowRun<Flow>, from start: Flow.Stepper.State
) throws {
  var cuts: [Data] = []
  let whole = try run.run(from: start, checkpointEvery: 1, save: { cuts.append($0.data) })
  #expect(cuts.count > 2 && cuts.last == whole.checkpoint.data)
  for cut in cuts {
    let checkpoint = try FlowCheckpoint(data: cut)
    #expect(checkpoint.data == cut)
    let resumed = try run.run(from: start, resuming: checkpoint)
    #expect(resumed.checkpoint.data == whole.checkpoint.data)
    #expect(resumed.steps == whole.steps && resumed.frames.count == whole.frames.count)
  }
}

@Suite struct `Checkpoints of flows` {
  private func doubleWell() throws -> FreeEnergy {
    try .potential(
      .line(
        "(x^2 - 1)^2", convexity: -4, value: { pow($0 * $0 - 1, 2) },
        slope: { 4 * $0 * ($0 * $0 - 1) }, curvature: { 12 * $0 * $0 - 4 })) + .entropy(0.3)
  }

  @Test func `Runs on the line resume to the bit, whatever the stepping`() throws {
    let flow = try QuantileFlow(doubleWell(), timeStep: 0.05)
    let start = try discreteGaussian(20, deviation: 0.3, mean: 0.2)
    let adaptive = FlowStepping.adaptive(try AdaptiveStep(errorTarget: 0.05))
    for stepping in [FlowStepping.fixed, .secondOrder, adaptive] {
      try expectSameBytes(
        FlowRun(flow, duration: 0.4, stepping: stepping, frames: .times([0.1, 0.2])), from: start)
    }
  }

  @Test func `Runs on a grid resume to the bit`() throws {
    let box = try Box(lower: [-2, -2], upper: [2, 2])
    let start = try Gaussian(
      mean: [0.3, 0], covariance: Matrix.identity(2).scaled(by: 0.2)
    ).discretized(shape: [16, 16], box: box).density
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(0.5)
    try expectSameBytes(FlowRun(GridFlow(energy, timeStep: 0.1), duration: 0.4), from: start)
  }

  @Test func `Noisy particles resume to the bit`() throws {
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(0.5)
    let start = try ParticleState(
      Gaussian(mean: [1, 0, 0], covariance: Matrix.identity(3)), count: 40, seed: 3)
    try expectSameBytes(
      FlowRun(ParticleFlow(energy, timeStep: 0.1, seed: 7), duration: 0.5), from: start)
  }

  @Test func `Points of space and random walks resume to the bit`() throws {
    let start = try EuclideanPoint([2, -1])
    let bowl = try ScalarPotential.quadratic(stiffness: 1)
    try expectSameBytes(
      FlowRun(ProximalPoint(bowl, timeStep: 0.1), duration: 1, stepping: .secondOrder), from: start)
    try expectSameBytes(FlowRun(RandomWalk(timeStep: 0.1), duration: 1), from: start)
  }

  @Test func `Adaptive steps of a random flow are refused`() throws {
    let step = try AdaptiveStep(errorTarget: 1)
    #expect(throws: TransportError.self) {
      try FlowRun(RandomWalk(timeStep: 0.1), duration: 1, stepping: .adaptive(step))
    }
  }

  @Test func `Torn, changed and foreign files are named`() throws {
    let run = try FlowRun(QuantileFlow(doubleWell(), timeStep: 0.1), duration: 0.5)
    let start = try discreteGaussian(8)
    let checkpoint = try run.run(from: start).checkpoint
    let data = checkpoint.data
    for count in stride(from: 0, to: data.count, by: 5) {
      #expect(throws: TransportError.self) { try FlowCheckpoint(data: data.prefix(count)) }
    }
    for place in stride(from: 0, to: data.count, by: 3) {
      var changed = data
      changed[place] ^= 0x10
      #expect(throws: TransportError.self) { try FlowCheckpoint(data: changed) }
    }
    #expect(throws: TransportError.self) { try FlowCheckpoint(data: Data(count: 64)) }
  }

  @Test func `A checkpoint resumes its own run alone`() throws {
    let flow = try QuantileFlow(doubleWell(), timeStep: 0.1)
    let start = try discreteGaussian(8)
    let checkpoint = try FlowRun(flow, duration: 0.5, label: "a").run(from: start).checkpoint
    let others = [
      try FlowRun(flow, duration: 0.6, label: "a"), try FlowRun(flow, duration: 0.5, label: "b"),
      try FlowRun(flow, duration: 0.5, stepping: .secondOrder, label: "a"),
      try FlowRun(QuantileFlow(doubleWell(), timeStep: 0.05), duration: 0.5, label: "a"),
      try FlowRun(
        QuantileFlow(doubleWell() + .entropy(0.1), timeStep: 0.1), duration: 0.5, label: "a"),
    ]
    for other in others {
      #expect(throws: TransportError.self) { try other.run(from: start, resuming: checkpoint) }
    }
    let moved = try discreteGaussian(8, mean: 1)
    #expect(throws: TransportError.self) {
      try FlowRun(flow, duration: 0.5, label: "a").run(from: moved, resuming: checkpoint)
    }
  }
}
