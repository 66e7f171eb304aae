/// The masses of the cells of one grid on the cells of another, axis by axis, without loss.
///
/// Along an axis the density is linear in each cell, with the slope of its neighbours where they
/// agree on its sign, and no more than keeps it positive (van Leer 1977): second order where it is
/// smooth, never negative, exact where faces agree. Mass beyond the other grid is left out.
struct ConservativeRemap: Sendable {
  let source: [GridAxis]
  let target: [GridAxis]

  /// Complexity: O(N) for each axis.
  func callAsFunction(_ masses: [Double]) -> [Double] {
    var values = masses
    for k in source.indices.reversed() {
      values = LineRemap(source: source[k], target: target[k])(values)
    }
    return values
  }
}

/// Lines along the last axis.
private struct LineRemap {
  private let count: Int
  private let outCount: Int
  /// For each face of the target's cells the source's cell that holds it, and the place in it.
  private let places: [(cell: Int, part: Double)]

  init(source: GridAxis, target: GridAxis) {
    let n = source.count
    count = n
    outCount = target.count
    // In cells of the source, so that faces that agree do so exactly.
    let ratio = target.step / source.step
    let offset = (target.lower - source.lower) / source.step
    places = (0...target.count).map { j in
      let place = min(max(Self.snapped(offset + Double(j) * ratio), 0), Double(n))
      let cell = min(Int(place), n - 1)
      return (cell, place - Double(cell))
    }
  }

  /// A face that is off another by rounding is that one.
  private static func snapped(_ place: Double) -> Double {
    let nearest = place.rounded()
    return abs(place - nearest) <= 1e-11 * max(1, abs(place)) ? nearest : place
  }

  /// Lines x n masses to m x lines: the axis that was last is first afterwards.
  func callAsFunction(_ values: [Double]) -> [Double] {
    let lines = values.count / count
    let rows = ParallelLoop.chunkedMap(count: lines, grain: 1 + 8192 / count) { range in
      range.flatMap { remapped(values, from: $0 * count) }
    }
    var result = [Double](repeating: 0, count: rows.count)
    for t in 0..<lines { for j in 0..<outCount { result[j * lines + t] = rows[t * outCount + j] } }
    return result
  }

  private func remapped(_ values: [Double], from start: Int) -> [Double] {
    let line = values[start..<start + count]
    let slopes = Self.slopes(line)
    /// The mass of a cell up to a part of it.
    func mass(_ cell: Int, _ part: Double) -> Double {
      part * (line[start + cell] - (1 - part) * slopes[cell] / 2)
    }
    return (0..<outCount).map { j in
      let (low, high) = (places[j], places[j + 1])
      if low.cell == high.cell {
        return max(0, mass(high.cell, high.part) - mass(low.cell, low.part))
      }
      let first =
        low.part == 0
        ? line[start + low.cell]
        : max(0, line[start + low.cell] - mass(low.cell, low.part))
      let inner = line[(start + low.cell + 1)..<(start + high.cell)].reduce(first, +)
      return inner + mass(high.cell, high.part)
    }
  }

  /// The rise of the mass along each cell.
  private static func slopes(_ line: ArraySlice<Double>) -> [Double] {
    line.indices.map { i in
      guard i > line.startIndex, i + 1 < line.endIndex else { return 0 }
      return limitedSlope(line[i - 1], line[i], line[i + 1])
    }
  }
}
