/// Shifts of a density in phase space along x and along v.
///
/// Values are row-major, positions x velocities. Complexity: O(cells).
struct PhaseShift: Sendable {
  let positions: Int
  let velocities: Int
  private var count: Int { positions * velocities }
  /// Lines worth a thread of their own hold this many cells.
  private static let grain = 1 << 13

  /// Free flight: the cells of velocity j move by `cells[j]` cells along x, which is periodic.
  func flight(_ values: PaddedArray<Double>, by cells: [Double]) {
    let turned = PaddedArray<Double>(repeating: 0, count: count)
    transpose(values, to: turned, rows: positions, columns: velocities)
    shift(turned, lines: velocities, length: positions, by: cells, ends: .periodic)
    transpose(turned, to: values, rows: velocities, columns: positions)
  }

  /// A kick: the cells at position i move by `cells[i]` cells along v, between walls.
  func kick(_ values: PaddedArray<Double>, by cells: [Double]) {
    shift(values, lines: positions, length: velocities, by: cells, ends: .walls)
  }

  private func shift(
    _ values: PaddedArray<Double>, lines: Int, length: Int, by cells: [Double],
    ends: LineShift.Ends
  ) {
    ParallelLoop.run(count: lines, grain: 1 + Self.grain / length) { range in
      let scratch = LineShift.scratch(count: length)
      for line in range where cells[line] != 0 {
        let move = LineShift(cells: cells[line], count: length, ends: ends)
        move(values, start: line * length, count: length, ends: ends, scratch: scratch)
      }
    }
  }

  private func transpose(
    _ source: PaddedArray<Double>, to target: PaddedArray<Double>, rows: Int, columns: Int
  ) {
    // Squares of eight by eight fill whole cache lines on either side.
    let block = 8
    let strips = (rows + block - 1) / block
    ParallelLoop.run(count: strips, grain: 1 + Self.grain / (block * columns)) { range in
      for strip in range {
        for first in stride(from: 0, to: columns, by: block) {
          for j in first..<min(columns, first + block) {
            for i in strip * block..<min(rows, (strip + 1) * block) {
              target[j * rows + i] = source[i * columns + j]
            }
          }
        }
      }
    }
  }
}
