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
    count = fill(Sides(source, target))
    fillLast(source.weights, target.weights)
  }

  private func append(_ i: Int, _ j: Int, _ amount: Double) {
    rows[count] = UInt32(truncatingIfNeeded: i)
    columns[count] = UInt32(truncatingIfNeeded: j)
    mass[count] = amount
    count += 1
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
}
