import OptimalTransport
import TransportPlots

/// The report of the tour.
struct DemoReport {
  let chapters: [DemoChapter]

  /// The page.
  func html() throws(TransportError) -> String {
    try HTMLReport(
      title: "A tour of optimal transport",
      introduction: [
        "Each example moves one distribution onto another at least cost. No number stands here "
          + "without saying how good it is: the optimum lies between the upper bound, which is the cost "
          + "of a plan with the exact marginals, and the lower bound, which is the value of potentials "
          + "that are exactly feasible.",
        "Run the commands below in this report's folder to see the same numbers; "
          + "“ot verify” recomputes a certificate from files alone.",
      ],
      sections: chapters.map(\.section)
    ).html()
  }
}
