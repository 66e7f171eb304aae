/// The north-west corner plan of two sorted marginals, and the staircase of cells it walks.
///
/// From cell (0, 0) the walk fills each cell with what its row or column still lacks, then moves down
/// if the row is full, else right; so it visits a connected path of m + n - 1 cells to (m-1, n-1),
/// through zero masses and ties alike, and mass sits on the path alone. Atoms are numbered from left
/// to right.
///
/// What a row or column lacks is kept to 106 bits: the masses are those of the marginals to one
/// rounding each. The difference of the two total masses, itself rounding, goes to the heaviest column.
/// Complexity: O(m + n). Source: Hoffman 1963, "On simple linear programming problems".
final class Staircase {
  /// The row, column and mass of each cell with mass; the first `count` entries count.
  let rows: ScratchArray<UInt32>
  let columns: ScratchArray<UInt32>
  let mass: ScratchArray<Double>
  private(set) var count = 0
  /// The column in which the path steps from row i to row i + 1.
  let columnBelow: ScratchArray<UInt32>
  /// The row in which the path enters column j.
  let rowBeside: ScratchArray<UInt32>

  /// Walks the staircase of two marginals of equal mass.
  init(_ source: SortedMarginal, _ target: SortedMarginal) {
    let cells = source.count + target.count
    rows = ScratchArray(uninitialized: cells)
    columns = ScratchArray(uninitialized: cells)
    mass = ScratchArray(uninitialized: cells)
    columnBelow = ScratchArray(
      repeating: UInt32(truncatingIfNeeded: target.count - 1), count: source.count)
    rowBeside = ScratchArray(
      repeating: UInt32(truncatingIfNeeded: source.count - 1), count: target.count)
    rowBeside[0] = 0
    walk(source.weights, target.weights, balance(source, target))
    fillLast(source.weights, target.weights)
  }

  /// The column that takes up the difference of the total masses, and that difference.
  private typealias Balance = (column: Int, mass: Double)

  private func balance(_ source: SortedMarginal, _ target: SortedMarginal) -> Balance {
    (target.heaviest, (source.mass - target.mass).high)
  }

  /// Walks until the rows or the columns run out.
  private func walk(
    _ a: borrowing ScratchArray<Double>, _ b: borrowing ScratchArray<Double>, _ balance: Balance
  ) {
    let (lastRow, lastColumn) = (a.count - 1, b.count - 1)
    var (i, j, entry) = (0, 0, 0)
    var rowLacks = DoubleDouble(a[0])
    var columnLacks = DoubleDouble(b[0])
    if balance.column == 0 { columnLacks = columnLacks + balance.mass }
    while true {
      let excess = rowLacks - columnLacks
      let filled = min(rowLacks.high, columnLacks.high)
      rows[entry] = UInt32(truncatingIfNeeded: i)
      columns[entry] = UInt32(truncatingIfNeeded: j)
      mass[entry] = filled
      entry &+= filled > 0 ? 1 : 0
      if excess.high <= 0 {
        columnBelow[i] = UInt32(truncatingIfNeeded: j)
        if i == lastRow { break }
        i &+= 1
        rowLacks = DoubleDouble(a[i])
        columnLacks = -excess
      } else {
        if j == lastColumn { break }
        j &+= 1
        rowBeside[j] = UInt32(truncatingIfNeeded: i)
        rowLacks = excess
        columnLacks = DoubleDouble(b[j])
        if j == balance.column { columnLacks = columnLacks + balance.mass }
      }
    }
    count = entry
  }

  /// Atoms not reached because the other side ran out by a rounding keep their mass: rows in the
  /// last column, columns in the last row.
  private func fillLast(
    _ a: borrowing ScratchArray<Double>, _ b: borrowing ScratchArray<Double>
  ) {
    let (row, column) = count > 0 ? (Int(rows[count - 1]), Int(columns[count - 1])) : (-1, -1)
    for i in row + 1..<a.count where a[i] > 0 { append(i, b.count - 1, a[i]) }
    for j in column + 1..<b.count where b[j] > 0 { append(a.count - 1, j, b[j]) }
  }

  private func append(_ i: Int, _ j: Int, _ amount: Double) {
    rows[count] = UInt32(truncatingIfNeeded: i)
    columns[count] = UInt32(truncatingIfNeeded: j)
    mass[count] = amount
    count += 1
  }
}
