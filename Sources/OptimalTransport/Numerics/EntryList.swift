/// Room for the entries of a sparse matrix, which several threads fill and arrays then take over.
///
/// Unsafe inside: the pointers belong to arrays under construction, so a list must not outlive the
/// call of `build` that makes it. Every index must lie in 0..<capacity, which debug builds check.
/// Elements are trivial.
struct EntryList {
  private let rowBase: UnsafeMutablePointer<Int>
  private let columnBase: UnsafeMutablePointer<Int>
  private let massBase: UnsafeMutablePointer<Double>
  let capacity: Int

  /// The entries once they are filled in.
  struct Arrays {
    var rows: [Int] = []
    var columns: [Int] = []
    var mass: [Double] = []
  }

  /// The entries that `fill` sets, from the first; it returns how many.
  static func build(capacity: Int, fill: (EntryList) -> Int) -> Arrays {
    var arrays = Arrays()
    arrays.mass = [Double](unsafeUninitializedCapacity: capacity) { mass, massCount in
      arrays.columns = [Int](unsafeUninitializedCapacity: capacity) { columns, columnCount in
        arrays.rows = [Int](unsafeUninitializedCapacity: capacity) { rows, rowCount in
          let list = EntryList(
            rowBase: rows.baseAddress!, columnBase: columns.baseAddress!,
            massBase: mass.baseAddress!, capacity: capacity)
          rowCount = fill(list)
          (columnCount, massCount) = (rowCount, rowCount)
        }
      }
    }
    return arrays
  }

  /// Sets entry k, which may be set again.
  @inline(__always)
  func set(_ k: Int, row: Int, column: Int, mass: Double) {
    assert(k >= 0 && k < capacity)
    rowBase[k] = row
    columnBase[k] = column
    massBase[k] = mass
  }

  /// Moves entries to an earlier place.
  func move(_ entries: Range<Int>, to start: Int) {
    assert(start >= 0 && start <= entries.lowerBound && entries.upperBound <= capacity)
    (rowBase + start).update(from: rowBase + entries.lowerBound, count: entries.count)
    (columnBase + start).update(from: columnBase + entries.lowerBound, count: entries.count)
    (massBase + start).update(from: massBase + entries.lowerBound, count: entries.count)
  }
}
