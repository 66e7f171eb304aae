extension QuantileProfile: FlowState {
  /// The nodes.
  public var numbers: [Double] { nodes }

  /// The same masses between other nodes.
  public func replacing(numbers: [Double]) throws(TransportError) -> QuantileProfile {
    try QuantileProfile(nodes: numbers, masses: masses)
  }

  /// W2; both have the same masses, as the states of one run do.
  public func distance(to other: QuantileProfile) -> Double {
    squaredNorm(zip(nodes, other.nodes).map { $0 - $1 }).squareRoot()
  }
}
