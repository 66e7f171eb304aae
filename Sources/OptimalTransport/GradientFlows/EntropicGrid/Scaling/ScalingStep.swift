import Foundation

/// One entropic JKO step: the plan P from mu that minimises
/// ```
/// <c, P> / 2 + eps / 2 (sum P log P - correction) + tau F(rho),   P 1 = mu,   rho = P' 1,
/// ```
/// by scaling. With P = exp((f_i + g_j - c_ij) / eps) and soft transforms
/// S(f)_j = eps log(integral of exp((f - c_.j) / eps)), P is optimal when
/// ```
/// f + S(g) = eps log mu,    g + S(f) = eps log rho,    g = eps share log rho + q - 2 tau (F'(rho) + p),
/// ```
/// p >= 0 the pressure of the cap, where share is 0 but 1/2 for the correction of first order, and
/// q = 0 but the self-potential q + S(q) = eps log rho for that by self-transport. The iteration
/// takes rho as the answer to S(f) (``AnswerSearch``; rho has the mass of mu and keeps to the cap
/// to rounding, always), g from rho, and f from mu; Anderson's mixing speeds it up. Each takes
/// kernel sums on all cells: two, and three with self-transport.
///
/// Sources: Peyre 2015; Chizat, Peyre, Schmitzer and Vialard 2018 (scaling algorithms); Carlier,
/// Duval, Peyre and Schmitzer 2017 (convergence as eps -> 0).
struct ScalingStep {
  let problem: EntropicProblem
  /// mu.
  let before: [Double]
  let timeStep: Double
  /// U * rho, held during the iteration.
  private(set) var field: [Double]
  /// f where there is mass, 0 elsewhere.
  private var free: [Double]
  /// q.
  private(set) var selfPotential: [Double]
  /// S(f), log rho, g, and lambda of the iterate.
  private(set) var transform: [Double] = []
  private(set) var logDensity: [Double] = []
  private(set) var target: [Double] = []
  private var shifts: [Double]
  /// eps log(mu / (P 1)), 0 where mu is.
  private(set) var rowResidual: [Double] = []
  /// S(q).
  private(set) var ownTransform: [Double] = []
  /// The masses out of place, as a part of the whole.
  private(set) var error = Double.infinity
  private(set) var iterations = 0

  private let logBefore: [Double]
  private let masses: [Double]
  private let search: AnswerSearch

  init(_ problem: EntropicProblem, from before: [Double], timeStep: Double) {
    self.problem = problem
    self.before = before
    self.timeStep = timeStep
    logBefore = before.map { problem.epsilon * log($0) }
    masses = problem.masses(before)
    search = AnswerSearch(
      proximal: problem.proximal(share: problem.correction.entropyShare, timeStep: timeStep),
      caps: problem.caps, cellVolume: problem.cellVolume)
    shifts = masses.map { _ in 0 }
    field = problem.field(before)
    selfPotential = before.map { _ in 0 }
    free = []
    start()
  }

  /// rho.
  var density: [Double] { logDensity.indices.map { min(exp(logDensity[$0]), problem.caps[$0]) } }

  /// f.
  var source: [Double] { before.indices.map { before[$0] > 0 ? free[$0] : -.infinity } }

  var usesSelfTransport: Bool { problem.correction == .selfTransport }
}

extension ScalingStep {
  /// The potentials that would be right if mu were at rest.
  private mutating func start() {
    let most = before.max()!
    let softened = before.map { max($0, Self.floor * most) }
    let epsilon = problem.epsilon
    if usesSelfTransport {
      let width = Double(problem.axes.count) / 4 * log(.pi * epsilon)
      selfPotential = softened.map { epsilon * (log($0) / 2 - width) }
    }
    let share = 1 - problem.correction.entropyShare
    let guess = before.indices.map { j in
      problem.caps[j] == 0
        ? -.infinity
        : share * epsilon * log(softened[j]) + selfPotential[j] - 2 * timeStep
          * (problem.diffusionSlope(softened[j]) + problem.drift[j] + field[j])
    }
    let reached = problem.kernel.potential(of: guess)
    free = before.indices.map { before[$0] > 0 ? logBefore[$0] - reached[$0] : 0 }
  }

  /// Cells emptier than this part of the fullest do as if they had it, to start with.
  private static let floor = 1e-12

  /// Iterates until the marginals are right to the tolerance and U * rho is that of rho.
  mutating func run(tolerance: Double, iterationLimit: Int) -> Termination {
    guard problem.convolution != nil else {
      return settle(tolerance: tolerance, iterationLimit: iterationLimit)
    }
    var (target, last) = (max(tolerance, 1e-3), density(orBefore: true))
    while true {
      let termination = settle(tolerance: target, iterationLimit: iterationLimit)
      guard termination == .converged else { return termination }
      let next = density
      let change = problem.change(from: last, to: next)
      if change <= tolerance && target <= tolerance { return .converged }
      target = max(tolerance, min(target, change / 10))
      field = problem.field(next)
      last = next
    }
  }

  private func density(orBefore: Bool) -> [Double] { logDensity.isEmpty ? before : density }

  /// Iterates with the field as it is.
  private mutating func settle(tolerance: Double, iterationLimit: Int) -> Termination {
    var mixing = AndersonMixing(
      weights: usesSelfTransport ? before + before : before, damping: isSteep ? Self.damping : 1)
    var best = (error: Double.infinity, point: [Double](), residual: [Double](), age: 0)
    while true {
      let residual = evaluate()
      iterations += 1
      if error <= tolerance { return .converged }
      if Task.isCancelled { return .cancelled }
      best.age += 1
      if error < best.error { best = (error, unknowns, residual, 0) }
      let isOver = iterations >= iterationLimit
      if isOver || best.age > Self.patience {
        unknowns = best.point
        _ = evaluate()
        return isOver ? .iterationLimit : .stalled
      }
      if error <= Self.greatestGrowth * best.error {
        unknowns = mixing.next(unknowns, residual)
      } else {
        // A plain iteration from the best point, halved where it oscillates, gains.
        mixing.reset()
        let length = isSteep ? 0.5 : 1
        unknowns = zip(best.point, best.residual).map { $0 + length * $1 }
      }
    }
  }

  /// f, and q where there is one.
  private var unknowns: [Double] {
    get { usesSelfTransport ? free + selfPotential : free }
    set {
      free = Array(newValue.prefix(before.count))
      if usesSelfTransport { selfPotential = Array(newValue.suffix(before.count)) }
    }
  }

  /// Whether a half of the entropy is taken back. Then the second derivative of the dual in f is up
  /// to twice the rows of P over eps; else it is once these at most, and plain iterations gain.
  private var isSteep: Bool { problem.correction == .firstOrder }

  /// What mixing adds of a residual where plain iterations may oscillate: their factors of -1 become
  /// -0.7.
  private static let damping = 0.85

  /// How far above the best error a mixed iteration may come out.
  private static let greatestGrowth = 4.0
  /// Iterations without a better one before a step counts as stalled.
  private static let patience = 60

  /// All that follows from f and q; returns by how much both should change.
  private mutating func evaluate() -> [Double] {
    transform = problem.kernel.potential(of: source)
    answer()
    let epsilon = problem.epsilon
    target = before.indices.map {
      logDensity[$0] > -.infinity ? epsilon * logDensity[$0] - transform[$0] : -.infinity
    }
    let reached = problem.kernel.potential(of: target)
    let residual = before.indices.map {
      before[$0] > 0 ? logBefore[$0] - reached[$0] - free[$0] : 0
    }
    rowResidual = residual
    error = misplaced(before, residual)
    guard usesSelfTransport else { return residual }
    ownTransform = problem.kernel.potential(of: selfPotential)
    let selfResidual = before.indices.map {
      epsilon * logDensity[$0] - ownTransform[$0] - selfPotential[$0]
    }
    error += misplaced(density, selfResidual)
    return residual + selfResidual.map { $0 / 2 }
  }

  /// The part of the mass by which exp(-residual / eps) density differs from density.
  private func misplaced(_ density: [Double], _ residual: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in density.indices where density[i] > 0 {
      sum.add(density[i] * abs(expm1(-residual[i] / problem.epsilon)))
    }
    return sum.value * problem.cellVolume / masses.reduce(0, +)
  }

  private mutating func answer() {
    let constant = 2 * timeStep
    let slopes = transform.indices.map { j in
      transform[j] + selfPotential[j] - constant
        * (problem.drift[j] + field[j] + problem.temperature)
    }
    var logs = [Double](repeating: -.infinity, count: slopes.count)
    for (part, cells) in problem.parts.enumerated() {
      let answer = search(slopes, in: cells, mass: masses[part], from: shifts[part])
      for (cell, log) in zip(cells, answer.logs) { logs[cell] = log }
      shifts[part] = answer.shift
    }
    logDensity = logs
  }
}

extension EntropicProblem {
  /// The integral of |after - before|, as a part of the mass.
  func change(from before: [Double], to after: [Double]) -> Double {
    var (sum, mass) = (CompensatedSum(), CompensatedSum())
    for j in before.indices {
      sum.add(abs(after[j] - before[j]))
      mass.add(after[j])
    }
    return sum.value / mass.value
  }
}
