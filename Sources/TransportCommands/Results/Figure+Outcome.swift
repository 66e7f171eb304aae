import OptimalTransport
import TransportPlots

extension Figure {
  /// The picture of an outcome: its plan between the measures, or the measures alone.
  init(_ outcome: TransportOutcome, of problem: LoadedProblem) throws(TransportError) {
    let cost = problem.matrix == nil ? problem.cost : GroundCost.custom { _, _ in 0 }
    let heading = Heading(problem.title, certificate: outcome.certificate, cost: cost)
    if outcome.plan == nil, let from = problem.source as? Gaussian,
      let onto = problem.target as? Gaussian, from.dimension == 2
    {
      self = try .gaussians(source: from, target: onto, heading: heading)
      return
    }
    let measures = try problem.drawables(outcome)
    self = try .transport(
      from: measures.source, to: measures.target, plan: outcome.plan, heading: heading)
  }
}

extension Figure {
  /// The potentials of an outcome, with arrows where there is a plan.
  init(
    _ potentials: KantorovichPotentials, of outcome: TransportOutcome, _ problem: LoadedProblem
  ) throws(TransportError) {
    let cost = problem.matrix == nil ? problem.cost : GroundCost.custom { _, _ in 0 }
    let measures = try problem.drawables(outcome)
    self = try .potentials(
      potentials, source: measures.source, target: measures.target, plan: outcome.plan,
      heading: Heading(problem.title, certificate: outcome.certificate, cost: cost))
  }
}

extension LoadedProblem {
  /// The measures as a figure can show them, with the atoms that the outcome's plan joins.
  func drawables(
    _ outcome: TransportOutcome
  ) throws(TransportError) -> (source: any Measure, target: any Measure) {
    (
      try source.drawable(atoms: outcome.sourceAtoms, beside: target),
      try target.drawable(atoms: outcome.targetAtoms, beside: source)
    )
  }
}

extension Measure {
  /// What a figure can show: atoms and grids as they are, a law as its atoms, else on a grid.
  fileprivate func drawable(
    atoms: PointCloud?, beside other: any Measure
  ) throws(TransportError) -> any Measure {
    if self is PointCloud || self is GridDensity { return self }
    if let atoms { return atoms }
    guard dimension <= 2 else {
      throw .notApplicable(
        method: "--plot", reason: "a Gaussian in dimension \(dimension) has no picture",
        remedy: "Choose --method simplex to draw a sample.")
    }
    let box = try Box(around: [self, other])
    let shape = [Int](repeating: dimension == 1 ? 400 : 160, count: dimension)
    switch self {
    case let gaussian as Gaussian: return try gaussian.discretized(shape: shape, box: box).density
    case let mixture as GaussianMixture:
      return try mixture.discretized(shape: shape, box: box).density
    default: return try sample(count: 1000, seed: 1)
    }
  }
}

extension Box {
  /// The box of four standard deviations about the means.
  fileprivate init(around measures: [any Measure]) throws(TransportError) {
    var lower = measures[0].mean
    var upper = lower
    for measure in measures {
      let (mean, covariance) = (measure.mean, measure.covariance)
      for k in mean.indices {
        let reach = 4 * covariance[k, k].squareRoot()
        lower[k] = min(lower[k], mean[k] - reach)
        upper[k] = max(upper[k], mean[k] + reach)
      }
    }
    try self.init(lower: lower, upper: upper)
  }
}
