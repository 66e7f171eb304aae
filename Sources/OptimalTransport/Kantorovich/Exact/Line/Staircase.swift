/// The north-west corner plan of two sorted marginals, and the staircase of cells it walks.
///
/// From cell (0, 0) the walk fills each cell with what its row or column still lacks, then moves down
/// if the row is full, else right; so it visits a connected path of m + n - 1 cells to (m-1, n-1),
/// through zero masses and ties alike, and mass sits on the path alone. Atoms are numbered from left
/// to right; the plan has the numbers of the clouds.
///
/// What a row or column lacks is kept to 106 bits: the masses are those of the marginals to one
/// rounding each. The difference of the two total masses, itself rounding, goes to the heaviest column.
/// Complexity: O(m + n). Source: Hoffman 1963, "On simple linear programming problems".
struct Staircase {
  /// Nil unless it was to be kept.
  let plan: TransportPlan?
  /// What the plan costs and how far it misses the marginals.
  let tally: StaircaseTally
  let path: StaircasePath

  /// Walks the staircase of two marginals of equal mass.
  init<Cost: LineCost>(
    _ source: SortedMarginal, _ target: SortedMarginal, _ cost: Cost, keepsPlan: Bool = true
  ) {
    let path = StaircasePath(rows: source.count, columns: target.count)
    self.path = path
    guard keepsPlan else {
      tally = StaircaseWalk(source, target, cost, path, nil).fill().tally
      plan = nil
      return
    }
    var tally = StaircaseTally()
    let entries = EntryList.build(capacity: source.count + target.count) {
      let end = StaircaseWalk(source, target, cost, path, $0).fill()
      tally = end.tally
      return end.entry
    }
    self.tally = tally
    plan = TransportPlan(
      uncheckedRowCount: source.count, columnCount: target.count, rows: entries.rows,
      columns: entries.columns, mass: entries.mass)
  }
}

/// Where a staircase turns. Not written to once it is walked.
final class StaircasePath {
  /// The column in which the path steps from row i to row i + 1.
  let columnBelow: ScratchArray<UInt32>
  /// The row in which the path enters column j.
  let rowBeside: ScratchArray<UInt32>

  init(rows: Int, columns: Int) {
    columnBelow = ScratchArray(uninitialized: rows)
    rowBeside = ScratchArray(uninitialized: columns)
    rowBeside[0] = 0
  }
}

/// What is summed along a staircase.
struct StaircaseTally {
  /// The cost of the entries.
  var cost = CompensatedSum()
  /// |P 1 - a|_1 + |P' 1 - b|_1, exact but for rows and columns that two walks share, for which it
  /// is a bound. An entry is the rounded mass of its cell; the low half, by which it falls short,
  /// is missing from its row and from its column.
  var marginalError = 0.0
  /// What the entries so far leave missing in the present row and column.
  var rowMisses = 0.0
  var columnMisses = 0.0

  @inline(__always)
  mutating func add(_ mass: DoubleDouble, cost unit: Double) {
    cost.add(mass.high * unit)
    rowMisses += mass.low
    columnMisses += mass.low
  }

  @inline(__always)
  mutating func closeRow() {
    marginalError += abs(rowMisses)
    rowMisses = 0
  }

  @inline(__always)
  mutating func closeColumn() {
    marginalError += abs(columnMisses)
    columnMisses = 0
  }

  /// The tally of a walk and of one that goes on where it ends.
  static func + (a: StaircaseTally, b: StaircaseTally) -> StaircaseTally {
    var result = b
    result.cost.add(a.cost)
    result.marginalError += a.marginalError + abs(a.rowMisses) + abs(a.columnMisses)
    return result
  }
}
