/// The cells of a grid that mass may be in, and the faces between them that it may cross.
struct FreeSpace: Sendable {
  let shape: [Int]
  /// The sides of a cell.
  var steps: [Double]
  let isPeriodic: Bool
  let isFree: [Bool]
  /// For each axis and cell, the cell above along the axis; -1 at a wall of the box.
  let above: [[Int32]]
  /// The same below.
  let below: [[Int32]]
  /// For each axis and cell, whether mass may pass to the cell above.
  let isOpen: [[Bool]]

  var count: Int { isFree.count }
  var dimension: Int { shape.count }

  init(shape: [Int], steps: [Double], isPeriodic: Bool, isBlocked: [Bool]? = nil) {
    let count = shape.reduce(1, *)
    let isFree = isBlocked.map { $0.map { !$0 } } ?? [Bool](repeating: true, count: count)
    self.shape = shape
    self.steps = steps
    self.isPeriodic = isPeriodic
    self.isFree = isFree
    func neighbors(_ k: Int, _ step: Int) -> [Int32] {
      let (n, stride) = (shape[k], shape[(k + 1)...].reduce(1, *))
      return (0..<count).map { cell in
        let place = cell / stride % n
        let next = isPeriodic ? (place + step + n) % n : place + step
        // One cell is no neighbour of its own.
        guard (0..<n).contains(next), n > 1 else { return -1 }
        return Int32(cell + (next - place) * stride)
      }
    }
    let above = shape.indices.map { neighbors($0, 1) }
    self.above = above
    below = shape.indices.map { neighbors($0, -1) }
    isOpen = above.map { above in
      (0..<count).map { above[$0] >= 0 && isFree[$0] && isFree[Int(above[$0])] }
    }
  }

  /// The open faces of a cell across an axis, as the cells below and above each.
  func faces(of cell: Int, axis k: Int) -> [(low: Int, high: Int)] {
    let below = Int(below[k][cell])
    var result: [(low: Int, high: Int)] = []
    if below >= 0, isOpen[k][below] { result.append((below, cell)) }
    if isOpen[k][cell] { result.append((cell, Int(above[k][cell]))) }
    return result
  }

  /// Cells of one piece of free space in an order in which each but the first has the face to a
  /// neighbour that comes before it.
  struct Piece: Sendable {
    var cells: [Int32]
    /// Of each cell but the first: the axis of the face, the cell that it is stored at, and the
    /// neighbour.
    var links: [(axis: Int, face: Int32, parent: Int32)]
  }

  /// The connected pieces, by breadth first.
  var pieces: [Piece] {
    var seen = isFree.map { !$0 }
    var result: [Piece] = []
    for start in 0..<count where !seen[start] {
      seen[start] = true
      var piece = Piece(cells: [Int32(start)], links: [])
      var next = 0
      while next < piece.cells.count {
        let cell = piece.cells[next]
        next += 1
        for k in 0..<dimension {
          let (up, down) = (above[k][Int(cell)], below[k][Int(cell)])
          for (other, face) in [(up, cell), (down, down)]
          where face >= 0 && isOpen[k][Int(face)] && !seen[Int(other)] {
            seen[Int(other)] = true
            piece.cells.append(other)
            piece.links.append((k, face, cell))
          }
        }
      }
      result.append(piece)
    }
    return result
  }
}
