import Foundation

/// The blocks of columns whose entries matter to a block of rows, for one thread.
///
/// Left out are blocks whose greatest entry is below 2^-60 / n of the least sum, over the rows, of the entries taken: what
/// they would add is less than rounding. The least sum is found as the blocks are taken, nearest first in the
/// sense of an expected sum, then as many more as the sum that was found asks for. So the result does not
/// depend on the expectation, only the time does.
///
/// Complexity: O(m n d / 64) for all rows in the worst case, plus the entries that matter.
struct NearbyBlocks {
  private let costs: PairCosts
  private let bounds: PairBounds?
  /// Bounds of the present row block with each block of columns, as `visit` left them.
  private let upper: PaddedArray<Double>

  init(_ costs: PairCosts, columnShift: PaddedArray<Double>) {
    self.costs = costs
    bounds = costs.skipsDistantBlocks ? PairBounds(costs, columnShift: columnShift) : nil
    upper = PaddedArray(repeating: .infinity, count: bounds == nil ? 0 : costs.columns.blocks)
  }

  /// How far below a sum, in powers of two, a single one of `count` entries may be left out.
  static func depth(_ count: Int) -> Double { 60 + log2(Double(count)) }

  /// Calls `body` with columns in whole blocks: all whose shifts plus the rows' minus costs may reach `threshold`.
  func visit(
    _ row: Int, _ rowShift: PaddedArray<Double>, from threshold: Double,
    _ body: (Range<Int>) -> Void
  ) {
    guard let bounds else { return body(0..<costs.columns.paddedCount) }
    let greatest = (0..<rowShift.count).reduce(-Double.infinity) { max($0, rowShift[$1]) }
    for column in 0..<upper.count {
      var bound = bounds.box(row, column, rowGreatest: greatest)
      if !(bound < threshold) {
        let tangent = bounds.tangent(row, column, rowShift: rowShift)
        if tangent < bound { bound = tangent }
      }
      upper[column] = bound
    }
    forEachRun({ !(upper[$0] < threshold) }, body)
  }

  /// After `visit` with threshold `old`: the columns that reach `threshold` only.
  func visitMore(
    _ row: Int, _ rowShift: PaddedArray<Double>, from threshold: (Int) -> Double, below old: Double,
    _ body: (Range<Int>) -> Void
  ) {
    guard let bounds else { return }
    forEachRun(
      { column in
        guard upper[column] < old, !(upper[column] < threshold(column)) else { return false }
        return !(bounds.tangent(row, column, rowShift: rowShift) < threshold(column))
      }, body)
  }

  /// Calls `body` with every block of columns that may lower `minima` of cost minus column shift.
  func visitMinima(
    _ row: Int, _ minima: PaddedArray<Double>, count: Int, _ body: (Range<Int>) -> Void
  ) {
    guard let bounds else { return body(0..<costs.columns.paddedCount) }
    let nearest = (0..<upper.count).max {
      bounds.box(row, $0, rowGreatest: 0) < bounds.box(row, $1, rowGreatest: 0)
    }!
    body(columns(nearest))
    var greatest = (0..<count).reduce(-Double.infinity) { max($0, minima[$1]) }
    for column in 0..<upper.count where column != nearest {
      if bounds.box(row, column, rowGreatest: greatest) < 0 { continue }
      if bounds.tangent(row, column, rowShift: minima) < 0 { continue }
      body(columns(column))
      greatest = (0..<count).reduce(-Double.infinity) { max($0, minima[$1]) }
    }
  }

  private func columns(_ block: Int) -> Range<Int> {
    block * PointBlocks.size..<(block + 1) * PointBlocks.size
  }

  /// Joins neighbouring blocks that are chosen.
  private func forEachRun(_ isChosen: (Int) -> Bool, _ body: (Range<Int>) -> Void) {
    var start = 0
    for column in 0..<upper.count where !isChosen(column) {
      if start < column { body(start * PointBlocks.size..<column * PointBlocks.size) }
      start = column + 1
    }
    if start < upper.count { body(start * PointBlocks.size..<upper.count * PointBlocks.size) }
  }
}
