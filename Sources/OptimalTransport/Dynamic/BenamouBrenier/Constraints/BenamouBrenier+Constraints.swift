extension BenamouBrenier {
  /// Whether anything but continuity holds the flow.
  var isConstrained: Bool { obstacles != nil || cap != nil || growth != nil }

  /// The cheapest flow that keeps the constraints.
  func solveConstrained(
    _ source: GridDensity, _ target: GridDensity, _ start: DynamicSolution?,
    _ progress: ProgressHandler?
  ) throws(TransportError) -> DynamicSolution {
    let clock = ContinuousClock.now
    let problem = try constrainedProblem(source, target)
    let state = start?.state.resampled(
      shape: source.shape, timeSteps: timeSteps, isPeriodic: sides == .periodic)
    let solve = ConstrainedSolve(
      problem, start: state, distance: constrainedDistance(source, target), solver: self,
      progress: progress)
    return DynamicSolution(
      solve, source: source, target: target, solver: self,
      seconds: (ContinuousClock.now - clock) / .seconds(1))
  }

  /// The scale of sqrt(2 phi): how far mass travels, where growth is not cheaper, and what growth
  /// between the two masses costs.
  private func constrainedDistance(_ source: GridDensity, _ target: GridDensity) -> Double {
    let travelled = Self.distance(source, target)
    guard let growth else { return travelled }
    let ratio = (min(source.mass, target.mass) / max(source.mass, target.mass)).squareRoot()
    let grown = 2 * growth * (1 - ratio)
    let moved = min(travelled, 2 * growth)
    return (moved * moved + grown * grown).squareRoot()
  }

  private func constrainedProblem(
    _ source: GridDensity, _ target: GridDensity
  ) throws(TransportError) -> ConstrainedProblem {
    try checkConstraints(source, target)
    let space = FreeSpace(
      shape: source.shape, steps: zip(source.box.sides, source.shape).map { $0 / Double($1) },
      isPeriodic: sides == .periodic, isBlocked: obstacles?.isBlocked)
    var problem = ConstrainedProblem(
      space: space, steps: timeSteps, initial: source.values, final: target.values,
      cap: cap ?? .infinity, growth: growth)
    guard growth == nil else { return problem }
    let stranded = problem.balance() * source.cellVolume
    guard stranded == 0 else { throw .infeasible(massWithoutRoute: stranded) }
    return problem
  }

  private func checkConstraints(
    _ source: GridDensity, _ target: GridDensity
  ) throws(TransportError) {
    for (name, value) in [("cap", cap), ("growth", growth)] {
      guard let value, !(value > 0 && value.isFinite) else { continue }
      throw .outOfRange(argument: name, value: value, expected: "a positive, finite number")
    }
    if let obstacles, obstacles.shape != source.shape {
      throw .shapeMismatch(
        argument: "obstacles", expected: "the grid of the densities, \(source.shape)",
        found: "\(obstacles.shape)")
    }
    for (name, density) in [("source", source), ("target", target)] {
      for (i, value) in density.values.enumerated() {
        if value > 0, obstacles?.isBlocked[i] == true {
          throw .outOfRange(
            argument: "\(name)[\(i)]", value: value, expected: "no mass inside an obstacle")
        }
        if let cap, value > cap {
          throw .outOfRange(
            argument: "\(name)[\(i)]", value: value, expected: "at most the cap, \(cap)")
        }
      }
    }
  }
}
