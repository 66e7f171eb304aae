import Foundation

extension ConvexCostSolution {
  /// Finishes an ascent: transforms once more, so that all parts belong to one potential.
  init(
    _ run: DualAscent, cost: PowerCost, source: GridDensity, target: GridDensity,
    frame: SharedFrame,
    termination: Termination, iterationSeconds: Double, start: ContinuousClock.Instant
  ) {
    let mass = source.mass
    let unit = pow(frame.scale, cost.exponent)
    let (x, y) = (run.source.axes, run.target.axes)
    let toSource = CostTransform(cost: cost, source: y, target: x)
    let toTarget = CostTransform(cost: cost, source: x, target: y)
    let images = run.source.images(run.onSource, cost: cost)
    let beta = toTarget(run.onSource)
    let inverseImages = run.target.images(beta, cost: cost)
    let exactAlpha = toSource(run.onTarget, .exact)
    let exactBeta = toTarget(exactAlpha, .exact)
    let masses = run.source.cellMasses
    let plan = ConvexCostPlan(
      cost: cost, source: x, images: images, masses: masses, target: y,
      targetMasses: run.target.cellMasses)
    let parts = (run.source.integral(exactAlpha), run.target.integral(exactBeta))
    let infeasibility = zip(run.onSource, exactAlpha).reduce(0) { max($0, $1.0 - $1.1) }
    certificate = Certificate(
      upperBound: unit * mass * plan.value, lowerBound: unit * mass * (parts.0 + parts.1),
      marginalError: mass * plan.marginalError, dualInfeasibility: unit * infeasibility,
      resolution: unit * mass * 16 * (1 + abs(parts.0) + abs(parts.1)) * .ulpOfOne)
    value = unit * mass * Self.cost(cost, x, images, masses)
    discretizationError =
      unit * mass
      * Self.blur(cost.exponent, [x, y], upperBound: max(certificate.upperBound / unit / mass, 0))
    map = try! GridMap(shape: source.shape, box: source.box, images: frame.matrix(images, x.count))
    inverse = try! GridMap(
      shape: target.shape, box: target.box, images: frame.matrix(inverseImages, x.count))
    potentials = KantorovichPotentials(
      uncheckedAlpha: exactAlpha.map { unit * $0 }, beta: exactBeta.map { unit * $0 })
    exponent = cost.exponent
    errorTrace = run.trace.map { $0 * frame.scale * mass.squareRoot() }
    // Measured anew: the trace has that before each step, and the least of it was gone back to.
    let errors = [
      run.target.gradient(beta, cost: cost, toward: run.source).square,
      run.source.gradient(run.onSource, cost: cost, toward: run.target).square,
    ]
    pushforwardError = (mass * max(errors.max()!, 0)).squareRoot() * frame.scale
    self.termination = termination
    self.iterationSeconds = iterationSeconds
    iterations = run.trace.count
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }

  /// sum over i of masses_i |x_i - T_i|^p.
  private static func cost(
    _ cost: PowerCost, _ axes: [GridAxis], _ images: borrowing ScratchArray<Double>,
    _ masses: [Double]
  ) -> Double {
    let (d, columns) = (axes.count, axes[axes.count - 1].count)
    var total = CompensatedSum()
    for i in masses.indices where masses[i] > 0 {
      let last = axes[d - 1].center(i % columns) - images[i * d + d - 1]
      let first = d == 1 ? 0 : axes[0].center(i / columns) - images[i * d]
      total.add(masses[i] * cost(square: first * first + last * last))
    }
    return total.value
  }

  /// How much the blur of cells can change the optimum of masses 1.
  private static func blur(_ p: Double, _ grids: [[GridAxis]], upperBound: Double) -> Double {
    let blurs = grids.map { axes -> Double in
      let square = axes.reduce(0) { $0 + $1.step * $1.step }
      return p <= 2
        ? (square / 12).squareRoot() : pow(pow(square / 4, p / 2 - 1) * square / 12, 1 / p)
    }
    return pow(pow(upperBound, 1 / p) + blurs[0] + blurs[1], p) - upperBound
  }
}
