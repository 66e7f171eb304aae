import Foundation

extension ConvexCostBackAndForth {
  /// The optimal map from one density to the other, with what proves it.
  ///
  /// - Parameters:
  ///   - source: what is moved.
  ///   - target: where it goes, of the same mass.
  ///   - progress: called once an iteration.
  /// - Throws: `notApplicable` in three dimensions, `shapeMismatch` for different boxes or
  ///   dimensions, `massMismatch`, `outOfRange` for bad options and for boxes whose size to the
  ///   power p leaves the range of a Double.
  public func solve(
    source: GridDensity, target: GridDensity, progress: ProgressHandler? = nil
  ) throws(TransportError) -> ConvexCostSolution {
    let clock = ContinuousClock.now
    try check(source, target)
    let frame = SharedFrame(source.box, target.box)
    try checkUnit(pow(frame.scale, exponent) * source.mass, frame)
    let sides = [source, target].map { AscentSide($0, frame) }
    let diagonal = sides[0].axes.reduce(0) { $0 + $1.upper * $1.upper }.squareRoot()
    let cost = PowerCost(exponent: exponent, reach: diagonal)
    let start = try startingPotential(sides[0], sides[1], cost, progress)
    var ascent = ascent(sides[0], sides[1], cost, start: start)
    let begin = ContinuousClock.now
    let termination = ascent.run(
      tolerance: tolerance, iterationLimit: iterationLimit, progress: progress)
    let iterationSeconds = (ContinuousClock.now - begin) / .seconds(1)
    return ConvexCostSolution(
      ascent, cost: cost, source: source, target: target, frame: frame, termination: termination,
      iterationSeconds: iterationSeconds, start: clock)
  }

  private func check(_ source: GridDensity, _ target: GridDensity) throws(TransportError) {
    guard exponent > 1, exponent.isFinite else {
      throw .outOfRange(
        argument: "exponent", value: exponent,
        expected: "a finite number above 1, where the cost is strictly convex")
    }
    guard source.box == target.box else {
      throw .shapeMismatch(
        argument: "target", expected: "the source's box, \(source.box)", found: "\(target.box)")
    }
    guard source.dimension <= 2 else {
      throw .notApplicable(
        method: "back and forth for |x - y|^p", reason: "the grids have three axes",
        remedy: "Use BackAndForth for p = 2, or a plan between the cell centres.")
    }
    try checkBalance(source: source.mass, target: target.mass)
    guard tolerance > 0, tolerance.isFinite else {
      throw .outOfRange(argument: "tolerance", value: tolerance, expected: "a positive number")
    }
    guard iterationLimit >= 0 else {
      throw .outOfRange(
        argument: "iterationLimit", value: Double(iterationLimit), expected: "at least 0")
    }
  }

  private func checkUnit(_ unit: Double, _ frame: SharedFrame) throws(TransportError) {
    guard unit.isNormal, pow(frame.scale, exponent).isNormal else {
      throw .outOfRange(
        argument: "box side to the power \(exponent)", value: unit,
        expected: "a normal number; use other units of length")
    }
  }

  private func ascent(
    _ source: AscentSide, _ target: AscentSide, _ cost: PowerCost, start: [Double]
  ) -> DualAscent {
    DualAscent(
      source: source, target: target, cost: .power(cost, source, target), start: start)
  }

  /// beta on the target's grid: from the grids half as fine, or where these are small, the linear
  /// program between the cell centres.
  private func startingPotential(
    _ source: AscentSide, _ target: AscentSide, _ cost: PowerCost, _ progress: ProgressHandler?
  ) throws(TransportError) -> [Double] {
    let zero = [Double](repeating: 0, count: target.density.count)
    guard startsCoarse else { return zero }
    if source.isSmall, target.isSmall { return try smallStart(source, target, cost, zero) }
    guard let coarseSource = source.coarser, let coarseTarget = target.coarser else { return zero }
    var coarse = ascent(
      coarseSource, coarseTarget, cost,
      start: try startingPotential(coarseSource, coarseTarget, cost, progress))
    _ = coarse.run(tolerance: tolerance, iterationLimit: iterationLimit, progress: progress)
    return GridRefinement(coarse: coarseTarget.axes, fine: target.axes)(coarse.onTarget)
  }

  /// The better of the potential of the linear program between the cell centres and zero, which is
  /// exact between equal densities.
  private func smallStart(
    _ source: AscentSide, _ target: AscentSide, _ cost: PowerCost, _ zero: [Double]
  ) throws(TransportError) -> [Double] {
    let problem = try TransportProblem(
      source: source.pointCloud, target: target.pointCloud, cost: .power(exponent))
    let program = try NetworkSimplex().solve(problem).potentials.beta
    let values = [zero, program].map {
      ascent(source, target, cost, start: $0).value
    }
    return values[0] >= values[1] ? zero : program
  }
}
