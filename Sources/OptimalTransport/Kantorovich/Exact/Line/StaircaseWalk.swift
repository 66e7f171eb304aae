/// The walk down a ``Staircase``, which writes the plan and adds up its cost and its errors.
struct StaircaseWalk<Cost: LineCost> {
  let source: SortedMarginal
  let target: SortedMarginal
  let cost: Cost
  let path: StaircasePath
  /// Where the plan goes; nil when only its cost is asked for.
  let entries: EntryList?
  /// The difference of the masses, which the heaviest column takes up.
  let balance: Double

  init(
    _ source: SortedMarginal, _ target: SortedMarginal, _ cost: Cost, _ path: StaircasePath,
    _ entries: EntryList?
  ) {
    self.source = source
    self.target = target
    self.cost = cost
    self.path = path
    self.entries = entries
    balance = (source.mass - target.mass).high
  }

  /// A cell of the path, what its row and column lack, and how many entries came before.
  struct Cursor {
    var row: Int
    var column: Int
    var rowLacks: DoubleDouble
    var columnLacks: DoubleDouble
    var entry: Int
    /// The row of the last entry, from left to right; -1 before the first.
    var lastRow = -1
    var tally = StaircaseTally()
  }

  /// Walks the whole path.
  func fill() -> Cursor {
    let long = source.count + target.count > 1 << 14
    return finish(long ? fillHalves() ?? walk(from: first) : walk(from: first))
  }

  private var first: Cursor {
    var start = Cursor(
      row: 0, column: 0, rowLacks: DoubleDouble(source.weights[0]), columnLacks: DoubleDouble(0),
      entry: 0)
    enterColumn(&start)
    return start
  }

  private func walk(from start: Cursor) -> Cursor {
    walk(from: start, rowEnd: source.count, columnEnd: target.count)
  }

  /// Walks both halves at once: sums of masses tell where the path enters the middle row.
  ///
  /// Nil when the first half arrives elsewhere, as it may where a tie hangs on the last of 106 bits.
  private func fillHalves() -> Cursor? {
    guard let middle = entrance(row: source.count / 2) else { return nil }
    let ends = ParallelLoop.map(count: 2) {
      $0 == 0
        ? walk(from: first, rowEnd: middle.row, columnEnd: middle.column + 1)
        : walk(from: middle)
    }
    let mismatch = abs((ends[0].columnLacks - middle.columnLacks).high)
    guard ends[0].row == middle.row, ends[0].column == middle.column,
      mismatch <= 0x1p-80 * source.mass.high
    else { return nil }
    entries?.move(middle.entry..<ends[1].entry, to: ends[0].entry)
    var end = ends[1]
    if end.lastRow < 0 { end.lastRow = ends[0].lastRow }
    end.entry -= middle.entry - ends[0].entry
    end.tally = ends[0].tally + end.tally
    end.tally.marginalError += mismatch
    return end
  }

  /// The cell by which the path enters a row: the first column that ends at or beyond the row's start.
  /// Checkpoints leave a few thousand atoms of either side to be summed.
  private func entrance(row: Int) -> Cursor? {
    let distance = SortedMarginal.checkpointDistance
    var start = source.checkpoints[row / distance]
    for i in row / distance * distance..<row { start.add(source.weights[i]) }
    var block = 0
    while block + 1 < target.checkpoints.count,
      (columnsEnd(before: block + 1).doubled - start.doubled).high < 0
    { block += 1 }
    var end = columnsEnd(before: block)
    for j in block * distance..<target.count {
      end.add(target.weights[j])
      if j == target.heaviest { end.add(balance) }
      let lacks = end.doubled - start.doubled
      if lacks.high >= 0 {
        return Cursor(
          row: row, column: j, rowLacks: DoubleDouble(source.weights[row]), columnLacks: lacks,
          entry: row + j)
      }
    }
    return nil
  }

  /// The balanced mass of the columns before a checkpoint.
  private func columnsEnd(before block: Int) -> CompensatedSum {
    var sum = target.checkpoints[block]
    if target.heaviest < block * SortedMarginal.checkpointDistance { sum.add(balance) }
    return sum
  }
}

extension StaircaseWalk {
  /// Walks until the path leaves the rows before `rowEnd` or the columns before `columnEnd`.
  private func walk(from start: Cursor, rowEnd: Int, columnEnd: Int) -> Cursor {
    var at = start
    while true {
      let excess = at.rowLacks - at.columnLacks
      if excess.high <= 0 {
        add(at.rowLacks, &at)
        path.columnBelow[at.row] = UInt32(truncatingIfNeeded: at.column)
        at.tally.closeRow()
        at.columnLacks = -excess
        at.row &+= 1
        if at.row == rowEnd { return at }
        at.rowLacks = DoubleDouble(source.weights[at.row])
      } else {
        add(at.columnLacks, &at)
        at.tally.closeColumn()
        at.rowLacks = excess
        at.column &+= 1
        if at.column == columnEnd { return at }
        path.rowBeside[at.column] = UInt32(truncatingIfNeeded: at.row)
        enterColumn(&at)
      }
    }
  }

  /// What a column lacks at first: its mass, balanced.
  @inline(__always)
  private func enterColumn(_ at: inout Cursor) {
    at.columnLacks = DoubleDouble(target.weights[at.column])
    if at.column == target.heaviest {
      at.columnLacks = at.columnLacks + balance
      at.tally.columnMisses = -balance
    }
  }

  @inline(__always)
  private func add(_ mass: DoubleDouble, _ at: inout Cursor) {
    let (i, j) = (at.row, at.column)
    if let entries {
      entries.set(
        at.entry, row: Int(source.line.indices[i]), column: Int(target.line.indices[j]),
        mass: mass.high)
    }
    at.tally.add(mass, cost: cost(source.line.values[i] - target.line.values[j]))
    at.entry &+= mass.high > 0 ? 1 : 0
    at.lastRow = mass.high > 0 ? i : at.lastRow
  }

  /// Atoms not reached because the other side ran out by a rounding keep their mass: rows in the
  /// last column, columns in the last row.
  private func finish(_ end: Cursor) -> Cursor {
    var at = end
    let (lastRow, lastColumn) = (source.count - 1, target.count - 1)
    if at.row <= lastRow {
      if at.row == at.lastRow {
        at.tally.rowMisses += at.rowLacks.high
      } else {
        append(at.row, lastColumn, source.weights[at.row], &at)
      }
      for i in at.row..<source.count {
        path.columnBelow[i] = UInt32(truncatingIfNeeded: lastColumn)
        if i > at.row { append(i, lastColumn, source.weights[i], &at) }
      }
    } else {
      at.tally.columnMisses += at.columnLacks.high
      for j in at.column + 1..<target.count {
        path.rowBeside[j] = UInt32(truncatingIfNeeded: lastRow)
        append(lastRow, j, target.weights[j], &at)
      }
    }
    at.tally.closeRow()
    at.tally.closeColumn()
    return at
  }

  /// An entry beyond the mass of its line.
  private func append(_ i: Int, _ j: Int, _ mass: Double, _ at: inout Cursor) {
    guard mass > 0 else { return }
    entries?.set(
      at.entry, row: Int(source.line.indices[i]), column: Int(target.line.indices[j]), mass: mass)
    at.tally.cost.add(mass * cost(source.line.values[i] - target.line.values[j]))
    at.tally.marginalError += mass
    at.entry += 1
  }
}
