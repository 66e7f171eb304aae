import OptimalTransport

/// The grid on which measures without cells of their own are drawn and written.
struct PictureGrid {
  let shape: [Int]
  let box: Box

  /// The part of a law on the line that may be left out on each side.
  private static let tail = 1e-3

  /// Cells about both measures, `extent` along each axis.
  ///
  /// - Parameters:
  ///   - margin: room on each side for what strays between them.
  ///   - deviations: what is shown of a Gaussian on each side of its mean; beyond four lie 6e-5 of
  ///     it.
  /// - Throws: `notApplicable` in more than three dimensions.
  init(
    _ measures: [any Measure], extent: Int, margin: Double = 0, deviations: Double = 4
  ) throws(TransportError) {
    let dimension = measures[0].dimension
    guard dimension <= 3 else {
      throw .notApplicable(
        method: "a density on a grid", reason: "the measures live in \(dimension) dimensions",
        remedy: "Grids have up to 3; --path of Gaussians writes their moments instead.")
    }
    let intervals = measures.map { measure in
      (0..<dimension).map { Self.interval(measure, $0, deviations) }
    }
    let lower = (0..<dimension).map { k in intervals.map { $0[k].lowerBound }.min()! - margin }
    let upper = (0..<dimension).map { k in intervals.map { $0[k].upperBound }.max()! + margin }
    box = try Box(lower: lower, upper: upper)
    shape = [Int](repeating: extent, count: dimension)
  }

  /// Where most of a measure lies along an axis.
  private static func interval(
    _ measure: any Measure, _ axis: Int, _ deviations: Double
  ) -> ClosedRange<Double> {
    switch measure {
    case let grid as GridDensity: return grid.box.lower[axis]...grid.box.upper[axis]
    case let cloud as PointCloud:
      let places = (0..<cloud.count).map { cloud.points[$0, axis] }
      let (low, high) = (places.min()!, places.max()!)
      let room = 0.02 * max(high - low, 1e-9)
      return (low - room)...(high + room)
    case let law as LineLaw:
      let (low, high) = (law.quantile(tail), law.quantile(1 - tail))
      let margin = 0.02 * max(high - low, 1e-9)
      return (low - margin)...(high + margin)
    case let mixture as GaussianMixture:
      let parts = mixture.components.map { interval($0, axis, deviations) }
      return parts.map(\.lowerBound).min()!...parts.map(\.upperBound).max()!
    default:
      let reach = max(deviations * measure.covariance[axis, axis].squareRoot(), 1e-9)
      return (measure.mean[axis] - reach)...(measure.mean[axis] + reach)
    }
  }
}
