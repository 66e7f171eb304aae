import OptimalTransport

extension GaussianDescription {
  func measure() throws(TransportError) -> any Measure { throw .emptyInput(argument: "gaussian") }
}
extension ComponentDescription {
  static func mixture(_ components: [ComponentDescription]) throws(TransportError) -> any Measure {
    throw .emptyInput(argument: "mixture")
  }
}
