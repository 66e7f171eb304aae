/// A ground cost that is a sum over axes, c(x, y) = sum_k h(x_k - y_k), between two grids.
///
/// Squared Euclidean and L1 costs are such sums in every dimension, and every cost of |x - y| is one in
/// dimension 1. Then a minimum over all cells of one grid is taken axis by axis:
/// min over j of c_ij - b_j = min over j_1 of h_1(i_1, j_1) + min over j_2 of h_2(i_2, j_2) - b_j.
///
/// Complexity: a c-transform between N^d cells costs O(N^{d+1}) instead of O(N^{2d}), O(N^d) memory.
struct GridCost: Sendable {
  /// Cells along each axis of the two grids.
  let sourceShape: [Int]
  let targetShape: [Int]
  /// h along each axis, source cells x target cells.
  let axes: [Matrix]
  /// Whether h is convex in x - y, so that h(x, y) - h(x, z) is monotone in x.
  let isConvex: Bool
  let extent: Extent

  /// nil for a cost that does not split into axes.
  init?(source: GridDensity, target: GridDensity, cost: GroundCost) {
    self.init(
      sourceAxes: (0..<source.dimension).map(source.axis),
      targetAxes: (0..<target.dimension).map(target.axis), cost: cost)
  }

  /// From the positions of the cells along each axis.
  init?(sourceAxes: [[Double]], targetAxes: [[Double]], cost: GroundCost) {
    guard sourceAxes.count == targetAxes.count else { return nil }
    switch cost {
    case .squaredEuclidean, .manhattan, .power(2): break
    case .euclidean, .chebyshev, .power: if sourceAxes.count > 1 { return nil }
    case .cosine, .custom: return nil
    }
    let isConvex = if case .power(let p) = cost { p >= 1 } else { true }
    let axes = zip(sourceAxes, targetAxes).map { x, y in
      Matrix(
        uncheckedRows: x.count, columns: y.count,
        elements: x.flatMap { x in y.map { cost([x], [$0]) } })
    }
    self.init(
      sourceShape: sourceAxes.map(\.count), targetShape: targetAxes.map(\.count), axes: axes,
      isConvex: isConvex)
  }

  /// From the costs along each axis.
  init(sourceShape: [Int], targetShape: [Int], axes: [Matrix], isConvex: Bool) {
    self.sourceShape = sourceShape
    self.targetShape = targetShape
    self.axes = axes
    self.isConvex = isConvex
    extent = Extent(axes: axes)
  }

  /// The same cost with the grids exchanged.
  var transposed: GridCost {
    GridCost(
      sourceShape: targetShape, targetShape: sourceShape, axes: axes.map(\.transposed),
      isConvex: isConvex)
  }

  /// alpha_i = min over j of c_ij - beta_j, axis by axis, the last first.
  func transform(_ beta: [Double]) -> [Double] {
    axes.indices.reversed().reduce(beta) { values, k in
      // min(c - b) over one axis enters the next one as -b.
      AxisMinimum.minima(axes[k], values, sign: k == axes.count - 1 ? 1 : -1)
    }
  }
}
