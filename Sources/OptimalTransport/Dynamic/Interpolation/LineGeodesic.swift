/// The geodesic between two measures on the line: quantile functions are averaged.
///
/// Q_t = (1 - t) F^-1 + t G^-1, so that mass at x stands at (1 - t) x + t T(x) with T = G^-1 o F.
/// It is the geodesic of every W_p, p >= 1, where p > 1 the only one.
/// Exactness: that of the two quantile functions (``QuantileMap``); probabilities of cells are
/// found by bracketing in Q_t, to rounding. Source: Villani 2003, section 2.2.
public struct LineGeodesic: DisplacementInterpolation {
  /// The monotone map.
  public let map: QuantileMap
  /// mass W2^2, by quadrature.
  public let cost: QuantileCost

  /// Checks two measures on the line; the target may have atoms.
  ///
  /// - Throws: as ``QuantileMap/init(source:target:)`` and ``QuantileMap/cost(exponent:)``.
  public init(source: any Measure, target: any Measure) throws(TransportError) {
    map = try QuantileMap(source: source, target: target)
    cost = try map.cost()
  }

  /// mass W2^2.
  public var squaredDistance: Double { cost.value }

  /// The law with the quantile function Q_t.
  ///
  /// - Throws: `outOfRange` for a time outside 0...1, and for a law without finite variance.
  public func measure(at time: Double) throws(TransportError) -> LineLaw {
    try checkUnitTime(time)
    if let from = map.source.normal, let onto = map.target.normal {
      let deviation = between(from.deviation, onto.deviation, time)
      return try LineLaw(
        Gaussian(
          mean: between(from.mean, onto.mean, time), variance: deviation * deviation,
          mass: map.mass))
    }
    let (source, target) = (map.source.quantile, map.target.quantile)
    return try LineLaw(
      quantile: { u in
        let level = LineTails.Level(tail: min(u, 1 - u), isUpper: u > 0.5)
        return between(source(level), target(level), time)
      }, mass: map.mass)
  }

  /// The mass of rho_t in each cell, renormalised to the whole.
  ///
  /// - Throws: as `measure`, and as ``LineLaw/discretized(shape:box:)``.
  public func density(
    at time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> GridDensity {
    try measure(at: time).discretized(shape: shape, box: box).density
  }

  /// The density at time t where mass that started at x stands, f(x) / ((1 - t) + t T'(x)): zero
  /// where T jumps.
  ///
  /// - Throws: `nonFinite`, `outOfRange` for a time outside 0...1.
  public func density(at time: Double, from point: Double) throws(TransportError) -> Double {
    try checkFinite([point], argument: "point")
    try checkUnitTime(time)
    let density = map.mass * map.source.density(point)
    return time == 0 ? density : density / between(1, map.derivative(at: point), time)
  }
}
