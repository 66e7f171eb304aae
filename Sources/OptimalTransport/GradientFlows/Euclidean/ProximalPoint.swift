/// The proximal recursion in R^d: the implicit Euler method of x' = -grad phi(x).
///
/// ```
/// x_k = prox_{h phi}(x_{k-1}) = argmin over y of |y - x_{k-1}|^2 / 2 + h phi(y),   so  x_k = x_{k-1} - h grad phi(x_k).
/// ```
/// phi(x_k) never increases, and x_k tends to x(k h) with an error O(h). A closed form is taken
/// where the potential has one; otherwise Newton's method with a line search, whose gap is bounded
/// through strong convexity: |grad J|^2 / (2 (1 + h lambda)). It is the recursion of the
/// Wasserstein flows in this room on the simplest of spaces. Sources: Moreau 1965; Rockafellar
/// 1976.
public struct ProximalPoint: Sendable {
  /// phi.
  public let potential: ScalarPotential
  /// h, in units of time.
  public let timeStep: Double
  /// Newton's method stops at a gap of this part of |y - x|^2 / 2, or where a Double can tell no
  /// more; as the gap is quadratic in the error, 1e-24 puts y right to about 1e-12 of the way.
  public let tolerance: Double
  /// Newton steps at most; a few suffice where phi is smooth.
  public let iterationLimit: Int

  /// - Throws: `outOfRange` unless h and the tolerance are positive and finite.
  public init(
    _ potential: ScalarPotential, timeStep: Double, tolerance: Double = 1e-24,
    iterationLimit: Int = 100
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(tolerance, argument: "tolerance")
    self.potential = potential
    self.timeStep = timeStep
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// The points x_0 ... x_n and what each step did.
  ///
  /// - Throws: `nonFinite` when the start, or phi on the way, is not finite.
  public func run(
    from start: [Double], steps: Int
  ) throws(TransportError) -> (points: [[Double]], steps: [ProximalStep]) {
    try checkFinite(start, argument: "start")
    var points = [start]
    var records: [ProximalStep] = []
    for k in 1...max(1, steps) where steps > 0 {
      var search = ProximalSearch(potential, from: points[k - 1], timeStep: timeStep)
      try search.run(tolerance: tolerance, iterationLimit: iterationLimit)
      points.append(search.point)
      records.append(search.record(time: Double(k) * timeStep))
    }
    return (points, records)
  }
}

/// Throws unless a value is positive and finite.
func checkPositive(_ value: Double, argument: String) throws(TransportError) {
  guard value > 0, value.isFinite else {
    throw .outOfRange(argument: argument, value: value, expected: "a positive, finite number")
  }
}
