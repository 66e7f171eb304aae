import Foundation

/// A Schroedinger bridge of densities on a grid: what ``FortetIteration`` returns.
public struct GridBridge: Sendable {
  /// The prior R.
  public let prior: GridPrior
  /// rho_k = phi^_k phi_k at the times k / steps, all of one mass to rounding; the last one is the
  /// target to rounding, the first one the source to `certificate.marginalError`.
  public let densities: DensityPath
  /// Bounds on KL(P | R) per unit mass, R starting from the source, and the L1 error of the first
  /// density.
  public let certificate: Certificate
  /// log phi_k at each time, up to a constant for all times; -infinity for zero.
  public let logFactors: [[Double]]
  /// Why the solver stopped.
  public let termination: Termination
  /// Iterations made, two passes each.
  public let iterations: Int
  /// The L1 error of the source marginal after each.
  public let trace: [Double]
  /// Wall-clock seconds of the solve, certificate included.
  public let seconds: Double
  let propagator: ChainPropagator

  init(prior: GridPrior, mass: Double, run: FortetRun, seconds: Double) throws(TransportError) {
    let backward = run.propagator.backwardPath(run.last)
    let forward = run.propagator.forwardPath(run.first)
    let unit = mass / prior.cellVolume
    var frames: [GridDensity] = []
    for (past, future) in zip(forward, backward) {
      frames.append(
        try GridDensity(
          shape: prior.shape, box: prior.box, values: past.product(future).map { $0 * unit }))
    }
    let steps = run.propagator.steps
    self.prior = prior
    densities = try DensityPath(
      times: (0...steps).map { Double($0) / Double(steps) }, frames: frames)
    certificate = run.certificate()
    logFactors = backward.map(\.logs)
    termination = run.termination
    iterations = run.iterations
    trace = run.trace
    self.seconds = seconds
    propagator = run.propagator
  }

  /// The times k / steps.
  public var times: [Double] { densities.times }
  /// KL(P | R) per unit mass, from above.
  public var relativeEntropy: Double { certificate.upperBound }
  /// E int_0^1 |u|^2 dt = 2 s^2 KL(P | R) per unit mass, up to the grid's error.
  public var controlEnergy: Double { 2 * prior.noise * prior.noise * relativeEntropy }

  /// The optimal control u = s^2 grad log phi at the cell centres at time k / steps: the mean of
  /// the differences across the two faces of a cell, zero through walls.
  ///
  /// Second order in h, to the wall. The optimal process is dX = (b + u) dt + s dW.
  /// - Throws: `outOfRange` unless 0 <= k < steps; at the last time phi may be zero.
  public func control(step k: Int) throws(TransportError) -> VectorField {
    guard k >= 0, k < propagator.steps else {
      throw .outOfRange(
        argument: "step", value: Double(k), expected: "0 to \(propagator.steps - 1)")
    }
    let variance = prior.noise * prior.noise
    let axes = prior.shape.indices.map { gradient(of: logFactors[k], axis: $0) }
    var vectors = Matrix(repeating: 0, rows: prior.count, columns: prior.dimension)
    for (l, axis) in axes.enumerated() {
      for i in axis.indices { vectors[i, l] = variance * axis[i] }
    }
    return try VectorField(shape: prior.shape, box: prior.box, vectors: vectors)
  }

  /// Half the sum of the difference quotients at both faces; zero where a logarithm underflowed.
  private func gradient(of values: [Double], axis k: Int) -> [Double] {
    let (stride, count) = (prior.strides[k], prior.shape[k])
    let step = prior.box.sides[k] / Double(count)
    return values.indices.map { i in
      let position = i / stride % count
      let upper = position + 1 < count ? values[i + stride] - values[i] : 0
      let lower = position > 0 ? values[i] - values[i - stride] : 0
      let slope = (upper + lower) / (2 * step)
      return slope.isFinite ? slope : 0
    }
  }
}
