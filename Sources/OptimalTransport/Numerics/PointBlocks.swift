/// Points in an order that keeps neighbours together, in blocks of 64 with bounding boxes, as the pair kernels read them.
///
/// Place p holds point `order[p]`. Places from `count` up to a whole block repeat the last point.
struct PointBlocks: Sendable {
  /// Points in a block: enough to fill vectors, few enough for tight boxes.
  static let size = 64

  let dimension: Int
  /// The order, or nil where the points stand as they came.
  let order: [Int]?
  let count: Int
  /// The number of places, whole blocks.
  let paddedCount: Int
  /// Block after block, each coordinate by coordinate: coordinate k of place i of block b stands at
  /// (b * dimension + k) * 64 + i. Empty for points without coordinates.
  let coordinates: PaddedArray<Double>
  /// Corners of the boxes, `dimension` numbers a block.
  let lower: PaddedArray<Double>
  let upper: PaddedArray<Double>
  /// Their centres.
  let center: PaddedArray<Double>

  var blocks: Int { (count + Self.size - 1) / Self.size }

  /// The places of block `b`.
  func places(_ b: Int) -> Range<Int> { b * Self.size..<min(count, (b + 1) * Self.size) }

  /// Points sorted into near-cubical blocks. Complexity: O(n d log n).
  init(_ points: Matrix) {
    let order = MedianOrder(points).order
    self.order = order
    dimension = points.columns
    count = points.rows
    paddedCount = Self.padded(count)
    coordinates = PaddedArray(repeating: 0, count: paddedCount * dimension)
    for place in 0..<paddedCount {
      let point = order[min(place, count - 1)] * dimension
      let start = place / Self.size * Self.size * dimension + place % Self.size
      for k in 0..<dimension {
        coordinates[start + k * Self.size] = points.elements[point + k]
      }
    }
    (lower, upper, center) = Self.boxes(coordinates)
  }

  /// Places for points that have no coordinates, in their own order.
  init(count: Int) {
    order = nil
    dimension = 0
    self.count = count
    paddedCount = Self.padded(count)
    coordinates = PaddedArray(repeating: 0, count: 0)
    (lower, upper, center) = (coordinates, coordinates, coordinates)
  }

  /// One number a point, by places; places beyond the last are set to `padding`.
  func gathered(_ values: [Double], padding: Double) -> PaddedArray<Double> {
    let result = PaddedArray(repeating: padding, count: paddedCount)
    if let order {
      for place in 0..<count { result[place] = values[order[place]] }
    } else {
      for place in 0..<count { result[place] = values[place] }
    }
    return result
  }

  /// One number a place, by points.
  func scattered(_ values: [Double]) -> [Double] {
    guard let order else { return values }
    var result = [Double](repeating: 0, count: count)
    for place in 0..<count { result[order[place]] = values[place] }
    return result
  }

  private static func padded(_ count: Int) -> Int { (count + size - 1) / size * size }

  /// Corners and centres; each run of 64 numbers is one coordinate of one block.
  private static func boxes(
    _ coordinates: PaddedArray<Double>
  ) -> (PaddedArray<Double>, PaddedArray<Double>, PaddedArray<Double>) {
    let runs = coordinates.count / size
    let lower = PaddedArray(repeating: Double.infinity, count: runs)
    let upper = PaddedArray(repeating: -Double.infinity, count: runs)
    let center = PaddedArray(repeating: 0.0, count: runs)
    for run in 0..<runs {
      for place in run * size..<(run + 1) * size {
        lower[run] = min(lower[run], coordinates[place])
        upper[run] = max(upper[run], coordinates[place])
      }
      center[run] = lower[run] / 2 + upper[run] / 2
    }
    return (lower, upper, center)
  }
}
