import Foundation

/// Chooses the lengths of adaptive steps and keeps account of their errors.
struct StepControl: Sendable, Equatable {
  /// What the local errors may add up to.
  let target: Double
  let duration: Double
  let bounds: ClosedRange<Double>
  /// The next step.
  private(set) var timeStep: Double
  /// The last kept step's error over what it might spend.
  private(set) var lastRatio = 1.0
  /// What is left of the half of the target that is not spread over the duration.
  private(set) var reserve: Double

  init(_ stepping: FlowStepping, timeStep: Double, duration: Double) {
    guard case .adaptive(let step) = stepping else {
      self.init(
        target: 0, duration: duration, bounds: timeStep...timeStep, timeStep: timeStep,
        lastRatio: 1, reserve: 0)
      return
    }
    let shortest = min(step.shortest ?? 1e-6 * duration, step.longest ?? duration)
    self.init(
      target: step.errorTarget, duration: duration,
      bounds: shortest...max(shortest, step.longest ?? duration), timeStep: timeStep,
      lastRatio: 1, reserve: step.errorTarget / 2)
  }

  init(
    target: Double, duration: Double, bounds: ClosedRange<Double>, timeStep: Double,
    lastRatio: Double, reserve: Double
  ) {
    self.target = target
    self.duration = duration
    self.bounds = bounds
    self.timeStep = min(max(timeStep, bounds.lowerBound), bounds.upperBound)
    self.lastRatio = lastRatio
    self.reserve = reserve
  }

  /// The next step, which ends at a stop or leaves a good part of the way for one more.
  func length(before stop: Double) -> Double {
    timeStep >= stop * 0.999 ? stop : timeStep > stop / 2 ? stop / 2 : timeStep
  }

  /// Whether a step is kept; the next length either way.
  mutating func accepts(error: Double, of length: Double) -> Bool {
    let spread = target / 2 * length / duration
    let ratio = error / (spread + reserve / 4)
    guard ratio <= 1 || length <= bounds.lowerBound else {
      timeStep = bounded(min(0.5, max(0.1, 0.9 / ratio.squareRoot())) * length)
      return false
    }
    reserve = max(0, reserve - max(0, error - spread))
    let growth = 0.9 * pow(max(ratio, 1e-4), -0.35) * pow(lastRatio, 0.2)
    // A step that a stop cut short says nothing against the length meant.
    let next = min(3, max(0.3, growth)) * length
    timeStep = bounded(length < timeStep ? max(next, timeStep) : next)
    lastRatio = max(ratio, 1e-4)
    return true
  }

  private func bounded(_ length: Double) -> Double {
    min(max(length, bounds.lowerBound), bounds.upperBound)
  }
}
