/// Why a solver stopped.
public enum Termination: String, Sendable, Codable, CaseIterable {
  /// The optimality conditions hold to the tolerance.
  case converged
  /// The iteration limit came first.
  case iterationLimit
  /// The task was cancelled.
  case cancelled
  /// No further progress was possible in floating point.
  case stalled
  /// An attraction gathered the mass in a point, below what the grid can tell: a flow ends there.
  case blowUp
}

/// What a long solver tells while it works.
public struct SolverProgress: Sendable {
  /// What it is doing, a few words.
  public let stage: String
  /// How far it is, from 0 to 1; an estimate that does not fall within a stage.
  public let fraction: Double
  /// Iterations so far.
  public let iterations: Int

  /// Collects the three.
  public init(stage: String, fraction: Double, iterations: Int) {
    self.stage = stage
    self.fraction = fraction
    self.iterations = iterations
  }
}

/// Called from time to time by a long solver; it should return at once.
public typealias ProgressHandler = (SolverProgress) -> Void
