/// The images of the corners of a grid's cells, and the simplices they form.
struct CornerTable {
  let shape: [Int]
  let images: [Double]

  /// The image of a simplex: f at its lowest corner, and the differences along its path, one column
  /// an axis, so that they are f's linear part there.
  struct Simplex {
    let origin: [Double]
    let edges: Matrix
  }

  private var dimension: Int { shape.count }

  /// The least box about the corners' images, a quarter wider each way.
  func bounds(ofCell cell: Int) -> (lower: [Double], upper: [Double]) {
    var lower = [Double](repeating: .infinity, count: dimension)
    var upper = [Double](repeating: -.infinity, count: dimension)
    for corner in 0..<(1 << dimension) {
      let image = image(corner: corner, ofCell: cell)
      for k in 0..<dimension {
        lower[k] = min(lower[k], image[k])
        upper[k] = max(upper[k], image[k])
      }
    }
    // An image may be flat along one axis and bent: the margin is that of the longest side.
    let margin = zip(upper, lower).map { $0 - $1 }.max()! / 4
    return (lower.map { $0 - margin }, upper.map { $0 + margin })
  }

  /// The d! simplices of Kuhn's triangulation: paths from the lowest corner to the highest, one
  /// axis at a time.
  func simplices(ofCell cell: Int) -> [Simplex] {
    Self.orders[dimension - 1].map { order in
      let origin = image(corner: 0, ofCell: cell)
      var edges = Matrix(repeating: 0, rows: dimension, columns: dimension)
      var (corner, previous) = (0, origin)
      for axis in order {
        corner |= 1 << axis
        let next = image(corner: corner, ofCell: cell)
        for i in 0..<dimension { edges[i, axis] = next[i] - previous[i] }
        previous = next
      }
      return Simplex(origin: origin, edges: edges)
    }
  }

  private static let orders: [[[Int]]] = [
    [[0]], [[0, 1], [1, 0]],
    [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]],
  ]

  /// f at a corner of a cell; bit k of `corner` says whether it is the upper one along axis k.
  private func image(corner: Int, ofCell cell: Int) -> [Double] {
    var rest = cell
    var place = [Int](repeating: 0, count: dimension)
    for k in shape.indices.reversed() {
      place[k] = rest % shape[k] + (corner >> k & 1)
      rest /= shape[k]
    }
    let index = shape.indices.reduce(0) { $0 * (shape[$1] + 1) + place[$1] }
    return Array(images[index * dimension..<(index + 1) * dimension])
  }
}
