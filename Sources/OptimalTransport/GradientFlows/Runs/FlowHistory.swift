import Foundation

/// What a run of a flow did and what it kept.
public struct FlowHistory<State: FlowState>: Sendable {
  /// A state that was kept.
  public struct Frame: Sendable {
    /// The steps before it.
    public let index: Int
    /// Its time.
    public let time: Double
    /// The state.
    public let state: State
  }

  /// F of the start; infinite for atoms under diffusion.
  public let initialEnergy: Double
  /// One record a step; adaptive runs have the two halves of each step they keep.
  public let steps: [ProximalStep]
  /// The states kept, the start and the last among them.
  public let frames: [Frame]
  /// The estimated local error of each adaptive step, in the states' distance; empty otherwise.
  public let localErrors: [Double]
  /// When each of these steps ended.
  public let localErrorTimes: [Double]
  /// `converged` when the run covered its duration, `cancelled` when it was cut before, `blowUp`
  /// when the mass gathered in a point before.
  public let termination: Termination
  /// Where the run stands, to resume it.
  public let checkpoint: FlowCheckpoint

  /// The last state.
  public var final: State { frames[frames.count - 1].state }

  /// The greatest amount by which F rose in a step; at most 0 where it never did.
  public var largestRise: Double {
    var (last, result) = (initialEnergy, -Double.infinity)
    for step in steps {
      result = max(result, step.energy - last)
      last = step.energy
    }
    return result
  }

  /// The sum of the steps' gaps: no step is further above its minimum.
  public var gapSum: Double { steps.map(\.gap).compensatedSum() }

  /// The sum of the estimated local errors of an adaptive run, which its target bounds.
  public var localErrorSum: Double { localErrors.compensatedSum() }

  /// What the estimated local errors have become by the end: sum_k e_k exp(-lambda (T - t_k)).
  ///
  /// Where F is lambda-convex, two flows from different starts satisfy W2(t) <= exp(-lambda t)
  /// W2(0), so that this bounds the error of the last state as far as the estimates do; it needs
  /// states whose distance is W2, as on the line.
  /// Source: Ambrosio, Gigli and Savare 2008, theorem 11.1.4.
  public func errorBound(convexity lambda: Double) -> Double {
    let end = steps.last?.time ?? 0
    return zip(localErrors, localErrorTimes).map { $0 * exp(-lambda * (end - $1)) }
      .compensatedSum()
  }
}
