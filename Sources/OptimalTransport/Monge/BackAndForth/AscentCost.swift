import Foundation

/// What a ground cost asks of an ascent of the dual: how potentials are transformed, measured and
/// climbed.
struct AscentCost: Sendable {
  let toSource: @Sendable ([Double]) -> [Double]
  let toTarget: @Sendable ([Double]) -> [Double]
  /// The gradient in H^1 of the dual in a potential on a side, and its squared norm.
  let gradient:
    @Sendable (_ side: AscentSide, _ potential: [Double], _ other: AscentSide) -> (
      values: [Double], square: Double
    )
  /// What a potential on a side adds to the dual.
  let value: @Sendable (_ side: AscentSide, _ potential: [Double]) -> Double
  /// The distance that a dual value is a power of.
  let distance: @Sendable (_ value: Double) -> Double
  /// The first step, times the greatest density, by the first dual value.
  let firstStep: @Sendable (_ value: Double) -> Double
  /// The shortest step as a part of the first.
  let leastShare: Double

  /// |x - y|^2 / 2, in convex functions u and w = u*.
  static func halfSquare(_ source: AscentSide, _ target: AscentSide) -> AscentCost {
    let toSource = LegendreTransform(source: target.axes, target: source.axes)
    let toTarget = LegendreTransform(source: source.axes, target: target.axes)
    return AscentCost(
      toSource: { toSource($0) }, toTarget: { toTarget($0) },
      gradient: { $0.gradient($1, toward: $2) }, value: { $0.dualValue($1) },
      distance: { (2 * max($0, 0)).squareRoot() }, firstStep: { _ in 4 }, leastShare: 0.25)
  }

  /// |x - y|^p, in Kantorovich potentials.
  ///
  /// The first step is 4 over the ratio |grad h*(q)| / |q| for moves of W_p, or a quarter of the
  /// longest where W_p is not known yet: for p = 2 that of ``halfSquare(_:_:)``. For p > 2 moves
  /// that are far shorter than W_p can ask for far shorter steps.
  static func power(_ cost: PowerCost, _ source: AscentSide, _ target: AscentSide) -> AscentCost {
    let toSource = CostTransform(cost: cost, source: target.axes, target: source.axes)
    let toTarget = CostTransform(cost: cost, source: source.axes, target: target.axes)
    let p = cost.exponent
    return AscentCost(
      toSource: { toSource($0) }, toTarget: { toTarget($0) },
      gradient: { $0.gradient($1, cost: cost, toward: $2) }, value: { $0.integral($1) },
      distance: { pow(max($0, 0), 1 / p) },
      firstStep: { value in
        let square = pow(max(value, 0), 2 / p)
        let move = square > 1e-8 ? square : cost.reach * cost.reach / 16
        return 4 * p * min(1, p - 1) / pow(move, (2 - p) / 2)
      }, leastShare: 1.0 / 4096)
  }
}
