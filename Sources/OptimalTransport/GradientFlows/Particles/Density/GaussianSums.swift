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
  func rows(
    _ logWeights: [Double], near guess: [Double]?, precision: KernelPrecision = .double
  ) -> [Double] {
    logSums(pairs, logWeights, guess, precision)
  }

  /// log sum_i exp(l_i) G_ij.
  func columns(
    _ logWeights: [Double], near guess: [Double]?, precision: KernelPrecision = .double
  ) -> [Double] {
    logSums(exchanged, logWeights, guess, precision)
  }

  private func logSums(
    _ pairs: PairCosts, _ logWeights: [Double], _ guess: [Double]?, _ precision: KernelPrecision
  ) -> [Double] {
    pairs.softTransform(
      of: logWeights.map { epsilon * $0 }, epsilon: epsilon, near: guess?.map { -epsilon * $0 },
      precision: precision
    ).map { -$0 / epsilon }
  }

  /// The sums of ``columns(_:near:precision:)``, and the mean of x_i - y_j over what makes up each.
  func columnsWithDisplacements(
    _ logWeights: [Double], near guess: [Double]
  ) -> (logs: [Double], displacements: Matrix) {
    let found = exchanged.softTransformWithDisplacements(
      of: logWeights.map { epsilon * $0 }, epsilon: epsilon, near: guess.map { -epsilon * $0 })
    return (found.transform.map { -$0 / epsilon }, found.displacements)
  }

  /// sum_i u_i exp(l_i + k_j) G_ij.
  func columns(of values: [Double], rowLogs: [Double], columnLogs: [Double]) -> [Double] {
    exchanged.product(
      values, rowShift: columnLogs.map { epsilon * $0 },
      columnShift: rowLogs.map { epsilon * $0 }, epsilon: epsilon)
  }

  /// A bound of the relative error of sums in 32 bits, for weights and sums of about these
  /// logarithms.
  ///
  /// In bits, the exponent of a pair is r^2, r its distance in units of (2 s log 2)^(1/2). Pairs
  /// below 2^-25 of a sum do not matter to it, so r^2 is at most the sizes of both logarithms and
  /// 25. Coordinates of at most R about the middle are rounded by R 2^-24, which moves r^2 by 4 r R
  /// 2^-24; squares, their d sums and the shifts add (d + 4) r^2 2^-24, and 64 terms a tile 2^-18.
  func singleError(_ logWeights: [Double], near guess: [Double]) -> Double {
    let bits = (greatestSize(logWeights) + greatestSize(guess)) / log(2) + 25
    let extent = radius / (2 * variance * log(2)).squareRoot()
    let dimension = Double(pairs.rows.dimension)
    return 0x1p-24 * (4 * bits.squareRoot() * extent + (dimension + 4) * bits + 64)
  }

  private func greatestSize(_ logs: [Double]) -> Double {
    logs.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  /// Half of the diagonal of the box around all points.
  private var radius: Double {
    let d = pairs.rows.dimension
    var square = 0.0
    for k in 0..<d {
      var (low, high) = (Double.infinity, -Double.infinity)
      for points in [pairs.rows, pairs.columns] {
        for corner in stride(from: k, to: points.blocks * d, by: d) {
          low = min(low, points.lower[corner])
          high = max(high, points.upper[corner])
        }
      }
      square += (high - low) * (high - low) / 4
    }
    return square.squareRoot()
  }
}
