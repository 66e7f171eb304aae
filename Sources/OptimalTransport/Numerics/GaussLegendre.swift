/// The composite 4-point Gauss-Legendre rule, exact for polynomials of degree 7 on each piece.
enum GaussLegendre {
  /// A point and its weight.
  struct Node: Sendable {
    let position: Double
    let weight: Double
  }

  /// The nodes of `pieces` equal pieces of an interval.
  static func nodes(from lower: Double, to upper: Double, pieces: Int) -> [Node] {
    let half = (upper - lower) / Double(2 * pieces)
    return (0..<pieces).flatMap { piece -> [Node] in
      let center = lower + Double(2 * piece + 1) * half
      return zip(abscissas, weights).flatMap { x, w -> [Node] in
        [
          Node(position: center - half * x, weight: half * w),
          Node(position: center + half * x, weight: half * w),
        ]
      }
    }
  }

  private static let abscissas = [0.339981043584856264802665759, 0.861136311594052575223946488]
  private static let weights = [0.652145154862546142626936051, 0.347854845137453857373063949]
}
