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
        "Optimal transport asks how to move one distribution of mass onto another at least cost. On every picture "
          + "the source, where the mass starts, is named in blue, and the target, where it ends, in "
          + "orange; on maps of density, bright is dense.",
        "No number stands here without saying how good it is. The optimum is not above the upper bound, which is "
          + "the cost of something that really moves the mass, and not below the lower bound, which is "
          + "the value of potentials that really are feasible; the gap is how much is left open.",
        "Run the commands below in this report’s folder to see the same numbers.",
      ],
      sections: chapters.map(\.section)
    ).html()
  }
}
