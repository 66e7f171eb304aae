/// Where the values of a plane grid with one layer of cells beyond its box stand in a list: the
/// cells, then the ghosts beyond each face, then the four corners.
struct GhostLayout: Sendable {
  let rows: Int
  let columns: Int

  /// Ghosts beyond the faces.
  var faceCount: Int { 2 * (rows + columns) }
  /// All values.
  var count: Int { rows * columns + faceCount + 4 }

  /// The place of the cell (i, j), -1...rows x -1...columns.
  func index(_ i: Int, _ j: Int) -> Int {
    let cells = rows * columns
    switch ((0..<rows).contains(i), (0..<columns).contains(j)) {
    case (true, true): return i * columns + j
    case (false, true): return cells + (i < 0 ? 0 : columns) + j
    case (true, false): return cells + 2 * columns + (j < 0 ? 0 : rows) + i
    case (false, false): return cells + faceCount + (i < 0 ? 0 : 2) + (j < 0 ? 0 : 1)
    }
  }

  /// One face of a boundary cell.
  struct Face {
    /// The cell inside.
    let cell: SIMD2<Int>
    /// The step to the ghost.
    let step: SIMD2<Int>
    /// The axis across, and along, the face.
    var across: Int { step.x != 0 ? 0 : 1 }
    var along: Int { 1 - across }
  }

  /// The faces, in the order of their ghosts.
  var faces: [Face] {
    let first = [(0, -1), (rows - 1, 1)].flatMap { i, step in
      (0..<columns).map { Face(cell: SIMD2(i, $0), step: SIMD2(step, 0)) }
    }
    let second = [(0, -1), (columns - 1, 1)].flatMap { j, step in
      (0..<rows).map { Face(cell: SIMD2($0, j), step: SIMD2(0, step)) }
    }
    return first + second
  }

  /// The corner cells with the step to the corner ghost, in the order of the ghosts.
  var corners: [(cell: SIMD2<Int>, step: SIMD2<Int>)] {
    [-1, 1].flatMap { i in
      [-1, 1].map { j in
        (SIMD2(i < 0 ? 0 : rows - 1, j < 0 ? 0 : columns - 1), SIMD2(i, j))
      }
    }
  }

  /// The value at a corner ghost as a sum of others: the mixed difference of the four cells about
  /// the corner of the box is continued linearly from the three next ones.
  func corner(_ cell: SIMD2<Int>, _ step: SIMD2<Int>) -> [(index: Int, weight: Double)] {
    func at(_ a: Int, _ b: Int) -> Int { index(cell.x + a * step.x, cell.y + b * step.y) }
    // D(a, b) = u(a+1, b+1) - u(a, b+1) - u(a+1, b) + u(a, b);
    // D(0, 0) = D(-1, 0) + D(0, -1) - D(-1, -1).
    return [
      (at(1, 0), 2), (at(0, 1), 2), (at(0, 0), -4), (at(-1, 1), -1), (at(1, -1), -1),
      (at(-1, 0), 2), (at(0, -1), 2), (at(-1, -1), -1),
    ]
  }
}
