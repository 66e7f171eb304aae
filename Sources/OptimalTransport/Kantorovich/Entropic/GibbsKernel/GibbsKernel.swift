import Foundation

/// The Gibbs kernel K = exp(-C / eps) of a geometry, as the entropic solvers use it: sums over rows and
/// columns of P_ij = exp((f_i + g_j - c_ij) / eps), for any f, g and eps, without storing K or P.
///
/// Every sum is taken relative to a guess of its logarithm, which the solver has from the step before, so
/// that one pass over the pairs is enough; where the guess turns out to be far off, the row is done
/// again relative to its largest term. Nothing over- or underflows, whatever eps.
///
/// Complexity: O(m n) time a call, in parallel, O(m + n) memory; between grids of N^d cells O(N^{d+1}) time where the
/// cost is a sum over axes.
struct GibbsKernel: Sendable {
  /// The geometry, rows being source atoms.
  let rowwise: Geometry
  /// The same costs with source and target exchanged.
  let columnwise: Geometry

  init(_ geometry: Geometry, precision: KernelPrecision = .double) {
    rowwise = geometry
    columnwise = geometry.transposed
  }

  /// f_i = -eps log sum_j exp((g_j - c_ij) / eps), the soft c-transform of g.
  func sourceTransform(_ g: [Double], epsilon: Double, near guess: [Double]?) -> [Double] {
    rowwise.softTransform(of: g, epsilon: epsilon, near: guess)
  }

  /// g_j = -eps log sum_i exp((f_i - c_ij) / eps), the soft c-transform of f.
  func targetTransform(_ f: [Double], epsilon: Double, near guess: [Double]?) -> [Double] {
    columnwise.softTransform(of: f, epsilon: epsilon, near: guess)
  }

  /// (P w)_i = sum_j P_ij w_j.
  func apply(_ w: [Double], f: [Double], g: [Double], epsilon: Double) -> [Double] {
    rowwise.gibbsProduct(w, rowShift: f, columnShift: g, epsilon: epsilon)
  }

  /// (P' w)_j = sum_i w_i P_ij.
  func applyTransposed(_ w: [Double], f: [Double], g: [Double], epsilon: Double) -> [Double] {
    columnwise.gibbsProduct(w, rowShift: g, columnShift: f, epsilon: epsilon)
  }

  /// The entries P_ij >= threshold_i by rows; nil when there are more than `limit`.
  func entries(
    f: [Double], g: [Double], epsilon: Double, threshold: [Double], limit: Int = .max
  ) -> CompressedRows? {
    rowwise.gibbsEntries(
      rowShift: f, columnShift: g, epsilon: epsilon, threshold: threshold, limit: limit)
  }

  /// P 1, P' 1 and <C, P>, all of the same floating-point entries.
  func sums(f: [Double], g: [Double], epsilon: Double) -> GibbsSums {
    rowwise.gibbsSums(rowShift: f, columnShift: g, epsilon: epsilon)
  }
}

/// Marginals and cost of P_ij = exp((f_i + g_j - c_ij) / eps).
struct GibbsSums: Sendable {
  /// P 1.
  var rows: [Double]
  /// P' 1.
  var columns: [Double]
  /// <C, P>.
  var cost: Double
}
