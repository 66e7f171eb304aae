import Foundation

/// Sums over two clouds of the kernel G_ij = exp(-|x_i - y_j|^2 / (2 s)), in logarithms, never
/// stored.
///
/// Complexity: O(m n d) a call, less where s is small; O(m + n) memory.
struct GaussianSums {
  /// s, in units of length squared.
  let variance: Double
  private let kernel: GibbsKernel
  private var epsilon: Double { 2 * variance }

  /// Rows x_i, m x d; columns y_j, n x d.
  init(rows: Matrix, columns: Matrix, variance: Double) {
    self.variance = variance
    kernel = GibbsKernel(
      Geometry(uncheckedSource: rows, target: columns, cost: .squaredEuclidean))
  }

  /// log of (2 pi s)^(d/2): what divides G to make it a density.
  func logNorm(dimension: Int) -> Double { Double(dimension) / 2 * log(2 * .pi * variance) }

  /// log sum_j exp(l_j) G_ij, one pass where a guess is given.
  func rows(_ logWeights: [Double], near guess: [Double]?) -> [Double] {
    kernel.sourceTransform(
      logWeights.map { epsilon * $0 }, epsilon: epsilon, near: guess?.map { -epsilon * $0 }
    ).map { -$0 / epsilon }
  }

  /// log sum_i exp(l_i) G_ij.
  func columns(_ logWeights: [Double], near guess: [Double]?) -> [Double] {
    kernel.targetTransform(
      logWeights.map { epsilon * $0 }, epsilon: epsilon, near: guess?.map { -epsilon * $0 }
    ).map { -$0 / epsilon }
  }

  /// sum_i u_i exp(l_i + k_j) G_ij.
  func columns(of values: [Double], rowLogs: [Double], columnLogs: [Double]) -> [Double] {
    kernel.applyTransposed(
      values, f: rowLogs.map { epsilon * $0 }, g: columnLogs.map { epsilon * $0 },
      epsilon: epsilon)
  }
}
