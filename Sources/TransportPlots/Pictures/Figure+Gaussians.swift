import Foundation
public import OptimalTransport

extension Figure {
  /// Two planar Gaussians and the affine map between them: ellipses of one and two deviations, and
  /// arrows from points of the source's ellipses to their images, which lie on the target's.
  ///
  /// - Throws: `shapeMismatch` unless both are planar; as `GaussianMap(source:target:)`;
  ///   `outOfRange` for ellipses beyond 1e150.
  public static func gaussians(
    source: Gaussian, target: Gaussian, heading: Heading = Heading("Two Gaussians")
  ) throws(TransportError) -> Figure {
    for (name, measure) in [("source", source), ("target", target)] where measure.dimension != 2 {
      throw .shapeMismatch(
        argument: name, expected: "a Gaussian in 2 dimensions", found: "\(measure.dimension)")
    }
    let map = try GaussianMap(source: source, target: target)
    let (from, onto) = (GaussianEllipse(source), GaussianEllipse(target))
    for (name, ellipse) in [("source", from), ("target", onto)] {
      try Scale.check(ellipse.points(radius: 3, count: 4).flatMap(\.self), name)
    }
    let starts = [(0.0, 1), (1, 8), (2, 16)].flatMap { from.points(radius: $0, count: $1) }
    let arrows = try starts.map { point throws(TransportError) in (point, try map(point)) }
    return GaussianPicture(source: from, target: onto, arrows: arrows).figure(heading)
  }
}

/// The ellipses of a planar Gaussian: images of circles under a root of its covariance.
private struct GaussianEllipse {
  private let mean: [Double]
  /// The lower triangular root: entries (1,1), (2,1), (2,2).
  private let root: (Double, Double, Double)

  init(_ gaussian: Gaussian) {
    let covariance = gaussian.covariance
    let first = covariance[0, 0].squareRoot()
    let mixed = covariance[1, 0] / first
    mean = gaussian.mean
    root = (first, mixed, max(0, covariance[1, 1] - mixed * mixed).squareRoot())
  }

  /// Points of the ellipse `radius` deviations away from the mean.
  func points(radius: Double, count: Int) -> [[Double]] {
    (0..<count).map { k in
      let angle = 2 * Double.pi * Double(k) / Double(count)
      let (u, v) = (radius * cos(angle), radius * sin(angle))
      return [mean[0] + root.0 * u, mean[1] + root.1 * u + root.2 * v]
    }
  }
}

/// Ellipses in the colours of source and target, and arrows.
private struct GaussianPicture {
  let source: GaussianEllipse
  let target: GaussianEllipse
  let arrows: [(from: [Double], to: [Double])]

  func figure(_ heading: Heading) -> Figure {
    let reach = [source, target].flatMap { $0.points(radius: 2.4, count: 64) }
    let (x, y) = planarRanges(of: [try! PointCloud(points: Matrix(reach))])
    var panel = Panel(left: 64, top: Canvas.titleHeight + 30, width: 560, planar: x, y)
    panel.ticks = .both
    (panel.xLabel, panel.yLabel) = ("x₁", "x₂")
    var canvas = Canvas(width: 654, height: panel.top + panel.height + 54)
    panel.layers =
      layers(source, PlotColor.source, &canvas) + layers(target, PlotColor.target, &canvas)
      + [arrowLayer(&canvas)]
    let names = [
      ("● source", PlotColor.source), ("● target", PlotColor.target), ("→ map", PlotColor.plan),
    ]
    for (k, (name, color)) in names.enumerated() {
      canvas.write(Label(name, x: panel.left + 72 * Double(k), y: panel.top - 14), color: color)
    }
    canvas.draw(panel)
    return canvas.figure(heading, caption: Self.caption)
  }

  private func layers(
    _ ellipse: GaussianEllipse, _ color: String, _ canvas: inout Canvas
  ) -> [String] {
    [2.0, 1].flatMap { radius in
      let points = ellipse.points(radius: radius, count: 120)
      let block = canvas.block((points + [points[0]]).map { "\($0[0]) \($0[1])" })
      let fill = PlotColor.color(color, opacity: 0.2)
      return [
        "\(block) using 1:2 with filledcurves closed fc rgb '\(fill)' notitle",
        "\(block) using 1:2 with lines lw 1.4 lc rgb '\(color)' notitle",
      ]
    }
  }

  private func arrowLayer(_ canvas: inout Canvas) -> String {
    let block = canvas.block(
      arrows.map { arrow in
        let (x, y) = (arrow.from[0], arrow.from[1])
        return "\(x) \(y) \(arrow.to[0] - x) \(arrow.to[1] - y)"
      })
    return "\(block) using 1:2:3:4 with vectors head filled size screen 0.014,18 lw 0.9 "
      + "lc rgb '\(PlotColor.color(PlotColor.plan, opacity: 0.7))' notitle"
  }

  private static let caption =
    "Ellipses of one and two standard deviations about the means. Arrows: the optimal map, which is "
    + "affine, takes each ellipse of the source to that of the target."
}
