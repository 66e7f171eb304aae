import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Two-layer networks as particles` {
  /// A sine on 24 points of [-1, 1].
  private func sine() throws -> RegressionData {
    let x = (0..<24).map { -1 + 2 * Double($0) / 23 }
    return try RegressionData(
      inputs: Matrix(rows: 24, columns: 1, elements: x), outputs: x.map { sin(3 * $0) })
  }

  private func start(_ width: Int) throws -> NetworkState {
    try NetworkState(width: width, inputDimension: 1, seed: 3)
  }

  @Test(arguments: Activation.allCases) func `The gradient is that of the loss`(
    _ activation: Activation
  ) throws {
    let flow = try NeuralNetworkFlow(
      sine(), timeStep: 1, activation: activation, ridge: 0.1)
    let loss = NetworkLoss(flow)
    let state = try start(7)
    let gradient = loss.gradient(loss.view(state.neurons), state.neurons)
    for k in 0..<21 {
      var (above, below) = (state.neurons, state.neurons)
      above.elements[k] += 1e-5
      below.elements[k] -= 1e-5
      let difference =
        loss.value(loss.view(above), above) - loss.value(loss.view(below), below)
      // Central differences: h^2 times third derivatives, and rounding over h.
      #expect(abs(gradient.elements[k] - 7 * difference / 2e-5) < 1e-8)
    }
    // F from the predictions alone.
    let residuals = zip(
      state.predictions(at: flow.data.inputs, activation: activation), flow.data.outputs
    ).map { $0 - $1 }
    let squares = residuals.reduce(0) { $0 + $1 * $1 } / 48
    let norm = state.neurons.elements.reduce(0) { $0 + $1 * $1 } / 7
    let value = try flow.stepper(for: state).energy(of: state)
    #expect(abs(value - squares - 0.05 * norm) < 1e-14)
  }

  @Test(arguments: Activation.allCases, [0.01, 1, 100])
  func `The loss falls by what the move costs, whatever the step`(
    _ activation: Activation, _ h: Double
  ) throws {
    let flow = try NeuralNetworkFlow(
      sine(), timeStep: h, activation: activation, ridge: 1e-3)
    let solution = try flow.run(from: start(30), steps: 10)
    var before = solution.initialEnergy
    for step in solution.steps {
      #expect(step.energy + step.distance * step.distance / (2 * h) <= before + 1e-14)
      before = step.energy
    }
    #expect(before < solution.initialEnergy)
  }

  /// Explicit gradient descent on the same neurons with the same rate.
  private func descend(
    _ flow: NeuralNetworkFlow, from start: NetworkState, steps: Int
  ) throws -> NetworkState {
    let loss = NetworkLoss(flow)
    var neurons = start.neurons
    for _ in 0..<steps {
      let gradient = loss.gradient(loss.view(neurons), neurons)
      for k in neurons.elements.indices {
        neurons.elements[k] -= flow.timeStep * gradient.elements[k]
      }
    }
    return try NetworkState(neurons: neurons)
  }

  @Test func `Short steps are gradient descent, at first order`() throws {
    let start = try start(20)
    let distances = try [16, 32, 64, 128].map { n in
      let flow = try NeuralNetworkFlow(sine(), timeStep: 1 / Double(n), tolerance: 1e-16)
      let proximal = try flow.run(from: start, steps: n).states.last!
      return try proximal.distance(to: descend(flow, from: start, steps: n))
    }
    for (coarse, fine) in zip(distances, distances.dropFirst()) {
      #expect(abs(log2(coarse / fine) - 1) < 0.1)
    }
  }

  @Test func `The gap of a short step is proven and bounds what is missing`() throws {
    let (start, h) = (try start(12), 0.02)
    func objective(_ tolerance: Double, _ limit: Int) throws -> (value: Double, gap: Double) {
      let flow = try NeuralNetworkFlow(
        sine(), timeStep: h, tolerance: tolerance, iterationLimit: limit)
      let (_, record) = try flow.stepper(for: start).step(
        from: start, index: 0, time: 0, timeStep: h)
      return (record.distance * record.distance / 2 + h * record.energy, record.gap)
    }
    let best = try objective(1e-24, 100)
    #expect(best.gap < 1e-20)
    let rough = try objective(0.5, 1)
    #expect(rough.gap.isFinite && rough.gap > 0)
    #expect(rough.value - best.value <= rough.gap + 1e-16)
    #expect(rough.value >= best.value - 1e-16)
    // Long steps, and kinks, prove nothing.
    let long = try NeuralNetworkFlow(sine(), timeStep: 50)
    #expect(try long.run(from: start, steps: 1).steps[0].gap == .infinity)
  }

  @Test func `Wider networks learn no worse`() throws {
    let flow = try NeuralNetworkFlow(sine(), timeStep: 2, ridge: 1e-4, seed: 5)
    let table = try flow.lossAgainstWidth([10, 100, 300], steps: 20)
    #expect(table.map(\.width) == [10, 100, 300])
    #expect(table[2].loss < 1.1 * table[0].loss)
    #expect(table[2].loss < 0.05)
  }

  @Test func `The loss at the start has the mean and the scatter of so many neurons`() throws {
    let data = try sine()
    let flow = try NeuralNetworkFlow(data, timeStep: 1, ridge: 0.1)
    // An answer of N neurons has the mean 0 and the variance v(x) / N, v = E tanh^2(|(x, 1)| g) for
    // a standard normal g, by the trapezoidal rule, which is exact to rounding for it.
    let variance = data.inputs.elements.reduce(0.0) { sum, x in
      let scale = (1 + x * x).squareRoot()
      return sum
        + (-80...80).reduce(0.0) {
          let g = Double($1) / 8
          return $0 + pow(tanh(scale * g), 2) * exp(-g * g / 2) / (8 * (2 * .pi).squareRoot()) / 24
        }
    }
    let limit = data.outputs.reduce(0) { $0 + $1 * $1 / 48 } + 0.1 / 2 * 3
    let deviations = try [40, 160].map { width in
      let losses = try (1...400).map { seed in
        let state = try NetworkState(width: width, inputDimension: 1, seed: UInt64(seed))
        return try flow.stepper(for: state).energy(of: state)
      }
      let mean = losses.reduce(0, +) / 400
      let deviation = (losses.reduce(0) { $0 + pow($1 - mean, 2) } / 399).squareRoot()
      // 5 standard errors, of which the excess v / 2 N is 3 at N = 40.
      #expect(abs(mean - limit - variance / Double(2 * width)) < 5 * deviation / 20)
      return deviation
    }
    // Half the scatter for four times the width; 400 losses tell each to 1 / sqrt(800) = 3.5 %.
    #expect(abs(deviations[0] / deviations[1] - 2) < 5 * 2 * 0.05)
  }

  @Test func `Noise depends on the seed and the step alone`() throws {
    let flow = try NeuralNetworkFlow(sine(), timeStep: 0.1, temperature: 0.01, seed: 4)
    #expect(flow.isRandom)
    let start = try start(5)
    let run = try flow.run(from: start, steps: 3)
    let middle = try run.states[2].replacing(numbers: run.states[2].numbers)
    let stepper = try flow.stepper(for: start)
    let again = try stepper.step(from: middle, index: 2, time: 0.2, timeStep: 0.1)
    #expect(again.state == run.states[3])
    #expect(
      try stepper.step(from: middle, index: 1, time: 0.2, timeStep: 0.1).state != run.states[3])
  }

  @Test func `One neuron, one sample and repeated neurons learn`() throws {
    let data = try RegressionData(inputs: Matrix([[0.5, -1]]), outputs: [0.3])
    for neurons in [[[1.0, 0.2, 0.1, 0]], [[1, 0, 0, 0], [1, 0, 0, 0]], [[0, 0, 0, 0]]] {
      let flow = try NeuralNetworkFlow(data, timeStep: 1)
      let state = try NetworkState(neurons: Matrix(neurons))
      let solution = try flow.run(from: state, steps: 30)
      #expect(solution.steps.last!.energy <= solution.initialEnergy)
    }
  }

  @Test func `Bad input is named`() throws {
    let data = try sine()
    #expect(throws: TransportError.self) { try NeuralNetworkFlow(data, timeStep: 0) }
    #expect(throws: TransportError.self) { try NeuralNetworkFlow(data, timeStep: 1, ridge: -1) }
    #expect(throws: TransportError.self) {
      try NeuralNetworkFlow(data, timeStep: 1, temperature: .nan)
    }
    #expect(throws: TransportError.self) {
      try RegressionData(inputs: Matrix([[1], [2]]), outputs: [1])
    }
    #expect(throws: TransportError.self) {
      try RegressionData(inputs: Matrix([[.nan]]), outputs: [1])
    }
    #expect(throws: TransportError.self) { try NetworkState(neurons: Matrix([[1, 2]])) }
    #expect(throws: TransportError.self) {
      try NetworkState(width: 0, inputDimension: 1, seed: 1)
    }
    #expect(throws: TransportError.self) {
      try NeuralNetworkFlow(data, timeStep: 1).stepper(
        for: NetworkState(width: 2, inputDimension: 3, seed: 1))
    }
  }
}
