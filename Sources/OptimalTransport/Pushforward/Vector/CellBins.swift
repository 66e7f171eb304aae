import Foundation

/// Boxes sorted into the cells of a grid over them, to find those that hold a point.
struct CellBins: Sendable {
  private let lower: [Double]
  private let inverseWidths: [Double]
  private let shape: [Int]
  /// The boxes that meet bin b are `members[starts[b]..<starts[b + 1]]`.
  private let starts: [Int]
  private let members: [Int32]
  private let boxes: [(lower: [Double], upper: [Double])]

  /// Boxes over more bins than this are kept apart and always looked at.
  private static let span = 512
  private let large: [Int32]

  init(_ boxes: [(lower: [Double], upper: [Double])]) {
    let d = boxes[0].lower.count
    let low = (0..<d).map { k in boxes.reduce(.infinity) { min($0, $1.lower[k]) } }
    let high = (0..<d).map { k in boxes.reduce(-.infinity) { max($0, $1.upper[k]) } }
    let extent = max(1, Int(pow(Double(boxes.count), 1 / Double(d)).rounded()))
    let shape = [Int](repeating: extent, count: d)
    let inverse = zip(high, low).map { $0 > $1 ? Double(extent) / ($0 - $1) : 0 }
    func ranges(_ box: (lower: [Double], upper: [Double])) -> [ClosedRange<Int>] {
      (0..<d).map { k in
        let first = min(max(Int((box.lower[k] - low[k]) * inverse[k]), 0), extent - 1)
        let last = min(max(Int((box.upper[k] - low[k]) * inverse[k]), first), extent - 1)
        return first...last
      }
    }
    var counts = [Int](repeating: 0, count: shape.reduce(1, *) + 1)
    var large: [Int32] = []
    let all = boxes.map(ranges)
    for (i, box) in all.enumerated() {
      if box.reduce(1, { $0 * $1.count }) > Self.span {
        large.append(Int32(i))
      } else {
        Self.visit(box, extent) { counts[$0 + 1] += 1 }
      }
    }
    for b in 1..<counts.count { counts[b] += counts[b - 1] }
    starts = counts
    var members = [Int32](repeating: 0, count: counts.last!)
    var next = counts
    for (i, box) in all.enumerated() where box.reduce(1, { $0 * $1.count }) <= Self.span {
      Self.visit(box, extent) {
        members[next[$0]] = Int32(i)
        next[$0] += 1
      }
    }
    self.members = members
    self.large = large
    self.lower = low
    self.shape = shape
    self.boxes = boxes
    inverseWidths = inverse
  }

  /// Calls `body` with each bin of a block of bins.
  private static func visit(_ block: [ClosedRange<Int>], _ extent: Int, _ body: (Int) -> Void) {
    let (y, z) = (block.count > 1 ? block[1] : 0...0, block.count > 2 ? block[2] : 0...0)
    for i in block[0] {
      for j in y {
        for k in z {
          body(
            block.count == 1 ? i : block.count == 2 ? i * extent + j : (i * extent + j) * extent + k
          )
        }
      }
    }
  }

  /// The boxes that hold a point.
  func cells(at y: [Double]) -> [Int] {
    var bin = 0
    for k in y.indices {
      let place = (y[k] - lower[k]) * inverseWidths[k]
      guard place >= 0, place <= Double(shape[k]) else { return [] }
      bin = bin * shape[k] + min(Int(place), shape[k] - 1)
    }
    let candidates = members[starts[bin]..<starts[bin + 1]] + large[...]
    return candidates.lazy.map(Int.init).filter { i in
      y.indices.allSatisfy { y[$0] >= boxes[i].lower[$0] && y[$0] <= boxes[i].upper[$0] }
    }
  }
}
