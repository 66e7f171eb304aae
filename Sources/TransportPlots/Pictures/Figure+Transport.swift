public import OptimalTransport

extension Figure {
  /// The picture that explains the transport between two measures best, of what is known of it.
  ///
  /// | measures | plan | picture |
  /// |---|---|---|
  /// | planar grids | yes | ``images(source:target:plan:heading:)`` |
  /// | planar grids, or grids on the line | no | ``densities(_:names:scaling:heading:)`` |
  /// | on the line, a grid or more than 40 points among them | yes | ``joint(source:target:plan:heading:)`` |
  /// | else | either | ``points(source:target:plan:heading:)`` |
  ///
  /// Without a plan but with potentials it is ``potentials(_:source:target:heading:)``.
  ///
  /// - Throws: `notApplicable` for a measure that is neither a ``PointCloud`` nor a
  ///   ``GridDensity``; `shapeMismatch` where the parts do not fit together.
  public static func transport(
    from source: any Measure, to target: any Measure, plan: TransportPlan? = nil,
    potentials: KantorovichPotentials? = nil, heading: Heading = Heading("Optimal transport")
  ) throws(TransportError) -> Figure {
    let (from, to) = (try Drawable(source, "source"), try Drawable(target, "target"))
    if plan == nil, let potentials {
      return try .potentials(potentials, source: source, target: target, heading: heading)
    }
    switch (from, to, plan) {
    case (.grid(let a), .grid(let b), let plan?) where a.dimension == 2 && b.dimension == 2:
      return try images(source: a, target: b, plan: plan, heading: heading)
    case (.grid(let a), .grid(let b), nil) where a.dimension == b.dimension && a.dimension < 3:
      return try densities(
        [a, b], names: ["source", "target"], scaling: .individual, heading: heading)
    case (.grid(let a), .grid(let b), let plan?) where a.dimension == 1 && b.dimension == 1:
      return try joint(source: a, target: b, plan: plan, heading: heading)
    default:
      let (a, b) = (from.cloud, to.cloud)
      if let plan, a.dimension == 1, b.dimension == 1, max(a.count, b.count) > 40 {
        return try joint(source: a, target: b, plan: plan, heading: heading)
      }
      return try points(source: a, target: b, plan: plan, heading: heading)
    }
  }
}
