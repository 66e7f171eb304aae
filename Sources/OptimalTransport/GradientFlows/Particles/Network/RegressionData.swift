/// Inputs and the outputs that a network should give for them.
public struct RegressionData: Sendable, Equatable {
  /// x_s, m x p.
  public let inputs: Matrix
  /// y_s, one an input.
  public let outputs: [Double]

  /// - Throws: `emptyInput`, `shapeMismatch` unless there is one output an input, `nonFinite`.
  public init(inputs: Matrix, outputs: [Double]) throws(TransportError) {
    guard inputs.rows > 0, inputs.columns > 0 else { throw .emptyInput(argument: "inputs") }
    guard outputs.count == inputs.rows else {
      throw .shapeMismatch(
        argument: "outputs", expected: "\(inputs.rows) values, one an input",
        found: "\(outputs.count)")
    }
    try checkFinite(inputs.elements, argument: "inputs")
    try checkFinite(outputs, argument: "outputs")
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The number of samples m.
  public var count: Int { inputs.rows }

  /// The inputs with a last column of ones, for the offset b.
  var extended: Matrix {
    Matrix(
      uncheckedRows: count, columns: inputs.columns + 1,
      elements: (0..<count).flatMap { inputs.row($0) + [1] })
  }
}
