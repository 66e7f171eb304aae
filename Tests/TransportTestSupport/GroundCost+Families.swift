public import OptimalTransport

extension GroundCost {
  /// One of each kind that has a formula.
  public static let families: [GroundCost] = [
    .squaredEuclidean, .euclidean, .manhattan, .chebyshev, .power(0.5), .power(1.5), .power(2),
    .power(3), .cosine,
  ]
}
