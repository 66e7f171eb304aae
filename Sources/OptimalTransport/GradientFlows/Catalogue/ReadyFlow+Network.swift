import Foundation

extension ReadyFlow {
  /// A two-layer network learns sin(4 x) from 24 samples on (-1, 1): its neurons are particles, and
  /// the loss falls at every step.
  ///
  /// - Parameters:
  ///   - width: the number of neurons.
  ///   - seed: of the start.
  /// - Throws: `outOfRange` for fewer than 1 neuron.
  public static func network(width: Int = 100, seed: UInt64 = 1) throws(TransportError) -> ReadyFlow
  {
    let inputs = (0..<24).map { (2 * Double($0) + 1) / 24 - 1 }
    let data = try RegressionData(
      inputs: Matrix(uncheckedRows: 24, columns: 1, elements: inputs),
      outputs: inputs.map { sin(4 * $0) })
    return ReadyFlow(
      name: "network", about: "The neurons of a wide network descend the error of its answers.",
      setting: .network(
        try NeuralNetworkFlow(data, timeStep: 1, ridge: 1e-4, seed: seed),
        start: try NetworkState(width: width, inputDimension: 1, seed: seed)), duration: 100)
  }
}
