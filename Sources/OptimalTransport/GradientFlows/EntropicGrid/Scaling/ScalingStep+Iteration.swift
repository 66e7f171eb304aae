/// The iteration of a step to its fixed point.
extension ScalingStep {
  /// Iterates until the marginals are right to the tolerance and U * rho is that of rho.
  mutating func run(tolerance: Double, iterationLimit: Int) -> Termination {
    guard !problem.selfField.isZero else {
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
    var mixing = AndersonMixing(weights: weights, damping: isSteep ? Self.damping : 1)
    var plainLeft = 0
    var best = (remoteness: Double.infinity, point: unknowns, residual: unknowns, age: 0)
    while true {
      let residual = evaluate()
      iterations += 1
      if error <= tolerance { return .converged }
      if Task.isCancelled { return .cancelled }
      best.age += 1
      if remoteness < best.remoteness { best = (remoteness, unknowns, residual, 0) }
      let isOver = iterations >= iterationLimit
      if isOver || best.age > Self.patience {
        unknowns = best.point
        _ = evaluate()
        return isOver ? .iterationLimit : .stalled
      }
      // Plain iterations from the best point, halved where they oscillate, gain.
      let length = isSteep ? 0.5 : 1
      if plainLeft > 0 {
        plainLeft -= 1
        unknowns = zip(unknowns, residual).map { $0 + length * $1 }
      } else if remoteness <= Self.greatestGrowth * best.remoteness {
        unknowns = mixing.next(unknowns, residual)
      } else {
        mixing.reset()
        plainLeft = Self.plainIterations
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

  /// What mixing adds of a residual where plain iterations may oscillate: their factors of -1
  /// become -0.7.
  private static let damping = 0.85

  /// What follows a mixed iteration that went astray.
  private static let plainIterations = 5

  /// Of the unknowns in the mixing: the masses; for q a thousandth of their mean at least, as it
  /// matters where mass goes too.
  private var weights: [Double] {
    guard usesSelfTransport else { return before }
    let mean = mass / (problem.cellVolume * Double(before.count))
    return before + before.map { max($0, 1e-3 * mean) }
  }

  /// The mass of mu.
  var mass: Double { masses.reduce(0, +) }

  /// How far above the least remoteness a mixed iteration may come out.
  private static let greatestGrowth = 4.0
  /// Iterations without a better one before a step counts as stalled.
  private static let patience = 200
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
