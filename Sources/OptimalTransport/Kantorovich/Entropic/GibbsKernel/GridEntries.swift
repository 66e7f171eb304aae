import Foundation

/// The large entries of P_ij = exp((f_i + g_j - c_ij) / eps) between two grids, found axis by axis.
///
/// Let V_k(j_0..j_k; i_{k+1}..) = max over the later j of g_j - sum over l > k of c_l(i_l, j_l), a partial c-transform. Row i
/// looks along axis 0 for the j_0 with V_0 - c_0(i_0, j_0) >= need, and along axis 1 below each of them, so that every
/// line it reads beyond the first holds an entry. Blocks of 16 cells are passed over by the greatest V less the least c.
///
/// Complexity: O(N^{d+1}) for the V, then N / 16 + 16 k for every line read, k blocks of which hold something;
/// O(N^d) memory besides the entries.
struct GridEntries: Sendable {
  /// One axis of the search.
  struct Level: Sendable {
    /// V_k, at (line * count + j_k), lines being (i_{k+1}..i_{d-1}; j_0..j_{k-1}).
    let best: [Double]
    /// The greatest V_k of each block of a line.
    let blockBest: [Double]
    /// c_k.
    let costs: Matrix
    /// The least c_k of each block, source cells x blocks.
    let blockCost: [Double]
    /// Cells along the axis, and lines for given i.
    let count: Int
    let linesPerRow: Int
    var blocks: Int { (count + blockLength - 1) / blockLength }
  }

  let grid: GridCost
  let epsilon: Double
  let columnShift: [Double]
  let levels: [Level]

  init(_ grid: GridCost, _ columnShift: [Double], _ epsilon: Double) {
    self.grid = grid
    self.epsilon = epsilon
    self.columnShift = columnShift
    var levels: [Level] = []
    var best = columnShift
    for k in grid.axes.indices.reversed() {
      levels.append(
        Level(best: best, costs: grid.axes[k], lines: grid.targetShape[..<k].reduce(1, *)))
      if k > 0 { best = AxisMinimum.minima(grid.axes[k], best).map { -$0 } }
    }
    self.levels = levels.reversed()
  }

  /// By rows, the entries that are at least `threshold[i]`, for f = `rowShift`; nil when there are more than `limit`.
  func entries(_ rowShift: [Double], _ threshold: [Double], limit: Int) -> CompressedRows? {
    if estimatedCount(rowShift, threshold) > 1.5 * Double(limit) { return nil }
    let pieces = ParallelLoop.threadCount * 4
    let lists = ParallelLoop.map(count: pieces) { piece in
      var found = CompressedRows(columns: columnShift.count)
      let range = rowShift.count * piece / pieces..<rowShift.count * (piece + 1) / pieces
      for i in range where found.count <= limit {
        GridRowSearch(self, row: i, shift: rowShift[i], threshold: threshold[i]).run(into: &found)
        found.endRow()
      }
      return found
    }
    if lists.reduce(0, { $0 + $1.count }) > limit { return nil }
    return lists.reduce(into: CompressedRows(columns: columnShift.count)) { $0.append(rowsOf: $1) }
  }
}

extension GridEntries {
  /// The number of entries, from those of every 512th part of the rows: what is far too many need
  /// not be collected first.
  private func estimatedCount(_ rowShift: [Double], _ threshold: [Double]) -> Double {
    let step = max(1, rowShift.count / 512)
    let counts = ParallelLoop.map(count: (rowShift.count + step - 1) / step) { probe in
      var found = CompressedRows(columns: columnShift.count)
      let i = probe * step
      GridRowSearch(self, row: i, shift: rowShift[i], threshold: threshold[i]).run(into: &found)
      return found.count
    }
    return Double(counts.reduce(0, +)) * Double(step)
  }
}

/// Cells that one bound speaks for.
private let blockLength = 16

extension GridEntries.Level {
  init(best: [Double], costs: Matrix, lines: Int) {
    self.best = best
    self.costs = costs
    count = costs.columns
    linesPerRow = lines
    blockBest = Self.blockwise(best, length: count, max)
    blockCost = Self.blockwise(costs.elements, length: count, min)
  }

  /// The extreme value of each block of each line.
  private static func blockwise(
    _ values: [Double], length: Int, _ extreme: (Double, Double) -> Double
  ) -> [Double] {
    stride(from: 0, to: values.count, by: length).flatMap { start in
      stride(from: start, to: start + length, by: blockLength).map { first in
        values[first..<min(first + blockLength, start + length)].reduce(values[first], extreme)
      }
    }
  }
}

/// The search of one row.
struct GridRowSearch {
  private let table: GridEntries
  /// i_k, and for each level the number of the first line for i_{k+1}..i_{d-1}.
  private let cell: [Int]
  private let firstLine: [Int]
  private let shift: Double
  private let threshold: Double
  /// What g_j - c_ij must reach.
  private let need: Double

  init(_ table: GridEntries, row: Int, shift: Double, threshold: Double) {
    self.table = table
    self.shift = shift
    self.threshold = threshold
    var (cell, lines, rest, later) = ([Int](), [Int](), row, table.grid.sourceShape.reduce(1, *))
    for (k, extent) in table.grid.sourceShape.enumerated() {
      later /= extent
      cell.append(rest / later)
      rest %= later
      lines.append(rest * table.levels[k].linesPerRow)
    }
    self.cell = cell
    firstLine = lines
    need = Self.need(
      threshold, shift: shift, epsilon: table.epsilon, greatest: table.grid.extent.greatest)
  }

  /// eps log(threshold) - f_i, less what rounding may take away: the entry itself decides.
  private static func need(
    _ threshold: Double, shift: Double, epsilon: Double, greatest: Double
  ) -> Double {
    guard threshold > 0 else { return -.infinity }
    let level = epsilon * log(threshold) - shift
    // Numbers near the least Double are rounded by up to half of them.
    let loss = threshold < 1e-290 ? 1 : 1e-12
    return level - epsilon * loss - 1e-14 * (greatest + abs(shift) + abs(level))
  }

  func run(into found: inout CompressedRows) { search(0, before: 0, cost: 0, into: &found) }

  /// Looks along axis k below cell `before` = (j_0..j_{k-1}), which costs `cost`.
  private func search(_ k: Int, before: Int, cost: Double, into found: inout CompressedRows) {
    let level = table.levels[k]
    let line = firstLine[k] + before
    let (start, row) = (line * level.count, cell[k] * level.count)
    let (need, blocks) = (need + cost, level.blocks)
    for block in 0..<blocks
    where level.blockBest[line * blocks + block] - level.blockCost[cell[k] * blocks + block] >= need
    {
      for j in block * blockLength..<min((block + 1) * blockLength, level.count) {
        let c = level.costs.elements[row + j]
        if !(level.best[start + j] - c >= need) { continue }
        if k + 1 < table.levels.count {
          search(k + 1, before: before * table.levels[k].count + j, cost: cost + c, into: &found)
        } else {
          append(before * level.count + j, cost: cost + c, into: &found)
        }
      }
    }
  }

  private func append(_ j: Int, cost: Double, into found: inout CompressedRows) {
    let p = exp((shift - (cost - table.columnShift[j])) / table.epsilon)
    if p >= threshold { found.append(column: j, value: p) }
  }
}
