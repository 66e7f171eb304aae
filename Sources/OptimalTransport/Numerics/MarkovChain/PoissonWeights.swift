import Foundation

/// The probabilities e^-m m^r / r! of r jumps at a mean of m, up to a last r, scaled to add up to
/// one.
enum PoissonWeights {
  /// - Parameter reach: the least last r. The last r kept is also beyond all but 2^-60 of the mass.
  static func make(mean: Double, reach: Int) -> [Double] {
    guard mean > 0 else { return [1] }
    let last = max(reach, Int(mean + 9 * mean.squareRoot()) + 30)
    let weights = (0...last).map { r in
      exp(Double(r) * log(mean) - mean - lgamma(Double(r) + 1))
    }
    let total = weights.compensatedSum()
    return weights.map { $0 / total }
  }
}
