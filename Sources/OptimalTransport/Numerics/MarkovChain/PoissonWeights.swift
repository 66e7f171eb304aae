import Foundation

/// The probabilities e^-m m^r / r! of r jumps at a mean of m, up to a last r, scaled to add up to
/// one.
enum PoissonWeights {
  /// - Parameter reach: the least last r. The last r kept is also one beyond which there is at most
  ///   mean^1/2 2^-64 of the mass.
  static func make(mean: Double, reach: Int) -> [Double] {
    guard mean > 0 else { return [1] }
    func weight(_ r: Int) -> Double { exp(Double(r) * log(mean) - mean - lgamma(Double(r) + 1)) }
    // From there on weights fall faster than a geometric series: at most mean^1/2 2^-64 is left
    // out.
    var last = max(Int(mean.rounded(.up)), 1)
    while weight(last) > 0x1p-64 { last += 1 + last / 16 }
    last = max(last, reach)
    let weights = (0...last).map(weight)
    let total = weights.compensatedSum()
    return weights.map { $0 / total }
  }
}
