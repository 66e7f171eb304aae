extension Staircase {
  /// The marginals, and the difference of their masses, which the heaviest column takes up.
  struct Sides {
    let source: SortedMarginal
    let target: SortedMarginal
    let balance: Double

    init(_ source: SortedMarginal, _ target: SortedMarginal) {
      self.source = source
      self.target = target
      balance = (source.mass - target.mass).high
    }

    /// The mass of column j, balanced.
    @inline(__always)
    func column(_ j: Int) -> DoubleDouble {
      let mass = DoubleDouble(target.weights[j])
      return j == target.heaviest ? mass + balance : mass
    }
  }

  /// A cell of the path, what its row and column lack, and how many entries came before.
  struct Cursor {
    var row: Int
    var column: Int
    var rowLacks: DoubleDouble
    var columnLacks: DoubleDouble
    var entry: Int
  }

  /// Walks the whole path and returns the number of entries.
  func fill(_ sides: Sides) -> Int {
    if sides.source.count + sides.target.count > 1 << 14, let count = fillHalves(sides) {
      return count
    }
    let start = Cursor(
      row: 0, column: 0, rowLacks: DoubleDouble(sides.source.weights[0]),
      columnLacks: sides.column(0), entry: 0)
    return walk(sides, from: start, rowEnd: sides.source.count, columnEnd: sides.target.count).entry
  }

  /// Walks both halves at once: sums of masses tell where the path enters the middle row.
  ///
  /// Nil when the first half arrives elsewhere, as it may where a tie hangs on the last of 106 bits.
  private func fillHalves(_ sides: Sides) -> Int? {
    guard let middle = entrance(sides, row: sides.source.count / 2) else { return nil }
    let start = Cursor(
      row: 0, column: 0, rowLacks: DoubleDouble(sides.source.weights[0]),
      columnLacks: sides.column(0), entry: 0)
    let ends = ParallelLoop.map(count: 2) {
      $0 == 0
        ? walk(sides, from: start, rowEnd: middle.row, columnEnd: middle.column + 1)
        : walk(sides, from: middle, rowEnd: sides.source.count, columnEnd: sides.target.count)
    }
    let mismatch = (ends[0].columnLacks - middle.columnLacks).high
    guard ends[0].row == middle.row, ends[0].column == middle.column,
      abs(mismatch) <= 0x1p-80 * sides.source.mass.high
    else { return nil }
    return closeHole(from: ends[0].entry, middle.entry..<ends[1].entry)
  }

  /// The cell by which the path enters a row: the first column that ends at or beyond the row's start.
  private func entrance(_ sides: Sides, row: Int) -> Cursor? {
    var start = CompensatedSum()
    for i in 0..<row { start.add(sides.source.weights[i]) }
    var end = CompensatedSum()
    for j in 0..<sides.target.count {
      end.add(sides.target.weights[j])
      if j == sides.target.heaviest { end.add(sides.balance) }
      let lacks = end.doubled - start.doubled
      if lacks.high >= 0 {
        return Cursor(
          row: row, column: j, rowLacks: DoubleDouble(sides.source.weights[row]),
          columnLacks: lacks, entry: row + j)
      }
    }
    return nil
  }

  /// Moves the second half's entries next to the first's; returns the number of all.
  private func closeHole(from hole: Int, _ entries: Range<Int>) -> Int {
    if hole == entries.lowerBound { return entries.upperBound }
    for (offset, k) in entries.enumerated() {
      rows[hole + offset] = rows[k]
      columns[hole + offset] = columns[k]
      mass[hole + offset] = mass[k]
    }
    return hole + entries.count
  }

  /// Walks until the path leaves the rows before `rowEnd` or the columns before `columnEnd`.
  private func walk(_ sides: Sides, from start: Cursor, rowEnd: Int, columnEnd: Int) -> Cursor {
    var at = start
    while true {
      let excess = at.rowLacks - at.columnLacks
      let filled = min(at.rowLacks.high, at.columnLacks.high)
      rows[at.entry] = UInt32(truncatingIfNeeded: at.row)
      columns[at.entry] = UInt32(truncatingIfNeeded: at.column)
      mass[at.entry] = filled
      at.entry &+= filled > 0 ? 1 : 0
      if excess.high <= 0 {
        columnBelow[at.row] = UInt32(truncatingIfNeeded: at.column)
        at.columnLacks = -excess
        at.row &+= 1
        if at.row == rowEnd { return at }
        at.rowLacks = DoubleDouble(sides.source.weights[at.row])
      } else {
        at.rowLacks = excess
        at.column &+= 1
        if at.column == columnEnd { return at }
        rowBeside[at.column] = UInt32(truncatingIfNeeded: at.row)
        at.columnLacks = sides.column(at.column)
      }
    }
  }
}
