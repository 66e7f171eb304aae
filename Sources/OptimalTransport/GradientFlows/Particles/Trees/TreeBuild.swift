/// Divides points into boxes, each half of the one that holds it.
struct TreeBuild {
  private(set) var order: [Int]
  private(set) var first: [Int] = []
  private(set) var last: [Int] = []
  private(set) var next: [Int] = []
  private(set) var isLeaf: [Bool] = []
  private let points: Matrix
  private let leafSize: Int

  init(_ points: Matrix, leafSize: Int) {
    self.points = points
    self.leafSize = leafSize
    order = MedianOrder(points).order
  }

  mutating func run() { add(0..<points.rows) }

  private mutating func add(_ range: Range<Int>) {
    let box = next.count
    first.append(range.lowerBound)
    last.append(range.upperBound)
    next.append(0)
    isLeaf.append(range.count <= leafSize)
    if range.count > leafSize {
      let middle = split(range)
      add(range.lowerBound..<middle)
      add(middle..<range.upperBound)
    }
    next[box] = next.count
  }

  /// Where the second half begins: as the order by medians has it, or after sorting a short range.
  private mutating func split(_ range: Range<Int>) -> Int {
    let blocks = (range.count + PointBlocks.size - 1) / PointBlocks.size
    if blocks > 1 { return range.lowerBound + blocks / 2 * PointBlocks.size }
    let axis = longestSide(range)
    let (columns, elements) = (points.columns, points.elements)
    order[range].sort { elements[$0 * columns + axis] < elements[$1 * columns + axis] }
    return (range.lowerBound + range.upperBound) / 2
  }

  private func longestSide(_ range: Range<Int>) -> Int {
    var best = (axis: 0, side: -1.0)
    for k in 0..<points.columns {
      let values = order[range].map { points.elements[$0 * points.columns + k] }
      let side = values.max()! - values.min()!
      if side > best.side { best = (k, side) }
    }
    return best.axis
  }
}
