import Foundation

/// A plan with exact marginals near P = exp((f + g - C) / eps), and its cost, without storing P.
///
/// Rows are scaled down to their masses, then columns; both only move f and g: f' = f + eps log
/// min(1, a / r), g' = g + eps log min(1, b / c). What is missing travels along a staircase of at
/// most m + n entries. Marginals and cost of diag(x) P diag(y) come from one evaluation of the same
/// floating-point entries; should rounding leave a row or column above its mass, all of P is scaled
/// down by that much, so that what is missing is never negative. Source: Altschuler, Weed and
/// Rigollet (2017), algorithm 2.
///
/// Complexity: three passes over the pairs.
struct RoundedGibbsPlan {
  /// <C, P'> of the scaled plan and of the staircase; infinite when forbidden pairs leave it no
  /// route.
  let cost: Double
  /// <P, log P - 1> eps + <C, P> of the whole, bounded above through convexity.
  let regularizedCost: Double
  /// The marginal error before rounding, |P 1 - a|_1 + |P' 1 - b|_1 in units of mass.
  let marginalError: Double
  /// sum P_ij before rounding.
  let mass: Double

  init(potentials: SchrodingerPotentials, problem: TransportProblem, kernel: GibbsKernel) {
    let (a, b, epsilon) = (problem.sourceWeights, problem.targetWeights, potentials.epsilon)
    let found = kernel.sums(f: potentials.f, g: potentials.g, epsilon: epsilon)
    marginalError = Self.distance(found.rows, a) + Self.distance(found.columns, b)
    mass = found.columns.compensatedSum()
    let f = Self.lowered(potentials.f, sums: found.rows, to: a, epsilon: epsilon)
    let transform = kernel.targetTransform(f, epsilon: epsilon, near: nil)
    let columns = b.indices.map { exp((potentials.g[$0] - transform[$0]) / epsilon) }
    let g = Self.lowered(potentials.g, sums: columns, to: b, epsilon: epsilon)
    let scaled = ScaledSums(kernel.sums(f: f, g: g, epsilon: epsilon), source: a, target: b)
    let staircase = TransportPlan.staircase(scaled.missingSource, scaled.missingTarget)
    let remainder = Self.remainderCost(staircase, scaled, problem)
    cost = scaled.cost + remainder
    regularizedCost =
      cost
      + epsilon * Self.entropy(scaled, staircase: staircase, f: f, g: g, epsilon: epsilon)
  }

  /// potential + eps log min(1, weight / sum); -infinity where the sum is not finite.
  private static func lowered(
    _ potential: [Double], sums: [Double], to weights: [Double], epsilon: Double
  ) -> [Double] {
    potential.indices.map { i in
      guard sums[i].isFinite else { return -.infinity }
      return sums[i] > weights[i]
        ? potential[i] + epsilon * log(weights[i] / sums[i]) : potential[i]
    }
  }

  private static func distance(_ x: [Double], _ y: [Double]) -> Double {
    var sum = CompensatedSum()
    for (x, y) in zip(x, y) { sum.add(abs(x - y)) }
    return sum.value
  }

  /// <C, R>; infinite where forbidden pairs leave mass above rounding without a route.
  private static func remainderCost(
    _ staircase: TransportPlan, _ scaled: ScaledSums, _ problem: TransportProblem
  ) -> Double {
    if problem.geometry.allowsEveryPair { return staircase.cost(in: problem.geometry) }
    let bound = RoundingMass.bound(source: problem.sourceWeights, target: problem.targetWeights)
    return scaled.missingSource.compensatedSum() <= bound ? 0 : .infinity
  }

  /// <P + R, log(P + R) - 1> from above: by convexity, with m = |P| + |R|, it is at most
  /// <P, log P - 1> + <R, log R - 1> + |P| log(m / |P|) + |R| log(m / |R|).
  private static func entropy(
    _ scaled: ScaledSums, staircase: TransportPlan, f: [Double], g: [Double], epsilon: Double
  ) -> Double {
    var sum = CompensatedSum()
    for (f, r) in zip(f, scaled.rows) where r > 0 { sum.add(r, times: f / epsilon) }
    for (g, c) in zip(g, scaled.columns) where c > 0 { sum.add(c, times: g / epsilon) }
    sum.add(-scaled.cost / epsilon)
    let kept = scaled.rows.compensatedSum()
    sum.add(-kept * (1 + log(scaled.excess)))
    let added = staircase.mass.compensatedSum()
    for mass in staircase.mass where mass > 0 { sum.add(mass * (log(mass) - 1)) }
    sum.add(mixing(kept, with: added))
    sum.add(mixing(added, with: kept))
    return sum.value
  }

  /// x log((x + y) / x), also where y / x overflows: a remainder may be denormal.
  private static func mixing(_ x: Double, with y: Double) -> Double {
    guard x > 0, y > 0 else { return 0 }
    let ratio = y / x
    return x * (ratio.isFinite ? log1p(ratio) : log(y) - log(x))
  }
}

/// Sums of a plan divided by the factor by which rounding left it above its marginals.
private struct ScaledSums {
  let rows: [Double]
  let columns: [Double]
  let cost: Double
  /// At least one.
  let excess: Double
  let missingSource: [Double]
  let missingTarget: [Double]

  init(_ sums: GibbsSums, source: [Double], target: [Double]) {
    var excess = 1.0
    for (sum, weight) in zip(sums.rows, source) where sum > weight {
      excess = max(excess, weight > 0 ? sum / weight : .infinity)
    }
    for (sum, weight) in zip(sums.columns, target) where sum > weight {
      excess = max(excess, weight > 0 ? sum / weight : .infinity)
    }
    // Overflow, or mass where there must be none: nothing of the plan is kept.
    let keep = excess.isFinite && sums.cost.isFinite ? 1 / excess : 0
    self.excess = keep > 0 ? excess : 1
    rows = sums.rows.map { keep > 0 ? $0 * keep : 0 }
    columns = sums.columns.map { keep > 0 ? $0 * keep : 0 }
    cost = keep > 0 ? sums.cost * keep : 0
    missingSource = zip(source, rows).map { max(0, $0 - $1) }
    missingTarget = zip(target, columns).map { max(0, $0 - $1) }
  }
}
