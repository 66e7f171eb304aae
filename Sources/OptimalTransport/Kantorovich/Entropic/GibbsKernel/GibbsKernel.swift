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
  private let form: Form
  /// How soft transforms are summed; everything else is summed in double precision.
  let precision: KernelPrecision

  /// Costs in blocks, or a geometry with rows of its own: sparse, or a grid.
  private enum Form: Sendable {
    case pairs(PairCosts)
    case rows(Geometry, columnwise: Geometry)
  }

  init(_ geometry: Geometry, precision: KernelPrecision = .double) {
    rowwise = geometry
    self.precision = precision
    if geometry.grid == nil, geometry.allowsEveryPair {
      form = .pairs(PairCosts(geometry))
    } else {
      form = .rows(geometry, columnwise: geometry.transposed)
    }
  }

  /// f_i = -eps log sum_j exp((g_j - c_ij) / eps), the soft c-transform of g.
  func sourceTransform(_ g: [Double], epsilon: Double, near guess: [Double]?) -> [Double] {
    switch form {
    case .pairs(let pairs):
      pairs.softTransform(of: g, epsilon: epsilon, near: guess, precision: precision)
    case .rows(let geometry, _): geometry.softTransform(of: g, epsilon: epsilon, near: guess)
    }
  }

  /// g_j = -eps log sum_i exp((f_i - c_ij) / eps), the soft c-transform of f.
  func targetTransform(_ f: [Double], epsilon: Double, near guess: [Double]?) -> [Double] {
    switch form {
    case .pairs(let pairs):
      if let exchanged = pairs.exchanged {
        exchanged.softTransform(of: f, epsilon: epsilon, near: guess, precision: precision)
      } else {
        pairs.columnSoftTransform(of: f, epsilon: epsilon, near: guess)
      }
    case .rows(_, let columnwise):
      columnwise.softTransform(of: f, epsilon: epsilon, near: guess)
    }
  }

  /// (P w)_i = sum_j P_ij w_j.
  func apply(_ w: [Double], f: [Double], g: [Double], epsilon: Double) -> [Double] {
    switch form {
    case .pairs(let pairs): pairs.product(w, rowShift: f, columnShift: g, epsilon: epsilon)
    case .rows(let geometry, _):
      geometry.gibbsProduct(w, rowShift: f, columnShift: g, epsilon: epsilon)
    }
  }

  /// (P' w)_j = sum_i w_i P_ij.
  func applyTransposed(_ w: [Double], f: [Double], g: [Double], epsilon: Double) -> [Double] {
    switch form {
    case .pairs(let pairs):
      if let exchanged = pairs.exchanged {
        exchanged.product(w, rowShift: g, columnShift: f, epsilon: epsilon)
      } else {
        pairs.columnProduct(w, rowShift: f, columnShift: g, epsilon: epsilon)
      }
    case .rows(_, let columnwise):
      columnwise.gibbsProduct(w, rowShift: g, columnShift: f, epsilon: epsilon)
    }
  }

  /// The entries P_ij >= threshold_i by rows; nil when there are more than `limit`.
  func entries(
    f: [Double], g: [Double], epsilon: Double, threshold: [Double], limit: Int = .max
  ) -> CompressedRows? {
    switch form {
    case .pairs(let pairs):
      pairs.entries(
        rowShift: f, columnShift: g, epsilon: epsilon, threshold: threshold, limit: limit)
    case .rows(let geometry, _):
      geometry.gibbsEntries(
        rowShift: f, columnShift: g, epsilon: epsilon, threshold: threshold, limit: limit)
    }
  }

  /// P 1, P' 1 and <C, P>, all of the same floating-point entries.
  func sums(f: [Double], g: [Double], epsilon: Double) -> GibbsSums {
    switch form {
    case .pairs(let pairs): pairs.sums(rowShift: f, columnShift: g, epsilon: epsilon)
    case .rows(let geometry, _):
      geometry.gibbsSums(rowShift: f, columnShift: g, epsilon: epsilon)
    }
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
