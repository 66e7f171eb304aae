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
  /// Coordinate k of place p stands at k * stride + p; empty for points without coordinates.
  let coordinates: PaddedArray<Double>
  let stride: Int
  /// Corners of the boxes, `dimension` numbers a block.
  let lower: [Double]
  let upper: [Double]

  var blocks: Int { (count + Self.size - 1) / Self.size }

  /// The places of block `b`.
  func places(_ b: Int) -> Range<Int> { b * Self.size..<min(count, (b + 1) * Self.size) }

  /// Points sorted into near-cubical blocks. Complexity: O(n d log n).
  init(_ points: Matrix) {
    let order = MedianOrder(points).order
    self.order = order
    dimension = points.columns
    count = points.rows
    stride = Self.padded(count)
    coordinates = PaddedArray(repeating: 0, count: stride * dimension)
    for k in 0..<dimension {
      for place in 0..<stride {
        coordinates[k * stride + place] = points[order[min(place, count - 1)], k]
      }
    }
    (lower, upper) = Self.boxes(coordinates, stride, count, dimension)
  }

  /// Places for points that have no coordinates, in their own order.
  init(count: Int) {
    order = nil
    dimension = 0
    self.count = count
    stride = Self.padded(count)
    coordinates = PaddedArray(repeating: 0, count: 0)
    (lower, upper) = ([], [])
  }

  /// One number a point, by places; places beyond the last are set to `padding`.
  func gathered(_ values: [Double], padding: Double) -> PaddedArray<Double> {
    let result = PaddedArray(repeating: padding, count: stride)
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

  private static func boxes(
    _ coordinates: PaddedArray<Double>, _ stride: Int, _ count: Int, _ dimension: Int
  ) -> ([Double], [Double]) {
    let blocks = stride / size
    var lower = [Double](repeating: .infinity, count: blocks * dimension)
    var upper = [Double](repeating: -.infinity, count: blocks * dimension)
    for k in 0..<dimension {
      for place in 0..<count {
        let (value, box) = (coordinates[k * stride + place], place / size * dimension + k)
        lower[box] = min(lower[box], value)
        upper[box] = max(upper[box], value)
      }
    }
    return (lower, upper)
  }
}
