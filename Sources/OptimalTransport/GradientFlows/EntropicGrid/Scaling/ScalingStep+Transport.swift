import Foundation

/// What a step is worth without its regularisation.
extension ScalingStep {
  /// Bounds of the least value of W2^2(rho, mu) / 2 + tau F(rho) over densities on the cells, U *
  /// rho held; rho itself comes to at most the upper one.
  ///
  /// Above: the repaired plan. Below, for any f, its c-transforms g and f', and any lambda:
  /// ```
  /// 2 J >= <f', mu> + sum over parts of lambda |mu| + <min over rho of (g - lambda) rho + 2 tau F(rho), 1>.
  /// ```
  /// They are some eps log(1 / eps) of the mass apart, which is the blur of the plan. With walls W2
  /// is that of ways within reach. The lower one is -infinity where several powers and no entropy
  /// act.
  func transportBounds(_ plan: RepairedPlan) -> (lower: Double, upper: Double) {
    let cost = plan.cost + 2 * timeStep * problem.frozenEnergy(density, field: field)
    let target = problem.kernel.costTransform(of: source)
    let source = problem.kernel.costTransform(of: target)
    let volume = problem.cellVolume
    var sum = CompensatedSum()
    for i in before.indices where before[i] > 0 { sum.add(before[i] * volume, times: source[i]) }
    let masses = problem.masses(before)
    for (cells, mass) in zip(problem.parts, masses) where mass > 0 {
      sum.add(leastEnergy(target, in: cells, mass: mass))
    }
    return (sum.value / 2, cost / 2)
  }

  /// max over lambda of lambda mass + the integral of min over rho of (g - lambda) rho + 2 tau F,
  /// nearly: any lambda gives a bound, and this one the right mass to a part of 2^-40.
  private func leastEnergy(_ g: [Double], in cells: [Int], mass: Double) -> Double {
    let levels = cells.map { g[$0] + 2 * timeStep * (problem.drift[$0] + field[$0]) }
    let cell = LeastCellEnergy(problem, timeStep: timeStep)
    func answered(_ lambda: Double) -> Double {
      cells.indices.reduce(0) {
        $0 + cell.density(lambda - levels[$1], cap: problem.caps[cells[$1]])
      } * problem.cellVolume
    }
    var (lower, upper) = (levels.min()!, levels.max()!)
    let span = max(upper - lower, problem.epsilon)
    var reach = span
    while answered(lower) > mass, reach < 1e9 * span { (lower, reach) = (lower - reach, 2 * reach) }
    reach = span
    while answered(upper) < mass, reach < 1e9 * span { (upper, reach) = (upper + reach, 2 * reach) }
    for _ in 0..<40 {
      let middle = (lower + upper) / 2
      if answered(middle) > mass { upper = middle } else { lower = middle }
    }
    return cells.indices.reduce(lower * mass) {
      $0 + problem.cellVolume * cell.value(lower - levels[$1], cap: problem.caps[cells[$1]])
    }
  }
}

/// min over 0 <= rho <= cap of 2 tau (theta rho log rho + theta_m rho^m / (m - 1)) - s rho, in one
/// cell.
private struct LeastCellEnergy {
  private let proximal: CellProximal
  private let problem: EntropicProblem
  private let timeStep: Double

  init(_ problem: EntropicProblem, timeStep: Double) {
    self.problem = problem
    self.timeStep = timeStep
    proximal = problem.proximal(share: 0, timeStep: timeStep)
  }

  /// Where the minimum is; infinite where there is none.
  func density(_ s: Double, cap: Double) -> Double {
    if proximal.stiffness > 0 {
      return min(cap, exp(proximal.logDensity(s - proximal.stiffness)))
    }
    guard let power = proximal.powers.first else { return s > 0 ? cap : 0 }
    if proximal.powers.count > 1 { return s > 0 ? .infinity : 0 }
    let k = power.exponent - 1
    let base = s * k / (power.factor * power.exponent)
    return min(cap, base > 0 ? pow(base, 1 / k) : k > 0 ? 0 : .infinity)
  }

  /// The minimum.
  func value(_ s: Double, cap: Double) -> Double {
    if proximal.stiffness == 0 && proximal.powers.count > 1 { return -.infinity }
    let density = density(s, cap: cap)
    guard density < .infinity else { return -.infinity }
    return 2 * timeStep * problem.diffusionEnergy(density) - s * density
  }
}
