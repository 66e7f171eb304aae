import OptimalTransport

/// A stop of the tour where entropy blurs the plan: one problem at falling regularisations.
struct EntropicExample {
  /// What its files are called.
  let name: String
  let heading: String
  let prose: [String]
  let source: String
  let target: String
  /// The method that finds the value to be bracketed.
  let exact: TransportMethod
  /// Whether to show the recursion at work as well.
  let showsTraces: Bool

  /// Shares of the median cost whose plans are shown; each has its command.
  static let shares = [0.1, 0.01, 0.001, 0.0001]
  /// Those between, for the figure of the brackets.
  static let sharesBetween = [0.03, 0.003, 0.0003]

  /// The command that gives the result at a share.
  func command(_ share: Double) -> String {
    "ot solve data/\(source) data/\(target) --method sinkhorn "
      + "--epsilon \(Regularization.percent(share)) --plot \(name).svg"
  }

  static let all = [densities, clouds]

  private static let densities = EntropicExample(
    name: "entropy-line", heading: "Entropy blurs the plan, and the blur sharpens as ε falls",
    prose: [
      "Sinkhorn’s method minimises ⟨C, P⟩ + ε ⟨P, log P − 1⟩, transport cost less entropy. Its plan "
        + "P = exp((f + g − C)/ε) has mass everywhere, gathered about the optimal map within a distance of "
        + "about √ε. Below, the same two densities at four values of ε, as shares of the median cost.",
      "The blurred plan still proves something: rounded to the exact marginals it is a plan, so that it costs "
        + "at least the optimum; its potentials, made feasible, are worth at most the optimum. The bracket "
        + "closes about the value that sorting finds, its upper end in proportion to ε.",
    ],
    source: "bell.npz", target: "two-bells.npz", exact: .quantile, showsTraces: false)

  private static let clouds = EntropicExample(
    name: "entropy-clouds", heading: "The same between points, and how fast Sinkhorn’s method is",
    prose: [
      "Between 120 and 90 points an exact plan has at most 209 entries. The entropic plan joins all 10 800 "
        + "pairs; as ε falls, its mass gathers on fewer and fewer of them, in the end on those of the exact plan.",
      "Plain iterations contract by a factor that tends to 1 as ε falls. The solver comes down a ladder "
        + "of values of ε instead, each start being extrapolated from the rungs above, and finishes with "
        + "Newton’s method on the potentials, which squares the error in each step.",
    ],
    source: "ring.csv", target: "clusters.csv", exact: .simplex, showsTraces: true)
}
