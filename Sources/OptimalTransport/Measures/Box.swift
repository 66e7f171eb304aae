/// An axis-parallel box, lower[k] < x_k < upper[k].
public struct Box: Sendable, Equatable {
  /// The lower corner, d numbers.
  public let lower: [Double]
  /// The upper corner, d numbers.
  public let upper: [Double]

  /// Checks the corners.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, or `outOfRange` where upper is not above lower.
  public init(lower: [Double], upper: [Double]) throws(TransportError) {
    guard lower.count == upper.count, !lower.isEmpty else {
      throw .shapeMismatch(
        argument: "box", expected: "as many lower as upper corners, at least one",
        found: "\(lower.count) and \(upper.count)")
    }
    try checkFinite(lower + upper, argument: "box")
    for k in lower.indices where !(upper[k] > lower[k]) || !(upper[k] - lower[k]).isFinite {
      throw .outOfRange(
        argument: "box upper[\(k)]", value: upper[k], expected: "more than lower = \(lower[k])")
    }
    self.lower = lower
    self.upper = upper
  }

  /// The unit cube [0, 1]^d.
  public static func unit(_ dimension: Int) -> Box {
    precondition(dimension > 0)
    return try! Box(
      lower: [Double](repeating: 0, count: dimension),
      upper: [Double](repeating: 1, count: dimension))
  }

  /// The dimension d.
  public var dimension: Int { lower.count }
  /// The side lengths.
  public var sides: [Double] { zip(upper, lower).map { $0 - $1 } }
  /// The volume.
  public var volume: Double { sides.reduce(1, *) }
}
