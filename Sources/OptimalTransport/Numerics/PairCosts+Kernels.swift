import CTransportKernels

/// What the kernels multiply and add for one block of rows: shifts of rows by places within the
/// block, shifts of columns by places, the rate log2(e) / eps.
struct PairShifts {
  let rows: PaddedArray<Double>
  let columns: PaddedArray<Double>
  let rate: Double

  init(rows: PaddedArray<Double>, columns: PaddedArray<Double>, epsilon: Double) {
    self.rows = rows
    self.columns = columns
    rate = Self.rate(epsilon)
  }

  /// log2(e) / eps, finite: entries are powers of two.
  static func rate(_ epsilon: Double) -> Double {
    min(1.4426950408889634 / epsilon, .greatestFiniteMagnitude)
  }

  fileprivate func set(_ pairs: inout otk_pairs, _ start: Int) {
    pairs.rate = rate
    pairs.row_shift = UnsafePointer(rows.base)
    pairs.column_shift = UnsafePointer(columns.base + start)
  }
}

/// Entries are exp((row shift + column shift - cost) / eps); row arguments hold one number a place
/// of the block, column arguments one a place.
extension PairCosts {
  /// sums[i] += sum over the columns of the entries.
  func addSums(
    rowBlock: Int, columns range: Range<Int>, _ shifts: PairShifts, tile: PaddedArray<Double>,
    to sums: PaddedArray<Double>
  ) {
    forEachTile(rowBlock: rowBlock, columns: range, tile: tile) { pairs, rows, part in
      shifts.set(&pairs, part.lowerBound)
      kernels.table.pointee.gibbs_sums(&pairs, rows, part.count, sums.base)
    }
  }

  /// weighted[i] += sum over the columns of entry times weight; sums[i] += the sum of its absolute
  /// values.
  func addSums(
    rowBlock: Int, columns range: Range<Int>, _ shifts: PairShifts, tile: PaddedArray<Double>,
    weights: PaddedArray<Double>, to sums: PaddedArray<Double>, weighted: PaddedArray<Double>
  ) {
    forEachTile(rowBlock: rowBlock, columns: range, tile: tile) { pairs, rows, part in
      shifts.set(&pairs, part.lowerBound)
      pairs.column_weights = UnsafePointer(weights.base + part.lowerBound)
      kernels.table.pointee.gibbs_weighted_sums(
        &pairs, rows, part.count, sums.base, weighted.base)
    }
  }

  /// sums[i] += sum over the columns of the entries; displacements[64 k + i] += the sum of entry
  /// times coordinate k of the column less that of the row, for costs of points.
  func addDisplacements(
    rowBlock: Int, columns range: Range<Int>, _ shifts: PairShifts, tile: PaddedArray<Double>,
    to sums: PaddedArray<Double>, displacements: PaddedArray<Double>
  ) {
    forEachTile(rowBlock: rowBlock, columns: range, tile: tile) { pairs, rows, part in
      assert(pairs.metric != Int32(OTK_STORED))
      assert(displacements.count >= pairs.dimension * PointBlocks.size)
      shifts.set(&pairs, part.lowerBound)
      kernels.table.pointee.gibbs_displacements(
        &pairs, rows, part.count, sums.base, displacements.base)
    }
  }

  /// Adds the entries to row sums and column sums, entries times costs to `costs`.
  func addMarginals(
    rowBlock: Int, columns range: Range<Int>, _ shifts: PairShifts, tile: PaddedArray<Double>,
    rows sums: PaddedArray<Double>, columns columnSums: PaddedArray<Double>,
    costs: PaddedArray<Double>
  ) {
    forEachTile(rowBlock: rowBlock, columns: range, tile: tile) { pairs, rows, part in
      shifts.set(&pairs, part.lowerBound)
      kernels.table.pointee.gibbs_marginals(
        &pairs, rows, part.count, sums.base, columnSums.base + part.lowerBound, costs.base)
    }
  }

  /// columnSums[j] += sum over the rows of the block of weight times entry, for stored costs.
  func addColumnSums(
    rowBlock: Int, columns range: Range<Int>, _ shifts: PairShifts, tile: PaddedArray<Double>,
    weights: PaddedArray<Double>, to columnSums: PaddedArray<Double>
  ) {
    forEachTile(rowBlock: rowBlock, columns: range, tile: tile) { pairs, rows, part in
      assert(pairs.metric == Int32(OTK_STORED))
      shifts.set(&pairs, part.lowerBound)
      kernels.table.pointee.gibbs_column_sums(
        &pairs, rows, part.count, weights.base, columnSums.base + part.lowerBound)
    }
  }

  /// entries[i * 64 + j] = the entry, for one block of columns.
  func fillEntries(
    rowBlock: Int, columnBlock: Int, _ shifts: PairShifts, tile: PaddedArray<Double>,
    into entries: PaddedArray<Double>
  ) {
    let size = PointBlocks.size
    let range = columnBlock * size..<(columnBlock + 1) * size
    forEachTile(rowBlock: rowBlock, columns: range, tile: tile) { pairs, rows, part in
      shifts.set(&pairs, part.lowerBound)
      kernels.table.pointee.gibbs_entries(&pairs, rows, part.count, entries.base)
    }
  }

  /// minima[i] = min(minima[i], min over the columns of cost - column shift).
  func lowerMinima(
    rowBlock: Int, columns range: Range<Int>, _ shifts: PairShifts, tile: PaddedArray<Double>,
    to minima: PaddedArray<Double>
  ) {
    forEachTile(rowBlock: rowBlock, columns: range, tile: tile) { pairs, rows, part in
      shifts.set(&pairs, part.lowerBound)
      kernels.table.pointee.gibbs_minima(&pairs, rows, part.count, minima.base)
    }
  }
}
