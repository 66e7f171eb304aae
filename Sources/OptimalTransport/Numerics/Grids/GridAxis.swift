/// The cells of one axis of a grid: cell i is centred at lower + (i + 1/2) step.
struct GridAxis: Sendable, Equatable {
  let lower: Double
  let upper: Double
  let count: Int

  var step: Double { (upper - lower) / Double(count) }
  var centers: [Double] { (0..<count).map(center) }

  func center(_ i: Int) -> Double { lower + (Double(i) + 0.5) * step }

  /// The axes of a grid.
  static func all(shape: [Int], box: Box) -> [GridAxis] {
    shape.indices.map { GridAxis(lower: box.lower[$0], upper: box.upper[$0], count: shape[$0]) }
  }
}
