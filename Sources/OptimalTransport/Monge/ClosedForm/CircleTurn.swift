import Foundation

/// One turn of two densities on a circle, constant in each cell.
struct CircleTurn: Sendable {
  private let source: LiftedSteps
  private let target: LiftedSteps
  private let exponent: Double

  /// C and its slope at a shift.
  struct Evaluation: Sendable {
    let theta: Double
    let cost: Double
    let slope: Double
  }

  init(source: GridDensity, target: GridDensity, exponent: Double) {
    self.source = LiftedSteps(source)
    self.target = LiftedSteps(target)
    self.exponent = exponent
  }

  /// T(x) = G^-1(F(x) + theta).
  func image(of x: Double, shift: Double) -> Double { target.position(source.level(x) + shift) }

  /// What rounding of levels and positions does to C.
  var resolution: Double {
    let reach = abs(source.edges[0]) + abs(target.edges[0]) + 2 * source.length
    return 0x1p-46 * exponent * pow(source.length, exponent - 1) * reach
  }

  /// C, over the levels, where F^-1 and G^-1 are linear; C', over the positions, where T is.
  func evaluate(_ theta: Double) -> Evaluation {
    let jumps = target.levels(from: theta).map { $0 - theta }
    let cost = integral(source.levels + jumps) { u in
      source.position(u) - target.position(u + theta)
    } mean: {
      meanCost($0, $1)
    }
    let slope = integral(source.edges + jumps.map(source.position)) { x in
      x - image(of: x, shift: theta)
    } mean: {
      meanSlope($0, $1)
    }
    return Evaluation(theta: theta, cost: cost, slope: -slope)
  }

  /// The sum over the pieces between sorted ends of width times the mean of a function of d, d
  /// linear.
  ///
  /// d jumps at the ends, so it is sampled a little inside and continued to them.
  private func integral(
    _ ends: [Double], _ d: (Double) -> Double, mean: (Double, Double) -> Double
  ) -> Double {
    let (ends, inset) = (ends.sorted(), 0x1p-6)
    var sum = CompensatedSum()
    for (a, b) in zip(ends, ends.dropFirst()) where b > a {
      let (near, far) = (d(a + (b - a) * inset), d(b - (b - a) * inset))
      let rest = (far - near) * inset / (1 - 2 * inset)
      sum.add(b - a, times: mean(near - rest, far + rest))
    }
    return sum.value
  }

  /// The mean of |d|^p for d linear between two values.
  private func meanCost(_ a: Double, _ b: Double) -> Double {
    guard isSteep(a, b) else { return simpson(a, b) { pow(abs($0), exponent) } }
    let primitive = { (d: Double) in d * pow(abs(d), exponent) }
    return (primitive(b) - primitive(a)) / ((exponent + 1) * (b - a))
  }

  /// The mean of p |d|^(p-1) sgn d.
  private func meanSlope(_ a: Double, _ b: Double) -> Double {
    guard isSteep(a, b) else {
      return simpson(a, b) { d in
        d == 0 ? 0 : exponent * pow(abs(d), exponent - 1) * (d < 0 ? -1 : 1)
      }
    }
    return (pow(abs(b), exponent) - pow(abs(a), exponent)) / (b - a)
  }

  /// Whether a difference of primitives keeps more digits than Simpson's rule, whose error is of
  /// the order of the fourth power of this bound.
  private func isSteep(_ a: Double, _ b: Double) -> Bool { abs(b - a) > 1e-3 * max(abs(a), abs(b)) }

  private func simpson(_ a: Double, _ b: Double, _ f: (Double) -> Double) -> Double {
    (f(a) + 4 * f((a + b) / 2) + f(b)) / 6
  }

  /// Where the tangents from either side meet.
  static func tangentCrossing(_ below: Evaluation, _ above: Evaluation) -> Double {
    let slopes = above.slope - below.slope
    guard above.theta > below.theta, slopes > 0 else { return min(below.cost, above.cost) }
    let width = above.theta - below.theta
    let step = (below.cost - above.cost + above.slope * width) / slopes
    return below.cost + below.slope * min(max(step, 0), width)
  }
}
