import OptimalTransport
import TransportPlots

extension DemoStop {
  /// Take 2: the best plan, which may split mass.
  static let plan = DemoStop(
    name: "plan", heading: "Take 2, Kantorovich: the best plan",
    formulas: [
      #"\op{min}_{P ≥ 0} ∑_{i,j} C_{ij} P_{ij}"#,
      #"∑_j P_{ij} = ξ_i"#,
      #"∑_i P_{ij} = η_j"#,
    ],
    sentences: [
      "A map must keep the mass of a point together, but a plan may split it: P says how much goes from each blue "
        + "point to each orange one, and the cost here is the plain distance, so that the value is W₁, the earth mover’s distance.",
      "This is a linear program, and the network simplex method solves it exactly.",
      "Of all 10 800 pairs at most 209 carry mass, one less than there are points.",
    ],
    description:
      "A ring of blue points, heavier on the right, around three clusters of orange points. Arrows lead "
      + "from each blue point inwards to the cluster that takes its mass; the heaviest cluster, at the lower "
      + "right, draws from the whole right side.",
    commands: [
      "ot solve data/ring.csv data/clusters.csv --cost euclidean --method simplex --plot plan.svg"
    ]
  ) { stop, folder throws(TransportError) in
    let problem = try folder.problem("The best plan", "ring.csv", "clusters.csv", cost: .euclidean)
    let outcome = try problem.solve(method: .simplex, iterationLimit: nil, progress: nil)
    return try .exact(outcome, figure: Figure(outcome, of: problem))
  }

  /// Why a plan is known to be best: prices.
  static let duality = DemoStop(
    name: "duality", heading: "Duality: prices that prove it",
    formulas: [
      #"\op{max}_{α(x) + β(y) ≤ c(x,y)} ∫ α(x) ξ(x) d x + ∫ β(y) η(y) d y"#
    ],
    sentences: [
      "A carrier asks α(x) to fetch a unit of mass at x and β(y) to deliver it at y, and may never ask more than the way costs, "
        + "α(x) + β(y) ≤ |x − y|².",
      "What all of it then brings in can be no more than any plan costs; the best prices bring in exactly the cost of the best plan, "
        + "and that is the proof that it is best.",
      "The mass moves down the slope of the price, by −∇α/2: the arrows cross the contours of α at right angles.",
    ],
    description:
      "Two maps of prices with contours. On the left α around the outline of the flower, high at the "
      + "upper right and low at the lower left, with arrows from high to low. On the right β around the "
      + "outline of the moon, high on the lit side at the lower left.",
    commands: [
      "ot solve data/flower.png data/moon.png --method simplex --plot-potentials duality.svg"
    ]
  ) { stop, folder throws(TransportError) in
    let problem = try folder.problem("Prices that prove it", "flower.png", "moon.png")
    let outcome = try problem.solve(method: .simplex, iterationLimit: nil, progress: nil)
    return try .exact(
      outcome, figure: Figure(outcome.potentials!, of: outcome, problem))
  }
}

extension DemoFinding {
  /// The finding of an exact method.
  static func exact(_ outcome: TransportOutcome, figure: Figure) throws(TransportError) -> Self {
    DemoFinding(
      figure: figure,
      result: CertifiedResult(
        method: outcome.method.rawValue, certificate: outcome.certificate,
        termination: outcome.termination,
        checked:
          "the upper bound by the plan rounded to exact marginals, the lower one by potentials made feasible on all "
          + "pairs", seconds: outcome.seconds),
      verdict: outcome.certificate.holds(to: tolerance) ? .certified : .short)
  }
}
