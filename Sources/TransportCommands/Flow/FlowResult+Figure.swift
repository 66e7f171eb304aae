import OptimalTransport
import TransportIO
import TransportPlots

extension FlowResult {
  /// The title above how good the flow is.
  var heading: Heading {
    Heading(file.title, note: [equation, proof].joined(separator: "   ·   "))
  }

  private var proof: String {
    let gap = history.largestGap
    if keepsEnergy { return "F drifts by \(Evidence.brief(history.largestDrift)) at most" }
    return gap.isFinite
      ? "largest gap of a step \(Evidence.brief(gap))" : "no bound of the gaps is known"
  }

  func figure() throws(TransportError) -> Figure {
    try .flow(frames, history: history, walls: walls, heading: heading)
  }

  func animation() throws(TransportError) -> Animation {
    try .flow(frames, walls: walls, heading: heading)
  }
}
