import Foundation

/// Fortet's iteration under way: the end factors of the Schroedinger system.
struct FortetRun: Sendable {
  let propagator: ChainPropagator
  /// a and b, of mass one.
  let source: [Double]
  let target: [Double]
  /// phi_K, with phi_K (M'^K first) = b.
  private(set) var last: ScaledVector
  /// phi^_0.
  private(set) var first: ScaledVector
  private(set) var termination = Termination.iterationLimit
  private(set) var iterations = 0
  /// |phi^_0 phi_0 - a|_1 after each iteration.
  private(set) var trace: [Double] = []
  private var best = Double.infinity
  private var withoutProgress = 0

  init(propagator: ChainPropagator, source: [Double], target: [Double]) {
    self.propagator = propagator
    self.source = source
    self.target = target
    last = ScaledVector(target.map { $0 > 0 ? 1 : 0 })
    first = last
  }

  var marginalError: Double { trace.last ?? .infinity }

  mutating func iterate(
    _ options: FortetIteration, progress: ProgressHandler?
  ) throws(TransportError) {
    var start = propagator.backwardThrough(last)
    while iterations < options.iterationLimit {
      first = try quotient(source, start, noise: options.prior.noise)
      last = try quotient(target, propagator.forwardThrough(first), noise: options.prior.noise)
      start = propagator.backwardThrough(last)
      note(start)
      progress?(
        SolverProgress(
          stage: "Fortet iteration", fraction: Double(iterations) / Double(options.iterationLimit),
          iterations: iterations))
      if marginalError <= options.tolerance { return termination = .converged }
      // The error never grows but by rounding; at its floor it moves no more.
      if withoutProgress >= 30 { return termination = .stalled }
      if Task.isCancelled { return termination = .cancelled }
    }
  }

  private mutating func note(_ start: ScaledVector) {
    let error = zip(first.product(start), source).map { abs($0 - $1) }.compensatedSum()
    withoutProgress = error < best ? 0 : withoutProgress + 1
    best = min(best, error)
    trace.append(error)
    iterations += 1
  }

  /// weights / factor, zero where there is no weight.
  private func quotient(
    _ weights: [Double], _ factor: ScaledVector, noise: Double
  ) throws(TransportError) -> ScaledVector {
    let logs = zip(weights, factor.logs).map { $0 > 0 ? log($0) - $1 : -.infinity }
    guard logs.allSatisfy({ $0 < .infinity }) else {
      throw .outOfRange(
        argument: "noise", value: noise,
        expected: "more noise: the prior's chance to reach some of the mass is below 1e-300")
    }
    return ScaledVector(logs: logs)
  }
}
