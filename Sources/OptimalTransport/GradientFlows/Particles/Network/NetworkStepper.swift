/// The steps of a ``NeuralNetworkFlow``.
public struct NetworkStepper: FlowStepper {
  let flow: NeuralNetworkFlow
  let loss: NetworkLoss

  /// The loss with its ridge.
  ///
  /// - Throws: `nonFinite` when it leaves the range of a Double.
  public func energy(of state: NetworkState) throws(TransportError) -> Double {
    let value = loss.value(loss.view(state.neurons), state.neurons)
    try checkFinite([value], argument: "loss")
    return value
  }

  /// One step, whose noise depends on the seed and `index` alone.
  ///
  /// - Throws: `nonFinite` when the loss leaves the range of a Double.
  public func step(
    from state: NetworkState, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: NetworkState, record: ProximalStep) {
    try checkFinite([try energy(of: state)], argument: "loss")
    var search = NetworkSearch(loss, from: state.neurons, timeStep: timeStep)
    let termination = search.run(tolerance: flow.tolerance, limit: flow.iterationLimit)
    let next = try NetworkState(neurons: noisy(search.neurons, index, timeStep))
    let view = loss.view(next.neurons)
    let slope = loss.gradient(view, next.neurons)
    let record = ProximalStep(
      time: time + timeStep, energy: try energy(of: next), distance: state.distance(to: next),
      slope: (slope.squaredFrobeniusNorm / Double(next.width)).squareRoot(), gap: search.gap,
      iterations: search.iterations, termination: termination)
    return (next, record)
  }

  private func noisy(_ neurons: Matrix, _ index: Int, _ timeStep: Double) -> Matrix {
    guard flow.temperature > 0 else { return neurons }
    // Step 0 of the seed belongs to the start.
    let noise = ParticleNoise.normals(
      seed: flow.seed, step: index + 1, count: neurons.rows, dimension: neurons.columns)
    let size = (2 * flow.temperature * timeStep).squareRoot()
    var result = neurons
    for k in result.elements.indices { result.elements[k] += size * noise.elements[k] }
    return result
  }
}
