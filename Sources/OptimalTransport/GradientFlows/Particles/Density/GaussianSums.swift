import Foundation

/// Sums over two clouds of the kernel G_ij = exp(-|x_i - y_j|^2 / (2 s)), in logarithms, never
/// stored.
///
/// Complexity: O(m n d) a call, less where s is small; O(m + n) memory.
struct GaussianSums {
  /// s, in units of length squared.
  let variance: Double
  private let pairs: PairCosts
  private let exchanged: PairCosts
  private var epsilon: Double { 2 * variance }

  /// Rows x_i, m x d; columns y_j, n x d.
  init(rows: PointBlocks, columns: PointBlocks, variance: Double) {
    self.variance = variance
    let source = PairCosts.Source.points(.squaredEuclidean, factor: 1)
    pairs = PairCosts(rows: rows, columns: columns, source: source)
    exchanged = PairCosts(rows: columns, columns: rows, source: source)
  }

  /// The same clouds with another kernel.
  func with(variance: Double) -> GaussianSums {
    GaussianSums(rows: pairs.rows, columns: pairs.columns, variance: variance)
  }

  /// log of (2 pi s)^(d/2): what divides G to make it a density.
  var logNorm: Double { Double(pairs.rows.dimension) / 2 * log(2 * .pi * variance) }

  /// log sum_j exp(l_j) G_ij, one pass where a guess is given.
  func rows(_ logWeights: [Double], near guess: [Double]?) -> [Double] {
    logSums(pairs, logWeights, guess)
  }

  /// log sum_i exp(l_i) G_ij.
  func columns(_ logWeights: [Double], near guess: [Double]?) -> [Double] {
    logSums(exchanged, logWeights, guess)
  }

  private func logSums(
    _ pairs: PairCosts, _ logWeights: [Double], _ guess: [Double]?
  ) -> [Double] {
    pairs.softTransform(
      of: logWeights.map { epsilon * $0 }, epsilon: epsilon, near: guess?.map { -epsilon * $0 }
    ).map { -$0 / epsilon }
  }

  /// sum_i u_i exp(l_i + k_j) G_ij.
  func columns(of values: [Double], rowLogs: [Double], columnLogs: [Double]) -> [Double] {
    exchanged.product(
      values, rowShift: columnLogs.map { epsilon * $0 },
      columnShift: rowLogs.map { epsilon * $0 }, epsilon: epsilon)
  }
}
