import Foundation

/// Costs as functions of the sum over coordinates that a metric takes: of squares, of absolute values, or the greatest.
extension CoordinateArray.Metric {
  func cost(_ sum: Double, factor: Double) -> Double {
    switch self {
    case .squaredEuclidean, .manhattan, .chebyshev: sum
    case .euclidean: sum.squareRoot() * factor
    case .power(let p): pow(sum, p / 2) * factor
    }
  }

  /// What x - y is multiplied by in the gradient of the cost, for a sum of squares; nil for a cost that is not convex.
  /// At x = y any slope of at most one in length is a tangent to |x - y|; zero is one.
  func slope(_ sum: Double, factor: Double) -> Double? {
    switch self {
    case .squaredEuclidean: 2
    case .manhattan, .chebyshev: 1
    case .euclidean: sum > 0 ? factor / sum.squareRoot() : 0
    case .power(let p) where p >= 1: sum > 0 ? p * pow(sum, p / 2 - 1) * factor : 0
    case .power: nil
    }
  }
}
