public import OptimalTransport

extension Figure {
  /// A field h and its polar factors, grad psi and sigma, side by side: arrows from x to its
  /// images.
  ///
  /// Of more than 400 samples some, evenly spread, are drawn, and of more than two coordinates the
  /// first two; fields on the line are curves.
  ///
  /// - Throws: `outOfRange` for coordinates beyond 1e150.
  public static func polar(
    _ factors: PolarFactorization, heading: Heading = Heading("Polar factorisation")
  ) throws(TransportError) -> Figure {
    let field = factors.field
    try Scale.check(field.base.points.elements, "points")
    try Scale.check(field.values.elements, "field values")
    let images = [field.values, factors.gradient, factors.sigma]
    if field.dimension == 1 {
      return CurvePanel(
        titles: ["h", "∇ψ, increasing", "σ, measure-preserving"], x: field.base.points.elements,
        curves: images.map(\.elements)
      ).figure(heading, note: "", caption: polarCaption)
    }
    let drawn = ThinnedPoints.indices(of: field.base.points)
    let notes = [
      drawn.count < field.count ? "\(drawn.count) of \(field.count) samples drawn" : "",
      field.dimension > 2 ? "coordinates 1 and 2 of \(field.dimension)" : "",
    ]
    return displacements(field.base.points, images, drawn).figure(
      heading, note: notes.filter { !$0.isEmpty }.joined(separator: "; "), caption: polarCaption)
  }

  private static func displacements(
    _ points: Matrix, _ images: [Matrix], _ drawn: [Int]
  ) -> ArrowPanels {
    let arrows = images.map { image in
      drawn.map { i in
        let step = (x: image[i, 0] - points[i, 0], y: image[i, 1] - points[i, 1])
        return ArrowPanels.Arrow(
          start: (points[i, 0], points[i, 1]), step: step,
          length: (step.x * step.x + step.y * step.y).squareRoot())
      }
    }
    func range(_ k: Int) -> ClosedRange<Double> {
      ClosedRange(
        around: ([points] + images).flatMap { matrix in drawn.map { matrix[$0, k] } }, margin: 0.03)
    }
    let (x, y) = (range(0), range(1))
    func widened(_ range: ClosedRange<Double>, to length: Double) -> ClosedRange<Double> {
      let extra = max(0, length - range.length) / 2
      return range.lowerBound - extra...range.upperBound + extra
    }
    return ArrowPanels(
      titles: ["h = ∇ψ ∘ σ", "∇ψ, monotone", "σ, measure-preserving"], arrows: arrows,
      x: widened(x, to: y.length / 2), y: widened(y, to: x.length / 2),
      scaleLabel: "distance moved")
  }

  private static let polarCaption =
    "The field h, the gradient ∇ψ of a convex function that has the same values, rearranged, and the map "
    + "σ that rearranges them: h = ∇ψ ∘ σ. Of all maps that preserve the measure, σ is nearest to h."
}
