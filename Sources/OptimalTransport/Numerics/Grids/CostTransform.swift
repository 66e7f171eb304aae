/// The c-transform beta^c(x) = min over y of |x - y|^p - beta(y) of a function at the cell centres
/// of a grid in one or two dimensions, at those of another grid of the same box.
///
/// Between two lines of cells h(x - y) is convex in x - y along the lines, so that the best y moves
/// up with x, and halving finds all of them (``LineMinima``); in two dimensions the least over the
/// lines is taken. Where the grids have the same cells the costs come from one table.
/// Complexity: O(m log n) for a line of m cells to one of n, O(n_1 m_1 m_2 log n_2) for n_1 x n_2
/// to m_1 x m_2 cells; a line's minima for each row of y as scratch for each thread.
///
/// `exact` minimises over the cell centres alone. `smooth` takes the least value of the parabola
/// through the least value and its neighbours, across the lines too: third order where p > 2 or the
/// move is far longer than a cell, and never off by more than the parabola over half a cell. Beyond
/// the walls beta is mirrored, as potentials whose map takes faces to themselves are.
struct CostTransform: Sendable {
  let cost: PowerCost
  /// The axes of the grid of y and of that of x.
  let source: [GridAxis]
  let target: [GridAxis]
  /// The costs of lines k cells apart, each for -n...n cells along the line; empty where the grids
  /// differ.
  private let table: [Double]

  init(cost: PowerCost, source: [GridAxis], target: [GridAxis]) {
    precondition((1...2).contains(source.count))
    self.cost = cost
    self.source = source
    self.target = target
    table = source == target ? Self.table(cost, source) : []
  }

  private static func table(_ cost: PowerCost, _ axes: [GridAxis]) -> [Double] {
    let line = axes[axes.count - 1]
    let across = axes.count == 1 ? 0...0 : 0...axes[0].count
    return ParallelLoop.chunkedMap(count: across.count) { rows in
      rows.flatMap { k -> [Double] in
        let distance = axes.count == 1 ? 0 : Double(k) * axes[0].step
        return (-line.count...line.count).map {
          let along = Double($0) * line.step
          return cost(square: along * along + distance * distance)
        }
      }
    }
  }

  /// beta^c on the grid of x.
  func callAsFunction(
    _ beta: [Double], _ interpolation: LegendreTransform.Interpolation = .smooth
  ) -> [Double] {
    let n = target[target.count - 1].count
    let lines = target.count == 1 ? 1 : target[0].count
    return beta.withUnsafeBufferPointer { beta in
      table.withUnsafeBufferPointer { table in
        // Unchecked because the threads only read these.
        nonisolated(unsafe) let (beta, costs) = (
          beta.baseAddress!, source == target ? table.baseAddress : nil
        )
        return ParallelLoop.chunkedMap(count: lines) { range in
          let minima = ScratchArray<Double>(uninitialized: (sourceLines + 2) * n)
          return range.flatMap { row in
            line(row, beta, costs, minima, isSmooth: interpolation == .smooth)
          }
        }
      }
    }
  }

  private var sourceLines: Int { source.count == 1 ? 1 : source[0].count }

  /// beta^c along one line of x.
  private func line(
    _ row: Int, _ beta: UnsafePointer<Double>, _ costs: UnsafePointer<Double>?,
    _ minima: borrowing ScratchArray<Double>, isSmooth: Bool
  ) -> [Double] {
    let (n, m) = (target[target.count - 1].count, source[source.count - 1].count)
    guard source.count == 2 else {
      lineMinima(beta, costs.map { $0 + m }, 0, isSmooth)
        .fill(minima, from: 0)
      return minima.slice(from: 0, count: n)
    }
    let x = target[0].center(row)
    for k in isSmooth ? -1...sourceLines : 0...(sourceLines - 1) {
      let costs = costs.map { $0 + abs(row - k) * (2 * m + 1) + m }
      let distance = x - source[0].center(k)
      lineMinima(
        beta + min(max(k, 0), sourceLines - 1) * m, costs, distance * distance, isSmooth
      ).fill(minima, from: (k + 1) * n)
    }
    return least(minima, n, isSmooth)
  }

  private func lineMinima(
    _ beta: UnsafePointer<Double>, _ costs: UnsafePointer<Double>?, _ square: Double,
    _ isSmooth: Bool
  ) -> LineMinima {
    LineMinima(
      cost: cost, beta: beta, costs: costs, source: source[source.count - 1],
      target: target[target.count - 1], square: square, isSmooth: isSmooth)
  }

  /// The least over the lines, rows 1 to `sourceLines` of `minima`, for each of n places.
  private func least(
    _ minima: borrowing ScratchArray<Double>, _ n: Int, _ isSmooth: Bool
  ) -> [Double] {
    let base = minima.base
    var (lines, values) = ([Int](repeating: 1, count: n), minima.slice(from: n, count: n))
    for k in 1...sourceLines {
      for i in 0..<n where base[k * n + i] < values[i] {
        (lines[i], values[i]) = (k, base[k * n + i])
      }
    }
    guard isSmooth else { return values }
    return (0..<n).map { i in
      let place = lines[i] * n + i
      return LineMinima.vertex(base[place - n], values[i], base[place + n])
    }
  }
}
