/// A point of R^d as the state of a flow: the recursion of ``ProximalPoint`` runs like those of
/// measures.
public struct EuclideanPoint: FlowState, Equatable {
  /// x, d numbers.
  public let coordinates: [Double]

  /// - Throws: `emptyInput`, `nonFinite`.
  public init(_ coordinates: [Double]) throws(TransportError) {
    guard !coordinates.isEmpty else { throw .emptyInput(argument: "point") }
    try checkFinite(coordinates, argument: "point")
    self.coordinates = coordinates
  }

  /// The coordinates.
  public var numbers: [Double] { coordinates }

  /// The point of these coordinates.
  public func replacing(numbers: [Double]) throws(TransportError) -> EuclideanPoint {
    try EuclideanPoint(numbers)
  }

  /// |x - y|.
  public func distance(to other: EuclideanPoint) -> Double {
    zip(coordinates, other.coordinates).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      .squareRoot()
  }
}
