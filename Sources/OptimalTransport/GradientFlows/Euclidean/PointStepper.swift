/// Takes the steps of a ``ProximalPoint``.
public struct PointStepper: FlowStepper {
  let flow: ProximalPoint

  /// phi.
  ///
  /// - Throws: `nonFinite`.
  public func energy(of state: EuclideanPoint) throws(TransportError) -> Double {
    let value = flow.potential.value(state.coordinates)
    try checkFinite([value], argument: "potential")
    return value
  }

  /// One proximal step.
  ///
  /// - Throws: `nonFinite` when phi on the way is not finite.
  public func step(
    from state: EuclideanPoint, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: EuclideanPoint, record: ProximalStep) {
    var search = ProximalSearch(flow.potential, from: state.coordinates, timeStep: timeStep)
    try search.run(tolerance: flow.tolerance, iterationLimit: flow.iterationLimit)
    return (try EuclideanPoint(search.point), search.record(time: time + timeStep))
  }

  /// One step of BDF2: a proximal step of 2 h / 3 from (4 x - previous) / 3.
  public func step(
    from state: EuclideanPoint, after previous: EuclideanPoint, index: Int, time: Double,
    timeStep: Double
  ) throws(TransportError) -> (state: EuclideanPoint, record: ProximalStep) {
    let center = zip(state.coordinates, previous.coordinates).map { (4 * $0 - $1) / 3 }
    var search = ProximalSearch(flow.potential, from: center, timeStep: 2 * timeStep / 3)
    try search.run(tolerance: flow.tolerance, iterationLimit: flow.iterationLimit)
    let (next, record) = (
      try EuclideanPoint(search.point), search.record(time: time + timeStep)
    )
    return (
      next,
      ProximalStep(
        time: record.time, energy: record.energy, distance: next.distance(to: state),
        slope: record.slope, gap: record.gap, iterations: record.iterations,
        termination: record.termination)
    )
  }
}

extension ProximalPoint: ProximalFlow {
  /// R^d is flat.
  public var isFlat: Bool { true }

  /// The steps have nothing to share but the potential.
  public func stepper(for start: EuclideanPoint) throws(TransportError) -> PointStepper {
    PointStepper(flow: self)
  }
}
