/// The cells of a grid with walls, and which of them share faces and corners.
struct SightGraph: Sendable {
  let axes: [GridAxis]
  let isFree: [Bool]
  let periodicAxes: Set<Int>
  private let strides: [Int]
  /// Cells along each axis, one along those that there are not, and whether they close.
  private let counts: SIMD3<Int>
  private let isPeriodic: SIMD3<Int>

  init(axes: [GridAxis], isFree: [Bool], periodicAxes: Set<Int>) {
    self.axes = axes
    self.isFree = isFree
    self.periodicAxes = periodicAxes
    strides = axes.indices.map { k in axes[(k + 1)...].reduce(1) { $0 * $1.count } }
    var (counts, isPeriodic) = (SIMD3(repeating: 1), SIMD3<Int>.zero)
    for k in axes.indices {
      counts[k] = axes[k].count
      isPeriodic[k] = periodicAxes.contains(k) ? 1 : 0
    }
    self.counts = counts
    self.isPeriodic = isPeriodic
  }

  /// The index of a cell along each axis.
  func position(of cell: Int) -> SIMD3<Int> {
    var position = SIMD3<Int>.zero
    for k in axes.indices { position[k] = cell / strides[k] % counts[k] }
    return position
  }

  /// The cell at a position less than a period away; nil outside of the box.
  @inline(__always)
  func cell(at position: SIMD3<Int>) -> Int? {
    var cell = 0
    for k in 0..<axes.count {
      var i = position[k]
      if i < 0 || i >= counts[k] {
        if isPeriodic[k] == 0 { return nil }
        i += i < 0 ? counts[k] : -counts[k]
      }
      cell += i * strides[k]
    }
    return cell
  }

  /// Whether there is a free cell at a position.
  @inline(__always)
  func isFree(at position: SIMD3<Int>) -> Bool { cell(at: position).map { isFree[$0] } ?? false }

  /// The cell some steps away; nil outside of the box.
  func cell(_ cell: Int, _ offset: SIMD3<Int>) -> Int? {
    self.cell(at: position(of: cell) &+ offset)
  }

  private func neighbor(_ cell: Int, axis k: Int, steps: Int) -> Int? {
    var offset = SIMD3<Int>.zero
    offset[k] = steps
    return self.cell(cell, offset)
  }

  /// The free cells that touch a corner of a wall, where ways bend: of the cells about one of their
  /// vertices or edges one alone is a wall.
  var corners: [Int] {
    let turns = axes.indices.flatMap { k in
      axes.indices.filter { $0 < k }.flatMap { l in
        [(1, 1), (1, -1), (-1, 1), (-1, -1)].map { (k, $0.0, l, $0.1) }
      }
    }
    return isFree.indices.filter { cell in
      isFree[cell] && turns.contains { touchesCorner(cell, $0.0, $0.1, $0.2, $0.3) }
    }
  }

  private func touchesCorner(_ cell: Int, _ k: Int, _ a: Int, _ l: Int, _ b: Int) -> Bool {
    guard let side = neighbor(cell, axis: k, steps: a),
      let other = neighbor(cell, axis: l, steps: b),
      let corner = neighbor(side, axis: l, steps: b)
    else { return false }
    return [side, other, corner].filter { !isFree[$0] }.count == 1
  }
}

extension SightGraph {
  /// The free cells in parts that no face connects, each with the greatest length of the ways along
  /// axes, face by face, that a search takes from one of its cells.
  var parts: [(cells: [Int], radius: Double)] {
    var lengths = isFree.map { _ in Double.infinity }
    return isFree.indices.compactMap { start in
      guard isFree[start], lengths[start] == .infinity else { return nil }
      let cells = flood(from: start, &lengths)
      return (cells.sorted(), cells.reduce(0) { max($0, lengths[$1]) })
    }
  }

  private func flood(from start: Int, _ lengths: inout [Double]) -> [Int] {
    var found = [start]
    lengths[start] = 0
    var next = 0
    while next < found.count {
      for k in axes.indices {
        for steps in [-1, 1] {
          guard let cell = neighbor(found[next], axis: k, steps: steps), isFree[cell],
            lengths[cell] == .infinity
          else { continue }
          lengths[cell] = lengths[found[next]] + axes[k].step
          found.append(cell)
        }
      }
      next += 1
    }
    return found
  }
}
