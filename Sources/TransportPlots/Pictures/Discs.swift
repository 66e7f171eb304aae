import OptimalTransport

/// The atoms of a cloud as discs whose areas are proportional to their masses.
struct Discs {
  /// The radius of the heaviest atom of two clouds, in the units of the x axis.
  let largestRadius: Double
  let heaviest: Double

  /// - Parameter extent: the length of the x axis.
  init(_ source: PointCloud, _ target: PointCloud, extent: Double) {
    heaviest = max(source.weights.max()!, target.weights.max()!)
    let count = Double(max(source.count, target.count))
    // Discs of equal mass cover a few per cent of the panel, whatever their number.
    largestRadius = extent * min(0.022, max(0.003, 0.16 / count.squareRoot()))
  }

  /// Rows `x y radius`, heaviest first so that light atoms stay visible; atoms without mass are
  /// left out.
  func rows(_ cloud: PointCloud, at place: (Int) -> (Double, Double)) -> [String] {
    cloud.weights.indices.filter { cloud.weights[$0] > 0 }
      .sorted { cloud.weights[$0] > cloud.weights[$1] }
      .map { i in
        let (x, y) = place(i)
        return "\(x) \(y) \(largestRadius * (cloud.weights[i] / heaviest).squareRoot())"
      }
  }

  static func layer(_ block: String, color: String, opacity: Double = 0.75) -> String {
    "\(block) using 1:2:3 with circles fill solid 1 border lc rgb '#ffffff' lw 0.3 "
      + "fc rgb '\(PlotColor.color(color, opacity: opacity))' notitle"
  }
}
