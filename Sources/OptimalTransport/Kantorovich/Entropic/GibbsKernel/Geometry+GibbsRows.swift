/// The sums of ``GibbsKernel`` over the rows of a geometry.
extension Geometry {
  /// out_i = -eps log sum_j exp((shift_j - c_ij) / eps), relative to a guess of `out` if there is one.
  func softTransform(of shift: [Double], epsilon: Double, near guess: [Double]?) -> [Double] {
    if let sums = GridGibbs(grid, epsilon: epsilon) { return sums.softTransform(of: shift) }
    if case .sparse(let cost, _) = storage {
      return cost.softTransform(of: shift, epsilon: epsilon)
    }
    return PairCosts(self).softTransform(of: shift, epsilon: epsilon, near: guess)
  }

  /// out_i = sum_j exp((rowShift_i + columnShift_j - c_ij) / eps) w_j.
  func gibbsProduct(
    _ w: [Double], rowShift: [Double], columnShift: [Double], epsilon: Double
  ) -> [Double] {
    if let sums = GridGibbs(grid, epsilon: epsilon) {
      return sums.product(w, rowShift, columnShift)
    }
    if case .sparse(let cost, _) = storage {
      return cost.gibbsProduct(w, rowShift: rowShift, columnShift: columnShift, epsilon: epsilon)
    }
    return PairCosts(self).product(
      w, rowShift: rowShift, columnShift: columnShift, epsilon: epsilon)
  }

  /// Marginals and cost of exp((rowShift_i + columnShift_j - c_ij) / eps), of the same entries.
  func gibbsSums(rowShift: [Double], columnShift: [Double], epsilon: Double) -> GibbsSums {
    if let sums = GridGibbs(grid, epsilon: epsilon) { return sums.sums(rowShift, columnShift) }
    if case .sparse(let cost, _) = storage {
      return cost.gibbsSums(rowShift: rowShift, columnShift: columnShift, epsilon: epsilon)
    }
    return PairCosts(self).sums(rowShift: rowShift, columnShift: columnShift, epsilon: epsilon)
  }

  /// The entries exp((rowShift_i + columnShift_j - c_ij) / eps) that are at least `threshold[i]`, by rows; nil when there
  /// are more than `limit`.
  func gibbsEntries(
    rowShift: [Double], columnShift: [Double], epsilon: Double, threshold: [Double],
    limit: Int
  ) -> CompressedRows? {
    if let grid {
      return GridEntries(grid, columnShift, epsilon).entries(rowShift, threshold, limit: limit)
    }
    if case .sparse(let cost, _) = storage {
      return cost.gibbsEntries(
        rowShift: rowShift, columnShift: columnShift, epsilon: epsilon, threshold: threshold,
        limit: limit)
    }
    return PairCosts(self).entries(
      rowShift: rowShift, columnShift: columnShift, epsilon: epsilon, threshold: threshold,
      limit: limit)
  }

  /// The same costs with source and target exchanged. Complexity: a dense matrix is copied.
  var transposed: Geometry {
    var result: Geometry
    switch storage {
    case .dense(let matrix): result = Geometry(uncheckedDense: matrix.transposed)
    case .sparse(let cost, _): result = Geometry(sparse: cost.transposed)
    case .clouds:
      result = Geometry(uncheckedSource: origin!.target, target: origin!.source, cost: origin!.cost)
    case .closure(let function):
      result = Geometry(
        uncheckedSource: origin!.target, target: origin!.source, cost: .custom { function($1, $0) })
    }
    result.grid = grid?.transposed
    return result
  }
}
