import Foundation

extension GridGibbs {
  /// out_i = sum over j of exp((rowShift_i + columnShift_j - c_ij) / eps) w_j.
  ///
  /// With w = 2^e m, 1 <= |m| < 2, the logarithms of the sums for weights 2^e are taken, and m averaged along with them.
  /// So a weight of any size counts, and the error is relative to sum over j of P_ij |w_j|, as that of the
  /// plain sum is; e adds 2^-53 |e| to it.
  func product(_ w: [Double], _ rowShift: [Double], _ columnShift: [Double]) -> [Double] {
    var logs = zip(w, columnShift).map { $0 == 0 ? -.infinity : $1 * scale + Double($0.exponent) }
    var means = w.map { $0 < 0 ? -$0.significand : $0.significand }
    for axis in axes(of: cost, drop: 64) {
      (logs, means) = axis.logSums(logs, averages: .init(carried: means, includesCost: false))
    }
    return ParallelLoop.map(count: logs.count, grain: 4096) {
      exp2(rowShift[$0] * scale + logs[$0]) * means[$0]
    }
  }

  /// Marginals and cost of P_ij = exp((rowShift_i + columnShift_j - c_ij) / eps).
  ///
  /// Each sum over an axis also averages the costs of the axes so far over the terms it is made of, so that
  /// <C, P> = sum over i of (P 1)_i times the average of c_ij over row i, where all terms are of one sign.
  /// Terms below 2^-128 of the sum of their row may be missing from the average.
  func sums(_ rowShift: [Double], _ columnShift: [Double]) -> GibbsSums {
    var (logs, means) = (columnShift, [Double]?.none)
    for (k, axis) in axes(of: cost, drop: 128).enumerated() {
      (logs, means) = axis.logSums(
        logs, in: k == 0 ? scale : 1, averages: .init(carried: means, includesCost: true))
    }
    let rows = Self.entries(logs, shift: rowShift, scale: scale)
    let logColumns = logSums(rowShift, cost: cost.transposed)
    return GibbsSums(
      rows: rows, columns: Self.entries(logColumns, shift: columnShift, scale: scale),
      cost: compensatedDot(rows, means ?? []) / scale)
  }

  private static func entries(_ logs: [Double], shift: [Double], scale: Double) -> [Double] {
    ParallelLoop.map(count: logs.count, grain: 4096) { exp2(shift[$0] * scale + logs[$0]) }
  }
}
