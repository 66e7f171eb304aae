public import OptimalTransport

/// What a flow of a file did.
public struct FlowResult: Sendable {
  /// What was run.
  public let file: FlowFile
  /// The equation that the flow solves as tau falls.
  public let equation: String
  /// On what the flow lives, and how a step was found.
  public let method: String
  /// The states kept.
  public let frames: FlowFrames
  /// The steps taken before each state that was kept.
  public let frameIndices: [Int]
  /// F, and what each step did.
  public let history: EnergyHistory
  /// Whether a cell of a grid is wall; empty for none.
  public let walls: [Bool]
  /// What F does where it may rise beside the gaps; nil where it may not.
  public let slack: String?
  /// Whether the equation keeps F: then its drift is an error of the run, and gaps say nothing.
  public let keepsEnergy: Bool
  /// What the local errors of adaptive steps are estimated to add up to.
  public let localErrorSum: Double?
  /// `converged` where the flow covered its duration, `blowUp` where it ended before.
  public let termination: Termination
  /// Wall-clock seconds.
  public let seconds: Double

  /// Whether every step converged and F rose no more than the gaps of the steps explain.
  public var isMet: Bool { history.shortSteps == 0 && !hasUnexplainedRise }

  /// Whether F rose somewhere by more than the step's gap over its length, and rounding.
  ///
  /// A second-order step lowers F + d^2 / (4 h) in place of F.
  public var hasUnexplainedRise: Bool {
    let energies = history.energies
    return slack == nil
      && history.steps.indices.contains { k in
        let (step, length) = (history.steps[k], history.timeSteps[k])
        let kinetic = file.schedule.isSecondOrder ? step.distance * step.distance / (4 * length) : 0
        let rounding = 1e-12 * max(abs(energies[k]), abs(energies[k + 1]))
        return energies[k + 1] - energies[k] > step.gap / length + kinetic + rounding
      }
  }
}
