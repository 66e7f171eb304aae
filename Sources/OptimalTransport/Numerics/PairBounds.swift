import CTransportKernels

/// Upper bounds of row shift + column shift - cost over pairs of blocks.
///
/// Two bounds are taken. The boxes give the least cost and the shifts their greatest values. For a convex cost
/// h(x - y), the tangent at the difference w of the box centres gives
///
///     r_i + s_j - h(x_i - y_j) <= max_i (r_i - h'(w).(x_i - a)) + max_j (s_j + h'(w).(y_j - b)) - h(w),
///
/// which also follows shifts that vary across a block, as potentials do by h'(w) where mass moves by w.
///
/// Unsafe inside: as for `PairCosts`. Complexity: O(d) a pair of blocks for the boxes, O(64 d) for the tangent.
struct PairBounds {
  private let costs: PairCosts
  private let metric: CoordinateArray.Metric
  private let factor: Double
  private let columnShift: PaddedArray<Double>
  /// The greatest shift of each block of columns.
  private let columnGreatest: PaddedArray<Double>
  private let direction: PaddedArray<Double>
  private let opposite: PaddedArray<Double>

  /// Beyond this many coordinates, boxes of 64 points are rarely apart.
  private static let greatestDimension = 16

  /// nil for costs without boxes.
  init?(_ costs: PairCosts, columnShift: PaddedArray<Double>) {
    guard case .points(let metric, let factor) = costs.source,
      costs.rows.dimension <= Self.greatestDimension
    else { return nil }
    self.costs = costs
    self.metric = metric
    self.factor = factor
    self.columnShift = columnShift
    columnGreatest = PaddedArray(repeating: -.infinity, count: costs.columns.blocks)
    for b in 0..<costs.columns.blocks {
      for place in costs.columns.places(b) {
        columnGreatest[b] = max(columnGreatest[b], columnShift[place])
      }
    }
    direction = PaddedArray(repeating: 0, count: costs.rows.dimension)
    opposite = PaddedArray(repeating: 0, count: costs.rows.dimension)
  }

  /// The bound from the boxes, for row shifts of at most `rowGreatest`.
  func box(_ row: Int, _ column: Int, rowGreatest: Double) -> Double {
    rowGreatest + columnGreatest[column] - leastCost(row, column)
  }

  /// The bound from the tangent; infinite for a cost that is not convex.
  func tangent(_ row: Int, _ column: Int, rowShift: PaddedArray<Double>) -> Double {
    let (rows, columns, d) = (costs.rows, costs.columns, costs.rows.dimension)
    guard let cost = setDirection(row, column) else { return .infinity }
    let size = PointBlocks.size
    let table = costs.kernels.table.pointee
    let fromRows = table.support(
      rows.coordinates.base + row * size * d, d, rowShift.base, opposite.base,
      rows.center.base + row * d)
    let fromColumns = table.support(
      columns.coordinates.base + column * size * d, d, columnShift.base + column * size,
      direction.base, columns.center.base + column * d)
    return fromRows + fromColumns - cost
  }

  private func leastCost(_ row: Int, _ column: Int) -> Double {
    let (rows, columns, d) = (costs.rows, costs.columns, costs.rows.dimension)
    var sum = 0.0
    for k in 0..<d {
      let gap = max(
        0, rows.lower[row * d + k] - columns.upper[column * d + k],
        columns.lower[column * d + k] - rows.upper[row * d + k])
      switch metric {
      case .manhattan: sum += gap
      case .chebyshev: sum = max(sum, gap)
      case .squaredEuclidean, .euclidean, .power: sum += gap * gap
      }
    }
    return metric.cost(sum, factor: factor)
  }

  /// Sets `direction` to the gradient of the cost at the difference of centres, and returns the cost there.
  private func setDirection(_ row: Int, _ column: Int) -> Double? {
    let d = costs.rows.dimension
    var (sum, farthest) = (0.0, 0)
    for k in 0..<d {
      let w = costs.rows.center[row * d + k] - costs.columns.center[column * d + k]
      direction[k] = w
      switch metric {
      case .manhattan: sum += abs(w)
      case .chebyshev:
        if abs(w) > sum { (sum, farthest) = (abs(w), k) }
      case .squaredEuclidean, .euclidean, .power: sum += w * w
      }
    }
    let cost = metric.cost(sum, factor: factor)
    guard let slope = metric.slope(sum, factor: factor), slope.isFinite, cost.isFinite else {
      return nil
    }
    for k in 0..<d {
      let w = direction[k]
      switch metric {
      case .manhattan: direction[k] = w < 0 ? -1 : 1
      case .chebyshev: direction[k] = k == farthest ? (w < 0 ? -1 : 1) : 0
      case .squaredEuclidean, .euclidean, .power: direction[k] = slope * w
      }
      opposite[k] = -direction[k]
    }
    return cost
  }
}
