/// The cells of a grid with walls, and which of them see each other.
///
/// Two free cells see each other when the segment between their centres meets no wall but in
/// corners that can be walked around.
struct SightGraph: Sendable {
  let axes: [GridAxis]
  let isFree: [Bool]
  let periodicAxes: Set<Int>
  private let strides: [Int]

  init(axes: [GridAxis], isFree: [Bool], periodicAxes: Set<Int>) {
    self.axes = axes
    self.isFree = isFree
    self.periodicAxes = periodicAxes
    strides = axes.indices.map { k in axes[(k + 1)...].reduce(1) { $0 * $1.count } }
  }

  /// The cell some steps away; nil outside of the box.
  func cell(_ cell: Int, _ offset: SIMD3<Int>) -> Int? {
    var result = cell
    for k in axes.indices where offset[k] != 0 {
      guard let moved = neighbor(result, axis: k, steps: offset[k]) else { return nil }
      result = moved
    }
    return result
  }

  private func neighbor(_ cell: Int, axis k: Int, steps: Int) -> Int? {
    let (i, n) = (cell / strides[k] % axes[k].count, axes[k].count)
    let moved = i + steps
    if moved >= 0 && moved < n { return cell + steps * strides[k] }
    guard periodicAxes.contains(k) else { return nil }
    return cell + (((moved % n) + n) % n - i) * strides[k]
  }

  /// The length of a straight way.
  func length(_ offset: SIMD3<Int>) -> Double {
    axes.indices.reduce(0) {
      let side = Double(offset[$1]) * axes[$1].step
      return $0 + side * side
    }.squareRoot()
  }

  /// Whether a free cell sees the cell some steps away in the box, in exact arithmetic.
  func sees(from start: Int, _ offset: SIMD3<Int>) -> Bool {
    let steps = SIMD3(abs(offset.x), abs(offset.y), abs(offset.z))
    var (here, done) = (start, SIMD3<Int>.zero)
    while let first = nextAxis(steps, done) {
      // All axes whose faces are crossed at the same time, in a corner.
      var isTurned = SIMD3<Int>.zero
      for k in 0..<3 where isTogether(k, first, steps, done) { isTurned[k] = 1 }
      guard canTurn(here, isTurned, offset) else { return false }
      for k in 0..<3 where isTurned[k] == 1 {
        here = neighbor(here, axis: k, steps: offset[k].signum())!
      }
      done &+= isTurned
    }
    return true
  }

  /// The axis whose face is crossed next: crossing m of an axis is at (2 m - 1) / (2 steps) of the
  /// way.
  private func nextAxis(_ steps: SIMD3<Int>, _ done: SIMD3<Int>) -> Int? {
    var best: Int?
    for k in 0..<3 where done[k] < steps[k] {
      if let other = best, (2 * done[k] + 1) * steps[other] >= (2 * done[other] + 1) * steps[k] {
        continue
      }
      best = k
    }
    return best
  }

  private func isTogether(
    _ k: Int, _ first: Int, _ steps: SIMD3<Int>, _ done: SIMD3<Int>
  ) -> Bool {
    done[k] < steps[k] && (2 * done[k] + 1) * steps[first] == (2 * done[first] + 1) * steps[k]
  }

  /// Whether some order of single steps along the axes to turn goes through free cells only.
  private func canTurn(_ cell: Int, _ isTurned: SIMD3<Int>, _ offset: SIMD3<Int>) -> Bool {
    var isDone = true
    for k in 0..<3 where isTurned[k] == 1 {
      isDone = false
      var rest = isTurned
      rest[k] = 0
      if let next = neighbor(cell, axis: k, steps: offset[k].signum()), isFree[next],
        canTurn(next, rest, offset)
      {
        return true
      }
    }
    return isDone
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
