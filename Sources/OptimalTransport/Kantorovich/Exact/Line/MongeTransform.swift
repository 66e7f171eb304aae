/// The c-transform between sorted points on the line: beta_j = min over i of h(x_i - y_j) - alpha_i.
///
/// For convex h and sorted x and y the costs have the Monge property: for i < k and j < l,
///
///     c_ij + c_kl <= c_il + c_kj,
///
/// because x_i - y_l and x_k - y_j have the sum of x_i - y_j and x_k - y_l, and lie outside them.
/// Subtracting any alpha_i keeps it, so row k gains on row i from left to right, and the least
/// minimiser never falls from one column to the next, whatever alpha is. The minimiser of a middle
/// column therefore splits the rows for the columns on either side. In floating point a comparison
/// may err by an ulp; a value is wrong by at most that much a level, log2 n levels deep.
/// Complexity: O((m + n) log n) costs, in parallel; `fillWindows` tries to do with O(n) first.
/// Source: Aggarwal, Klawe, Moran, Shor and Wilber 1987, section 1.
final class MongeTransform<Cost: LineCost> {
  let cost: Cost
  let x: SortedMarginal
  let y: SortedMarginal
  let alpha: ScratchArray<Double>
  /// beta, from left to right.
  let beta: ScratchArray<Double>

  /// The transform of a potential summed along a path, `rows` of which enter the columns.
  init(
    _ cost: Cost, _ x: SortedMarginal, _ y: SortedMarginal, potential: consuming SummedPotential,
    rows: borrowing ScratchArray<UInt32>
  ) {
    let slack = Self.slack(cost, x, y, potential: potential)
    self.cost = cost
    self.x = x
    self.y = y
    alpha = potential.values
    beta = ScratchArray(uninitialized: y.count)
    if !fillWindows(from: rows, slack: slack) { fillAll() }
  }

  /// Sets beta by dividing and conquering, whatever alpha is.
  func fillAll() {
    let all = Block(columns: 0..<y.count, rows: 0..<x.count)
    let blocks = split(all, depth: y.count + x.count < 4096 ? 0 : 4)
    ParallelLoop.run(count: blocks.count) { for block in blocks[$0] { fill(block) } }
  }

  /// Some columns, and the rows that hold their minimisers.
  private struct Block {
    var columns: Range<Int>
    var rows: Range<Int>

    var middle: Int { (columns.lowerBound &+ columns.upperBound) / 2 }

    /// The blocks on either side of the middle column, whose minimiser is `row`.
    @inline(__always)
    func halves(at row: Int) -> (left: Block, right: Block) {
      (
        Block(columns: columns.lowerBound..<middle, rows: rows.lowerBound..<row &+ 1),
        Block(columns: middle &+ 1..<columns.upperBound, rows: row..<rows.upperBound)
      )
    }
  }

  private func split(_ block: Block, depth: Int) -> [Block] {
    guard depth > 0, !block.columns.isEmpty else { return [block] }
    let (left, right) = block.halves(at: fillMiddle(block))
    return split(left, depth: depth - 1) + split(right, depth: depth - 1)
  }

  private func fill(_ block: Block) {
    if block.columns.isEmpty { return }
    let (left, right) = block.halves(at: fillMiddle(block))
    fill(left)
    fill(right)
  }

  /// Sets beta in the middle column of a block and returns its least minimiser.
  @inline(__always)
  private func fillMiddle(_ block: Block) -> Int {
    let column = block.middle
    let found = minimum(y.line.values[column], x.line.values, alpha, block.rows)
    beta[column] = found.value
    return found.column
  }

  @inline(__always)
  private func minimum(
    _ target: Double, _ x: borrowing ScratchArray<Double>, _ alpha: borrowing ScratchArray<Double>,
    _ rows: Range<Int>
  ) -> RowMinimum {
    var best = rows.lowerBound
    var value = cost(x[best] - target) - alpha[best]
    var i = best &+ 1
    while i < rows.upperBound {
      let reduced = cost(x[i] - target) - alpha[i]
      if reduced < value {
        value = reduced
        best = i
      }
      i &+= 1
    }
    return RowMinimum(value: value, column: best)
  }
}
