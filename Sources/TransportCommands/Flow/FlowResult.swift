import OptimalTransport
import TransportIO
import TransportPlots

/// What `ot flow` found.
struct FlowResult {
  let file: FlowFile
  let equation: String
  /// On what the flow lives, and how a step was found.
  let method: String
  /// The states kept, and the steps taken before each.
  let frames: FlowFrames
  let frameIndices: [Int]
  let history: EnergyHistory
  /// Whether a cell of a grid is wall; empty for none.
  let walls: [Bool]
  /// What F does where it may rise beside the gaps; nil where it may not.
  let slack: String?
  /// What the local errors of adaptive steps are estimated to add up to.
  let localErrorSum: Double?
  let termination: Termination
  let seconds: Double

  /// Whether every step converged and F rose no more than the gaps of the steps explain.
  var isMet: Bool { history.shortSteps == 0 && !hasUnexplainedRise }

  /// Whether F rose somewhere by more than the step's gap over its length, and rounding.
  ///
  /// A second-order step lowers F + d^2 / (4 h) in place of F.
  var hasUnexplainedRise: Bool {
    let energies = history.energies
    return slack == nil
      && history.steps.indices.contains { k in
        let (step, length) = (history.steps[k], history.timeSteps[k])
        let kinetic = file.schedule.isSecondOrder ? step.distance * step.distance / (4 * length) : 0
        let rounding = 1e-12 * max(abs(energies[k]), abs(energies[k + 1]))
        return energies[k + 1] - energies[k] > step.gap / length + kinetic + rounding
      }
  }

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
