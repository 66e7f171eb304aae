import Foundation

extension CloudBridge {
  /// log rho_t at points, n x d, one a row; per unit volume, without under- or overflow.
  ///
  /// Complexity: O((m + n) d) a point.
  /// - Throws: `shapeMismatch`, `nonFinite`, `outOfRange` unless 0 < time < 1.
  public func logDensity(at time: Double, points: Matrix) throws(TransportError) -> [Double] {
    try checkInnerTime(time)
    try checkPoints(points)
    let (before, after) = (
      TransitionFrame(prior, time: time), TransitionFrame(prior, time: 1 - time)
    )
    let past = Geometry(
      uncheckedSource: before.arrivals(points), target: before.departures(source.points),
      cost: .squaredEuclidean)
    let future = Geometry(
      uncheckedSource: after.departures(points), target: after.arrivals(target.points),
      cost: .squaredEuclidean)
    let constant = before.logPeak + after.logPeak - TransitionFrame(prior, time: 1).logPeak
    return sum(
      logFactor(past, entropic.potentials.f, epsilon: entropic.epsilon),
      logFactor(future, entropic.potentials.g, epsilon: entropic.epsilon), constant)
  }

  /// rho_t at points.
  ///
  /// - Throws: as for the logarithm.
  public func density(at time: Double, points: Matrix) throws(TransportError) -> [Double] {
    try logDensity(at: time, points: points).map { exp($0) }
  }

  /// log sum_j exp((shift_j - c_ij) / eps) for each row.
  func logFactor(_ geometry: Geometry, _ shift: [Double], epsilon: Double) -> [Double] {
    GibbsKernel(geometry).sourceTransform(shift, epsilon: epsilon, near: nil).map { -$0 / epsilon }
  }

  func sum(_ past: [Double], _ future: [Double], _ constant: Double) -> [Double] {
    zip(past, future).map { $0 + $1 + constant }
  }

  func checkPoints(_ points: Matrix) throws(TransportError) {
    guard points.columns == dimension else {
      throw .shapeMismatch(
        argument: "points", expected: "\(dimension) columns", found: "\(points.columns)")
    }
    try checkFinite(points.elements, argument: "points")
  }

  /// The optimal control u(t, x) = s^2 B' grad log phi(t, x) at points, n x k for k columns of B.
  ///
  /// It is the prior's least-energy control towards the end expected from here,
  /// B' Phi' G^-1 (E[y | X_t = x] - Phi x - c) over the remaining time 1 - t; for Brownian motion
  /// (E[y | X_t = x] - x) / (1 - t). The optimal process is dX = (A X + a + B u) dt + s B dW.
  ///
  /// Complexity: O(n d) a point.
  /// - Throws: `shapeMismatch`, `nonFinite`, `outOfRange` unless 0 <= time < 1.
  public func control(at time: Double, points: Matrix) throws(TransportError) -> Matrix {
    guard time >= 0, time < 1 else {
      throw .outOfRange(argument: "time", value: time, expected: "a number from 0 to below 1")
    }
    try checkPoints(points)
    let frame = TransitionFrame(prior, time: 1 - time)
    let departures = frame.departures(points)
    let geometry = Geometry(
      uncheckedSource: departures, target: frame.arrivals(target.points), cost: .squaredEuclidean)
    let potentials = SchrodingerPotentials(
      uncheckedF: [Double](repeating: 0, count: points.rows), g: entropic.potentials.g,
      epsilon: entropic.epsilon)
    let expected = try EntropicPlan(potentials, in: geometry).barycentricProjection()
    let steering = frame.metric.solveLower(frame.transition.propagator * prior.input)
    return (expected - departures) * steering
  }
}
