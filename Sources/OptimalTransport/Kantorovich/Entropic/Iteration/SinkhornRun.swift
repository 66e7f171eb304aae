import Foundation

/// The course of a solve: down the ladder, and to the tolerance at its end.
struct SinkhornRun {
  private(set) var state: SinkhornState
  private(set) var iterations = 0
  private(set) var newtonSteps = 0
  private(set) var trace: [SinkhornError] = []
  private(set) var termination = Termination.converged
  /// Ratios of successive Hilbert residuals over plain iterations at the last eps.
  private(set) var observedRate: Double?

  private let options: Sinkhorn
  private let ladder: EpsilonLadder
  private let progress: ProgressHandler?
  private var newton: SemiDualNewton
  private var predictor = PotentialPredictor()

  /// The error at which the ladder goes on to its next rung.
  private static let rungTolerance = 1e-3
  /// Plain iterations on arriving at a rung.
  private static let plainIterations = 3
  /// Errors within so many times what rounding explains are not worth lowering in single precision.
  private static let refinement = 16.0
  /// The same for Newton's method, which would square an error that is half rounding.
  private static let newtonRefinement = 256.0
  /// Iterations that one Newton step may take where the plan is not stored.
  private static let greatestStep = 300
  /// Iterations without halving the error after which it counts as stalled.
  private static let patience = 150

  init(
    _ state: SinkhornState, options: Sinkhorn, ladder: EpsilonLadder, progress: ProgressHandler?
  ) {
    self.state = state
    self.options = options
    self.ladder = ladder
    self.progress = progress
    newton = SemiDualNewton(planMemory: options.planMemory)
  }

  /// f and g as they are.
  var potentials: SchrodingerPotentials {
    SchrodingerPotentials(uncheckedF: state.f, g: state.g, epsilon: state.epsilon)
  }

  /// Runs to the end; afterwards `termination` says which.
  mutating func run() {
    var rungs = Array(ladder.rungs.reversed())
    var last = (state: state, predictor: predictor, epsilon: Double.infinity)
    while let epsilon = rungs.popLast() {
      predictor.move(&state, to: epsilon)
      let tolerance = rungs.isEmpty ? options.tolerance : Self.rungTolerance
      switch reach(tolerance, isLast: rungs.isEmpty) {
      case .end(let reason) where reason == .cancelled || reason == .iterationLimit:
        return stop(reason)
      case .end(let reason):
        termination = reason
        predictor.record(state)
        last = (state, predictor, epsilon)
      case .lost where state.refine():
        // Perhaps for want of digits.
        if last.epsilon.isFinite { (state, predictor) = (last.state, last.predictor) }
        _ = state.refine()
        rungs.append(epsilon)
      case .lost:
        // Too far from the rung before: put one between, or one above the first.
        if let between = ladder.between(last.epsilon, epsilon) {
          rungs += [epsilon, between]
          (state, predictor) = (last.state, last.predictor)
        } else {
          let reason = relaxed(tolerance)
          if reason == .cancelled || reason == .iterationLimit { return stop(reason) }
          termination = reason
          last = (state, predictor, epsilon)
        }
      }
    }
  }

  /// Ends early: at the eps asked for, with exact columns.
  private mutating func stop(_ reason: Termination) {
    termination = reason
    if state.epsilon != ladder.rungs.last! {
      predictor.move(&state, to: ladder.rungs.last!)
      state.updateTarget()
      state.measureRows()
    }
  }

  /// How an attempt at a rung ended.
  private enum Attempt {
    case end(Termination)
    /// Newton's method made no way.
    case lost
  }

  /// Brings the error at the present eps below the tolerance.
  private mutating func reach(_ tolerance: Double, isLast: Bool) -> Attempt {
    if let end = plain(tolerance, isLast: isLast) { return .end(end) }
    if options.acceleration == .automatic {
      if let end = newtonSteps(tolerance) { return .end(end) }
      return .lost
    }
    return .end(relaxed(tolerance))
  }

  /// Plain iterations: to the end without acceleration, else a few.
  private mutating func plain(_ tolerance: Double, isLast: Bool) -> Termination? {
    let limit = options.acceleration == .none ? Int.max : Self.plainIterations
    var watch = StallWatch(patience: 20 * Self.patience)
    var residual = Double.infinity
    for k in 0..<limit {
      if k > 0 { state.updateSource() }
      if let end = iterate() { return end }
      if isLast, state.hilbertResidual > 0 {
        if residual.isFinite { observedRate = state.hilbertResidual / residual }
        residual = state.hilbertResidual
      }
      if state.marginalError <= tolerance { return .converged }
      if watch.isStalled(state.marginalError) { return .stalled }
    }
    return nil
  }

  /// One iteration: columns, then rows.
  private mutating func iterate(relaxation: Double = 1) -> Termination? {
    state.updateTarget(relaxation: relaxation)
    state.measureRows()
    return count(1)
  }

  /// Newton steps until the tolerance is met, the steps fail or the plan does not fit.
  private mutating func newtonSteps(_ tolerance: Double) -> Termination? {
    var watch = StallWatch(patience: 8)
    while true {
      refine(below: Self.newtonRefinement)
      let limit = min(Self.greatestStep, options.iterationLimit - iterations)
      switch newton.step(&state, tolerance: tolerance, limit: limit) {
      case .refused(let spent):
        if let end = count(spent) { return end }
        return nil
      case .taken(let spent):
        newtonSteps += 1
        if let end = count(spent) { return end }
      }
      if state.marginalError <= tolerance { return .converged }
      if state.marginalError <= state.roundingError { return .stalled }
      if watch.isStalled(state.marginalError) { return nil }
    }
  }

  /// Over-relaxed iterations.
  private mutating func relaxed(_ tolerance: Double) -> Termination {
    var relaxation = Overrelaxation()
    var watch = StallWatch(patience: Self.patience)
    while true {
      let factor = relaxation.factor
      state.updateSource(relaxation: factor)
      if let end = iterate(relaxation: factor) { return end }
      if state.marginalError <= tolerance {
        // Both sides as they are after a plain update of the columns.
        if factor == 1 { return .converged }
        if let end = iterate() { return end }
        if state.marginalError <= tolerance { return .converged }
      }
      relaxation.record(state.marginalError)
      if state.marginalError <= state.roundingError { return settle(tolerance) }
      if watch.isStalled(state.marginalError) { return settle(tolerance) }
    }
  }

  /// Ends a stalled run with exact columns.
  private mutating func settle(_ tolerance: Double) -> Termination {
    _ = iterate()
    return state.marginalError <= tolerance ? .converged : .stalled
  }

  /// Leaves single precision when the error is within so many times what its rounding explains.
  private mutating func refine(below factor: Double) {
    if state.marginalError <= factor * state.roundingError, state.refine() { state.measureRows() }
  }

  /// Counts iterations, reports, and says whether to end.
  private mutating func count(_ passes: Int) -> Termination? {
    iterations += passes
    refine(below: Self.refinement)
    trace.append(
      SinkhornError(
        iteration: iterations, epsilon: state.epsilon, marginalError: state.marginalError))
    progress?(
      SolverProgress(
        stage: "Sinkhorn, eps \(state.epsilon.rounded(toDigits: 2)), marginal error "
          + "\(state.marginalError.rounded(toDigits: 1))",
        fraction: fraction, iterations: iterations))
    if Task.isCancelled { return .cancelled }
    let isOver = iterations >= options.iterationLimit && !isDone
    return isOver ? .iterationLimit : nil
  }

  /// Whether the last rung is reached and the error small enough.
  private var isDone: Bool {
    state.epsilon == ladder.rungs.last && state.marginalError <= options.tolerance
  }

  /// Rungs done, and digits of the last.
  private var fraction: Double {
    let rungs = Double(ladder.rungs.count)
    let done = Double(ladder.rungs.firstIndex { $0 <= state.epsilon } ?? 0)
    let goal = state.epsilon == ladder.rungs.last ? options.tolerance : Self.rungTolerance
    let digits = min(1, max(0, log10(max(state.marginalError, 1e-300)) / log10(min(goal, 0.1))))
    return min(1, (done + digits) / rungs)
  }
}

/// The marginal error after an iteration.
public struct SinkhornError: Sendable, Equatable {
  /// Iterations so far.
  public let iteration: Int
  /// The rung of the ladder.
  public let epsilon: Double
  /// |P 1 - a|_1 + |P' 1 - b|_1, relative to the mass.
  public let marginalError: Double
}

/// Tells when an error has not halved for a while.
struct StallWatch {
  let patience: Int
  private var best = Double.infinity
  private var since = 0

  init(patience: Int) { self.patience = patience }

  mutating func isStalled(_ error: Double) -> Bool {
    if error < 0.5 * best {
      best = error
      since = 0
    } else {
      since += 1
    }
    return since > patience
  }
}

extension Double {
  /// The number in scientific notation with so many digits.
  fileprivate func rounded(toDigits digits: Int) -> String {
    String(format: "%.\(digits - 1)e", self)
  }
}
