import Foundation

/// |d|^p on a circle, and on the line that covers it.
struct CircleMetric: Sendable {
  let circumference: Double
  let exponent: Double

  /// The representative of a position in [0, L).
  func wrap(_ x: Double) -> Double {
    let rest = x.truncatingRemainder(dividingBy: circumference)
    let wrapped = rest < 0 ? rest + circumference : rest
    return wrapped < circumference ? wrapped : 0
  }

  /// |x - y|^p on the line.
  @inline(__always)
  func lifted(_ x: Double, _ y: Double) -> Double {
    let distance = abs(x - y)
    if exponent == 1 { return distance }
    return exponent == 2 ? distance * distance : pow(distance, exponent)
  }

  /// min over k of |x - y + k L|^p, for x and y in [0, L).
  func geodesic(_ x: Double, _ y: Double) -> Double {
    let distance = abs(x - y)
    return lifted(min(distance, circumference - distance), 0)
  }
}

/// A discrete measure on the circle, with its atoms in the order of their positions.
struct CircleMeasure: Sendable {
  /// The position of each atom in [0, L), in the user's order.
  let position: [Double]
  /// The mass of each atom, in the user's order.
  let weight: [Double]
  /// All atoms by increasing position.
  let order: [Int]
  /// The atoms with mass by increasing position.
  let supportOrder: [Int]

  /// Sorted positions and positive masses.
  struct Support: Sendable {
    let position: [Double]
    let weight: [Double]
    /// Running sums of the masses, inclusive.
    let cumulative: [Double]
    var mass: Double { cumulative.last! }
    var count: Int { position.count }
  }

  init(_ cloud: PointCloud, metric: CircleMetric, scale: Double) {
    let position = cloud.points.elements.map(metric.wrap)
    let weight = cloud.weights.map { $0 * scale }
    order = position.indices.sorted { (position[$0], $0) < (position[$1], $1) }
    supportOrder = order.filter { weight[$0] > 0 }
    self.position = position
    self.weight = weight
  }

  var support: Support {
    var sum = CompensatedSum()
    let weights = supportOrder.map { weight[$0] }
    let cumulative = weights.map {
      sum.add($0)
      return sum.value
    }
    return Support(
      position: supportOrder.map { position[$0] }, weight: weights, cumulative: cumulative)
  }
}
