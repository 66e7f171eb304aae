import Foundation

/// The optimal map between two densities on a circle for |d|^p, d the geodesic distance, lifted to
/// the line.
///
/// With distribution functions continued by F(x + L) = F(x) + 1, every map T(x) = G^-1(F(x) +
/// theta) is monotone and keeps the turn, T(x + L) = T(x) + L. The optimal one has the theta of
/// least C(theta) = int |x - T(x)|^p dF, which is convex; its slope is C'(theta) = -int over one
/// turn of h'(x - T(x)) dx, h(d) = |d|^p. Both integrals are in closed form for densities constant
/// in each cell, and bisection on the sign of the slope ends at a rounding of theta.
///
/// Certificate: `upperBound` is C at the theta chosen, the cost of T; `lowerBound` is where the
/// tangents from either side meet, below the least of C by convexity. `value` is mass W_p^p.
///
/// Complexity: O((m + n) log(m + n)) a trial, some 60 trials; O(log n) to evaluate. Source: Delon,
/// Salomon and Sobolevski 2010; Rabin, Delon and Gousseau 2011.
public struct CircleMap: Sendable {
  /// The shift theta of levels, in units of the whole mass, from -1 to 1.
  public let shift: Double
  /// Bounds on mass W_p^p.
  public let certificate: Certificate
  private let turn: CircleTurn

  /// Finds the map between two 1-D grids on one circle; their boxes must have its circumference.
  ///
  /// - Throws: `shapeMismatch`, `massMismatch`, `outOfRange` for a box of another length.
  public init(
    source: GridDensity, target: GridDensity, exponent: Double = 2
  ) throws(TransportError) {
    for (name, grid) in [("source", source), ("target", target)] where grid.dimension != 1 {
      throw .shapeMismatch(argument: name, expected: "1 axis", found: "\(grid.dimension)")
    }
    try checkBalance(source: source.mass, target: target.mass)
    let length = source.box.sides[0]
    guard abs(target.box.sides[0] - length) <= 1e-12 * length else {
      throw .outOfRange(
        argument: "target box length", value: target.box.sides[0],
        expected: "\(length), the circumference that the source has")
    }
    _ = try CircleTransport(circumference: length, exponent: exponent)
    let turn = CircleTurn(source: source, target: target, exponent: exponent)
    let (below, above) = Self.bracket(turn)
    let best = below.cost <= above.cost ? below : above
    shift = best.theta
    self.turn = turn
    let least = CircleTurn.tangentCrossing(below, above)
    certificate = Certificate(
      upperBound: source.mass * best.cost, lowerBound: source.mass * max(least, 0),
      marginalError: 0, dualInfeasibility: 0,
      resolution: source.mass * turn.resolution)
  }

  /// Shifts on either side of the least C, an ulp of a turn apart, or that of the least twice.
  private static func bracket(
    _ turn: CircleTurn
  ) -> (CircleTurn.Evaluation, CircleTurn.Evaluation) {
    var (below, above) = (turn.evaluate(-1), turn.evaluate(1))
    while above.theta - below.theta > 0x1p-52 {
      let point = turn.evaluate(below.theta + (above.theta - below.theta) / 2)
      if point.slope <= 0 { below = point }
      if point.slope >= 0 { above = point }
    }
    return (below, above)
  }

  /// T(x) for any real x, the lift that moves no point by more than half a turn when T is optimal.
  public func callAsFunction(_ x: Double) -> Double { turn.image(of: x, shift: shift) }

  /// mass W_p^p, the cost of the map.
  public var value: Double { certificate.upperBound }
}
