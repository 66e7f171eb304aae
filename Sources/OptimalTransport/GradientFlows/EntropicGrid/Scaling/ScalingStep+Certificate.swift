import Foundation

/// What a step is worth: bounds of its objective, how far it moved, and its slope.
extension ScalingStep {
  /// A plan with the marginals mu and rho to rounding: P with its rows scaled down to mu, and what
  /// is then missing as a product, part by part.
  struct RepairedPlan {
    /// <c, P>, or more: the missing mass goes the longest way.
    let cost: Double
    /// <c, P> + eps sum P log P, or more, by convexity.
    let regularizedCost: Double
    /// The mass that was missing.
    let missing: Double
  }

  /// The plan that proves the upper bounds.
  func repairedPlan() -> RepairedPlan {
    let kernel = problem.kernel
    let scaled = zip(source, rowResidual).map { $0 + min(0, $1) }
    let sums = kernel.sums(scaled, target)
    let value = finiteDot(scaled, sums.rows) + finiteDot(target, sums.columns)
    let (rows, columns) = (missingMasses(before, sums.rows), missingMasses(density, sums.columns))
    let (scaledMass, missing) = (sums.rows.compensatedSum(), rows.compensatedSum())
    guard missing > 0 else {
      return RepairedPlan(cost: sums.cost, regularizedCost: value, missing: 0)
    }
    let whole = scaledMass + missing
    let cost = kernel.greatestCost * missing
    // phi(A + B) <= (a / m) phi(m A / a) + (b / m) phi(m B / b) for phi = x log x and masses a + b
    // = m.
    let entropy =
      scaledMass * log(whole / scaledMass) + missing * log(whole / missing)
      + productEntropy(rows, columns)
    return RepairedPlan(
      cost: sums.cost + cost, regularizedCost: value + cost + problem.epsilon * entropy,
      missing: missing)
  }

  private func missingMasses(_ density: [Double], _ found: [Double]) -> [Double] {
    let volume = problem.cellVolume
    return density.indices.map { max(0, density[$0] * volume - found[$0]) }
  }

  private func finiteDot(_ potential: [Double], _ masses: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in masses.indices where masses[i] > 0 { sum.add(masses[i], times: potential[i]) }
    return sum.value
  }

  /// sum B log(B / volume^2) for the products of missing masses in each part.
  private func productEntropy(_ rows: [Double], _ columns: [Double]) -> Double {
    let volume = problem.cellVolume
    return problem.parts.reduce(0) { total, cells in
      let mass = cells.reduce(0) { $0 + rows[$1] }
      let other = cells.reduce(0) { $0 + columns[$1] }
      guard mass > 0, other > 0 else { return total }
      return cells.reduce(total - mass * log(mass)) { sum, cell in
        let share = columns[cell] * mass / other
        let row = rows[cell] > 0 ? rows[cell] * log(rows[cell] / volume) : 0
        return sum + row + (share > 0 ? share * log(share / volume) : 0)
      }
    }
  }

  /// Bounds of the least value of the objective J, U * rho held; J of the repaired plan is at most
  /// the upper one.
  ///
  /// The lower one is that of f and, with self-transport, q:
  /// ```
  /// 2 J >= <f, mu> + min over rho of <S(q) - S(f), rho> + eps share <rho, log rho> + 2 tau F(rho) + eps (|mu| - <e^q, K e^q>) / 2,
  /// ```
  /// any f and q; without self-transport there are no terms of q, and the minimum is that of the
  /// iterate.
  func bounds(_ plan: RepairedPlan) -> (lower: Double, upper: Double) {
    let volume = problem.cellVolume
    let upper = plan.regularizedCost + corrected(density) + 2 * timeStep * frozen(density)
    let best = usesSelfTransport ? lowerDensity() : density
    let slope =
      usesSelfTransport ? zip(ownTransform, transform).map { $0 - $1 } : transform.map { -$0 }
    let share = usesSelfTransport ? 0 : problem.correction.entropyShare
    let lower =
      volume * (finiteDot(source, before) + finiteDot(slope, best))
      + problem.epsilon * share * entropy(best) + 2 * timeStep * frozen(best) + selfTerm
    return (lower / 2, upper / 2)
  }

  private func frozen(_ density: [Double]) -> Double {
    problem.frozenEnergy(density, field: field)
  }

  /// The integral of rho log rho.
  private func entropy(_ density: [Double]) -> Double {
    var sum = CompensatedSum()
    for value in density where value > 0 { sum.add(value, times: log(value)) }
    return sum.value * problem.cellVolume
  }

  /// What the correction takes from the entropic cost.
  private func corrected(_ density: [Double]) -> Double {
    switch problem.correction {
    case .none: 0
    case .firstOrder: -problem.epsilon / 2 * entropy(density)
    case .selfTransport: -finiteDot(selfPotential, density) * problem.cellVolume - selfTerm
    }
  }

  /// eps / 2 (|mu| - <e^(q / eps), K e^(q / eps)>).
  private var selfTerm: Double {
    guard usesSelfTransport else { return 0 }
    var sum = CompensatedSum()
    for j in before.indices {
      sum.add(before[j])
      sum.add(-exp((selfPotential[j] + ownTransform[j]) / problem.epsilon))
    }
    return sum.value * problem.cellVolume * problem.epsilon / 2
  }

  /// The rho of the lower bound with self-transport, which has no entropy but that of F.
  private func lowerDensity() -> [Double] {
    let search = AnswerSearch(
      proximal: problem.proximal(share: 0, timeStep: timeStep), caps: problem.caps,
      cellVolume: problem.cellVolume)
    let constant = 2 * timeStep
    let slopes = transform.indices.map { j in
      transform[j] - ownTransform[j] - constant
        * (problem.drift[j] + field[j] + problem.temperature)
    }
    let mass = problem.masses(before)[0]
    let answer = search(slopes, in: problem.parts[0], mass: mass, from: 0)
    return answer.logs.indices.map { min(exp(answer.logs[$0]), problem.caps[$0]) }
  }

  /// |grad (F' + p)| in L2(rho), p the pressure of the cap, by differences across the faces between
  /// cells with mass; U * rho is that of rho.
  func slope() -> Double {
    let (density, share) = (density, problem.correction.entropyShare * problem.epsilon)
    let update = problem.selfField.isZero ? nil : problem.field(density)
    let variation = density.indices.map { j -> Double in
      guard density[j] > 0 else { return 0 }
      let held = transform[j] + selfPotential[j] - share * logDensity[j]
      return held / (2 * timeStep) + (update.map { $0[j] - field[j] } ?? 0)
    }
    return problem.slope(of: variation, density: density)
  }
}

extension EntropicProblem {
  /// The root of the integral of |grad w|^2 rho.
  func slope(of w: [Double], density: [Double]) -> Double {
    var (sum, stride) = (CompensatedSum(), 1)
    for (k, axis) in axes.enumerated().reversed() {
      let inverse = 1 / (axis.step * axis.step)
      for j in density.indices {
        let i = j / stride % axis.count
        let isLast = i + 1 == axis.count
        if isLast && !(periodicAxes.contains(k) && axis.count > 2) { continue }
        let next = isLast ? j - i * stride : j + stride
        guard density[j] > 0, density[next] > 0 else { continue }
        let rise = w[next] - w[j]
        sum.add((density[j] + density[next]) / 2 * rise * rise * inverse)
      }
      stride *= axis.count
    }
    return (sum.value * cellVolume).squareRoot()
  }
}
