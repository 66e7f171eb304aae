import OptimalTransport
import TransportIO
import TransportPlots

extension FlowResult {
  /// The title above how good the flow is.
  var heading: Heading {
    let gap = history.largestGap
    let parts = [
      equation,
      gap.isFinite
        ? "largest gap of a step \(Evidence.brief(gap))" : "no bound of the gaps is known",
    ]
    return Heading(file.title, note: parts.joined(separator: "   ·   "))
  }

  func figure() throws(TransportError) -> Figure {
    try .flow(frames, history: history, walls: walls, heading: heading)
  }

  func animation() throws(TransportError) -> Animation {
    try .flow(frames, walls: walls, heading: heading)
  }
}
