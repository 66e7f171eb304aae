import Foundation

/// The Gibbs kernel exp(-c_ij / eps) between two grids, for a cost that is a sum over axes, hence a kernel that is a
/// product over axes: sums over all cells of one grid are taken axis by axis, in the log domain.
///
/// Inside, all costs and potentials are in units of log2: those of the user times log2(e) / eps.
///
/// Accuracy: the entries P_ij = exp((f_i + g_j - c_ij) / eps) that sums are made of have a relative error of a
/// few 2^-53 (|f_i| + |g_j| + c_ij) / eps, that of rounding f, g and c; the sums themselves add 10^-15.
///
/// Complexity: O(N^{d+1}) time between grids of N^d cells, O(N^d + N^2) memory.
struct GridGibbs: Sendable {
  let cost: GridCost
  let epsilon: Double
  /// log2(e) / eps.
  let scale: Double

  /// nil without a grid, and where costs are so large beside eps that their squares would overflow.
  init?(_ grid: GridCost?, epsilon: Double) {
    guard let grid else { return nil }
    cost = grid
    self.epsilon = epsilon
    scale = 1 / (epsilon * Self.logOfTwo)
    guard grid.extent.greatest * scale < 1e150 else { return nil }
  }

  /// ln 2.
  static let logOfTwo = 0.6931471805599453

  /// The axes of the kernel, the last first, in the order of the sums.
  func axes(of cost: GridCost, drop: Double) -> [AxisKernel] {
    cost.axes.indices.reversed().map { k in
      AxisKernel(
        costs: cost.axes[k], scale: scale, step: cost.extent.steps[k], isConvex: cost.isConvex,
        drop: drop)
    }
  }

  /// out_i = scaleOut log2 sum over j of exp((shift_j - c_ij) / eps), axis by axis.
  func logSums(_ shift: [Double], cost: GridCost, scaleOut: Double = 1) -> [Double] {
    let axes = axes(of: cost, drop: 64)
    return axes.indices.reduce(shift) { values, k in
      axes[k].logSums(
        values, in: k == 0 ? scale : 1, out: k == axes.count - 1 ? scaleOut : 1
      ).logs
    }
  }

  /// out_i = -eps log sum over j of exp((shift_j - c_ij) / eps); +infinity if no j has mass.
  func softTransform(of shift: [Double]) -> [Double] {
    logSums(shift, cost: cost, scaleOut: -epsilon * Self.logOfTwo)
  }
}
