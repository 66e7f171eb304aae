/// The neurons of a two-layer network, as particles of equal mass 1/N.
///
/// Neuron i is theta_i = (a_i, w_i, b_i) in R^(p+2), and the network
/// ```
/// f(x) = (1/N) sum_i a_i sigma(w_i . x + b_i).
/// ```
public struct NetworkState: FlowState, Equatable {
  /// theta_i, N x (p + 2): a, then w, then b.
  public let neurons: Matrix

  /// - Throws: `emptyInput`, `shapeMismatch` for fewer than 3 columns, `nonFinite`.
  public init(neurons: Matrix) throws(TransportError) {
    guard neurons.rows > 0 else { throw .emptyInput(argument: "neurons") }
    guard neurons.columns >= 3 else {
      throw .shapeMismatch(
        argument: "neurons", expected: "a, at least one w, and b", found: "\(neurons.columns)")
    }
    try checkFinite(neurons.elements, argument: "neurons")
    self.neurons = neurons
  }

  /// Independent neurons whose p + 2 coordinates are standard normal.
  ///
  /// - Throws: `outOfRange` for a width or p below 1.
  public init(width: Int, inputDimension: Int, seed: UInt64) throws(TransportError) {
    for (name, value) in [("width", width), ("inputDimension", inputDimension)] where value < 1 {
      throw .outOfRange(argument: name, value: Double(value), expected: "at least 1")
    }
    neurons = ParticleNoise.normals(
      seed: seed, step: 0, count: width, dimension: inputDimension + 2)
  }

  /// The width N.
  public var width: Int { neurons.rows }
  /// The input dimension p.
  public var inputDimension: Int { neurons.columns - 2 }

  /// f at each row of the inputs.
  ///
  /// - Precondition: inputs of p coordinates.
  public func predictions(at inputs: Matrix, activation: Activation = .tanh) -> [Double] {
    precondition(inputs.columns == inputDimension, "inputs of p coordinates")
    return (0..<inputs.rows).map { s in
      var sum = 0.0
      for i in 0..<width {
        var z = neurons[i, inputDimension + 1]
        for k in 0..<inputDimension { z += neurons[i, k + 1] * inputs[s, k] }
        sum += neurons[i, 0] * activation(z).value
      }
      return sum / Double(width)
    }
  }

  /// The neurons, one after the other.
  public var numbers: [Double] { neurons.elements }

  /// As many neurons with other parameters.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func replacing(numbers: [Double]) throws(TransportError) -> NetworkState {
    try NetworkState(
      neurons: Matrix(rows: width, columns: neurons.columns, elements: numbers))
  }

  /// sqrt(sum_i |theta_i - theta'_i|^2 / N), each neuron against itself: at least W2.
  ///
  /// - Precondition: as many neurons.
  public func distance(to other: NetworkState) -> Double {
    precondition(other.neurons.elements.count == neurons.elements.count, "states of one run")
    let squares = zip(neurons.elements, other.neurons.elements).map { ($0 - $1) * ($0 - $1) }
    return (squares.compensatedSum() / Double(width)).squareRoot()
  }
}
