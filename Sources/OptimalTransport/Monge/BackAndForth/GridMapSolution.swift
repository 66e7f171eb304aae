/// The optimal map between two densities on grids, its inverse and potentials, and how good they
/// are.
public struct GridMapSolution: Sendable {
  /// T at the source's cell centres.
  public let map: GridMap
  /// T^-1 at the target's cell centres.
  public let inverse: GridMap
  /// psi at the source's cell centres, T = grad psi.
  public let brenierPotential: BrenierPotential
  /// Its conjugate at the target's cell centres, T^-1 = grad psi*.
  public let conjugatePotential: BrenierPotential
  /// alpha and beta at the cell centres, feasible for the cost |x - y|^2: alpha_i + beta_j <= |x_i
  /// - y_j|^2.
  public let potentials: KantorovichPotentials
  /// The integral of |x - T(x)|^2 xi by the midpoint rule, second order where T is smooth.
  public let value: Double
  /// Bounds on the optimum of the discrete problem, with each cell's mass at its centre: the cost
  /// of a plan made from T, and the value of `potentials`. `marginalError` is that of the plan
  /// before its balance.
  public let certificate: Certificate
  /// How far the optimum between the densities, constant in each cell, can be from that between the
  /// cell centres.
  ///
  /// Moving a cell's mass to its centre costs |h|^2/12 a unit of mass, h the cell's sides, so the
  /// distances differ by at most e = (|h| + |h'|) sqrt(mass / 12), and their squares by 2 e W2 +
  /// e^2. A ``DensityBracket`` of `brenierPotential` is far tighter, and takes a second.
  public let discretizationError: Double
  /// The H^-1 norm of T_# xi - eta on the target's grid, of (T^-1)_# eta - xi on the source's; the
  /// greater: a length times the root of mass, as W2 is.
  public let pushforwardError: Double
  /// Why the solver stopped.
  public let termination: Termination
  /// Iterations on the finest grid.
  public let iterations: Int
  /// `pushforwardError` at the start of each iteration on the finest grid.
  public let errorTrace: [Double]
  /// Wall-clock seconds of the iterations on the finest grid.
  public let iterationSeconds: Double
  /// Wall-clock seconds, certificate and coarser grids included.
  public let seconds: Double
}

extension GridMapSolution {
  /// Finishes an ascent: conjugates once more, so that all parts belong to one potential.
  init(
    _ run: DualAscent, source: GridDensity, target: GridDensity, frame: SharedFrame,
    termination: Termination, iterationSeconds: Double, start: ContinuousClock.Instant
  ) {
    let (x, y) = (run.source.axes, run.target.axes)
    let unit = frame.scale * frame.scale
    let mass = source.mass
    let forward = LegendreTransform(source: y, target: x)
    let backward = LegendreTransform(source: x, target: y)
    let w = forward(run.onTarget)
    let u = backward(w)
    let exactW = forward(run.onTarget, .exact)
    let exactU = backward(exactW, .exact)

    let images = GradientAtCenters(axes: x, target: y)(w)
    let inverseImages = GradientAtCenters(axes: y, target: x)(u)
    let masses = run.source.cellMasses
    let plan = SplatPlan(
      source: x, images: images, masses: masses, target: y, targetMasses: run.target.cellMasses)
    let lower = 2 * (run.source.dualValue(exactW) + run.target.dualValue(exactU))
    let infeasibility = zip(exactW, w).reduce(0) { max($0, 2 * ($1.0 - $1.1)) }
    certificate = Certificate(
      upperBound: unit * mass * plan.cost, lowerBound: unit * mass * lower,
      marginalError: mass * plan.marginalError, dualInfeasibility: unit * infeasibility,
      resolution: unit * mass * 16 * .ulpOfOne)
    value = unit * mass * Self.cost(images, x, masses)
    let blur =
      frame.scale * (mass / 12).squareRoot()
      * [x, y].reduce(0) { $0 + $1.reduce(0) { $0 + $1.step * $1.step }.squareRoot() }
    discretizationError =
      2 * blur * max(certificate.upperBound, value).squareRoot() + blur * blur
    map = try! GridMap(shape: source.shape, box: source.box, images: frame.matrix(images, x.count))
    inverse = try! GridMap(
      shape: target.shape, box: target.box, images: frame.matrix(inverseImages, x.count))
    brenierPotential = try! BrenierPotential(
      shape: source.shape, box: source.box, values: frame.potential(w, x))
    conjugatePotential = try! BrenierPotential(
      shape: target.shape, box: target.box, values: frame.conjugatePotential(u, y))
    potentials = KantorovichPotentials(
      uncheckedAlpha: frame.kantorovichPotential(exactW, x),
      beta: frame.kantorovichPotential(exactU, y))
    errorTrace = run.trace.map { $0 * frame.scale * mass.squareRoot() }
    // Measured anew: the trace has that before each step, and the least of it was gone back to.
    let errors = [
      run.target.gradient(u, toward: run.source).square,
      run.source.gradient(w, toward: run.target).square,
    ]
    pushforwardError = (mass * max(errors.max()!, 0)).squareRoot() * frame.scale
    self.termination = termination
    self.iterationSeconds = iterationSeconds
    iterations = run.trace.count
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }

  /// sum over i of masses_i |x_i - T_i|^2.
  private static func cost(
    _ images: borrowing ScratchArray<Double>, _ axes: [GridAxis], _ masses: [Double]
  ) -> Double {
    let d = axes.count
    var total = CompensatedSum()
    var index = [Int](repeating: 0, count: d)
    for i in masses.indices {
      var distance = 0.0
      for k in 0..<d {
        let difference = axes[k].center(index[k]) - images[i * d + k]
        distance += difference * difference
      }
      total.add(masses[i] * distance)
      var k = d - 1
      while k >= 0 {
        index[k] += 1
        if index[k] < axes[k].count { break }
        index[k] = 0
        k -= 1
      }
    }
    return total.value
  }
}
