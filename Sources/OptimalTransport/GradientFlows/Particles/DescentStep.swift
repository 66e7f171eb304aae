/// W2's proximal step over the points of a cloud whose masses stay, without noise.
///
/// ```
/// minimise J(y) = sum_i w_i |y_i - x_i|^2 / 2 + h F(y),    so that   y_i = x_i - h grad (V + U * rho_y)(y_i).
/// ```
/// The points start where they are and J never rises, hence F(y) + d^2 / (2 h) <= F(x) for every h
/// and every F. Where F is lambda-convex with 1 + h lambda > 0 the gap is at most |grad J|^2 / (2
/// (1 + h lambda)). d is the distance of particles to themselves, at least W2. Particles of mass
/// zero take the same quasi-Newton steps without a say in them.
struct DescentStep {
  private let stepper: ParticleStepper
  private let state: ParticleState
  private let timeStep: Double

  init(_ stepper: ParticleStepper, _ state: ParticleState, timeStep: Double) {
    self.stepper = stepper
    self.state = state
    self.timeStep = timeStep
  }

  func result(time: Double) throws(TransportError) -> ParticleStep {
    // Names what is not finite at the start; on the way it is only stepped back from.
    _ = try stepper.energy.drive(state.points, weights: state.weights, isExact: true)
    let metric = state.weights.flatMap {
      [Double](repeating: $0, count: state.dimension)
    }
    guard
      var descent = MetricDescent(
        from: state.points.elements, metric: metric, evaluate: { proximalObjective($0) })
    else { throw .nonFinite(argument: "free energy", index: 0, value: .infinity) }
    let termination = run(&descent)
    let points = matrix(descent.point)
    let next = ParticleState(try PointCloud(points: points, weights: state.weights))
    return ParticleStep(
      state: next, record: try record(descent, next, termination, time), density: nil,
      sampling: nil)
  }

  private var convexity: Double? {
    let energy = stepper.flow.energy
    return energy.displacementConvexity(dimension: state.dimension, mass: state.mass)
  }

  private func run(_ descent: inout MetricDescent) -> Termination {
    let bound = max(1e-3, 1 + timeStep * (convexity ?? 0))
    while descent.iterations < stepper.flow.iterationLimit {
      let moved = squaredDistance(descent.point)
      if descent.squaredSlope / bound <= stepper.flow.tolerance * moved { return .converged }
      if !descent.advance() {
        // At rest to rounding: the slope is what rounding of positions leaves.
        let resolution = descent.point.reduce(0) { max($0, abs($1)) } * 1e-8
        return descent.squaredSlope <= resolution * resolution * state.mass
          ? .converged : .stalled
      }
    }
    return .iterationLimit
  }

  private func record(
    _ descent: MetricDescent, _ next: ParticleState, _ termination: Termination, _ time: Double
  ) throws(TransportError) -> ProximalStep {
    let drive = try stepper.energy.drive(next.points, weights: next.weights, isExact: true)
    let gradient = drive.gradient
    let squares = (0..<next.count).map { i in
      gradient.row(i).reduce(0) { $0 + $1 * $1 }
    }
    let bound = 1 + timeStep * (convexity ?? -.infinity)
    return ProximalStep(
      time: time + timeStep, energy: compensatedDot(next.weights, drive.energyDensity),
      distance: squaredDistance(descent.point).squareRoot(),
      slope: compensatedDot(next.weights, squares).squareRoot(),
      gap: bound > 0 ? descent.squaredSlope / (2 * bound) : .infinity,
      iterations: descent.iterations, termination: termination)
  }

  /// J and its gradient by sum_i w_i a_i b_i: y - x + h grad (V + U * rho).
  private func proximalObjective(_ y: [Double]) -> (value: Double, gradient: [Double])? {
    guard
      let drive = try? stepper.energy.drive(matrix(y), weights: state.weights, isExact: true)
    else { return nil }
    let x = state.points.elements
    let slope = drive.gradient.elements
    return (
      squaredDistance(y) / 2 + timeStep * compensatedDot(state.weights, drive.energyDensity),
      y.indices.map { y[$0] - x[$0] + timeStep * slope[$0] }
    )
  }

  private func squaredDistance(_ y: [Double]) -> Double {
    var sum = CompensatedSum()
    for k in y.indices {
      let z = y[k] - state.points.elements[k]
      sum.add(state.weights[k / state.dimension], times: z * z)
    }
    return sum.value
  }

  private func matrix(_ elements: [Double]) -> Matrix {
    Matrix(uncheckedRows: state.count, columns: state.dimension, elements: elements)
  }
}
