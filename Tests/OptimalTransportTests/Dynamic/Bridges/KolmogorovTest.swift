import Foundation

/// The test of Kolmogorov and Smirnov, at a level that holds for every sample size and every law.
enum KolmogorovTest {
  /// Whether the empirical distribution function of independent values is within the bound of
  /// Dvoretzky, Kiefer, Wolfowitz and Massart (1990), (log(2 / level) / 2n)^1/2, of the law's; a
  /// true law is refused with a probability of at most `level`. `cumulative` is P(X <= x).
  static func accepts(
    _ values: [Double], level: Double, cumulative: (Double) -> Double
  ) -> Bool {
    let n = Double(values.count)
    let bound = (log(2 / level) / (2 * n)).squareRoot()
    let sorted = values.sorted()
    var k = 0
    while k < sorted.count {
      let first = k
      while k + 1 < sorted.count, sorted[k + 1] == sorted[first] { k += 1 }
      k += 1
      let level = cumulative(sorted[first])
      guard abs(Double(k) / n - level) <= bound else { return false }
      // Left of the value the law must not be above what it is at the next lower one.
      let below = cumulative(sorted[first].nextDown)
      guard abs(Double(first) / n - below) <= bound else { return false }
    }
    return true
  }
}
