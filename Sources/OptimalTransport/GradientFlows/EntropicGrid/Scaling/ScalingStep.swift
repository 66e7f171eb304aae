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
  var field: [Double]
  /// f where there is mass, 0 elsewhere.
  var free: [Double]
  /// q.
  var selfPotential: [Double]
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
  /// The mean of |residual| / eps: the same to first order, and unlike it no more flat far away,
  /// where as good as all mass is out of place whatever an iteration gains.
  private(set) var remoteness = Double.infinity
  var iterations = 0

  private let logBefore: [Double]
  let masses: [Double]
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
  /// The potentials that would be right if mu were at rest; where it has vacuum, its blur.
  private mutating func start() {
    let epsilon = problem.epsilon
    let spread = Double(problem.axes.count) / 2 * log(.pi * epsilon)
    let least = Self.floor * before.max()!
    let softened = problem.kernel.potential(of: logBefore).map {
      max(exp($0 / epsilon - spread), least)
    }
    if usesSelfTransport {
      selfPotential = softened.map { epsilon / 2 * (log($0) - spread) }
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

  /// All that follows from f and q; returns by how much both should change.
  mutating func evaluate() -> [Double] {
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
    remoteness = mean(residual, over: before)
    guard usesSelfTransport else { return residual }
    ownTransform = problem.kernel.potential(of: selfPotential)
    let selfResidual = before.indices.map {
      epsilon * logDensity[$0] - ownTransform[$0] - selfPotential[$0]
    }
    error += misplaced(density, selfResidual)
    remoteness += mean(selfResidual, over: density)
    return residual + selfResidual.map { $0 / 2 }
  }

  /// The part of the mass by which exp(-residual / eps) density differs from density.
  private func misplaced(_ density: [Double], _ residual: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in density.indices where density[i] > 0 {
      sum.add(density[i] * abs(expm1(-residual[i] / problem.epsilon)))
    }
    return sum.value * problem.cellVolume / mass
  }

  /// The mean of |residual| / eps over the mass.
  private func mean(_ residual: [Double], over density: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in density.indices where density[i] > 0 { sum.add(density[i], times: abs(residual[i])) }
    return sum.value * problem.cellVolume / (mass * problem.epsilon)
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
