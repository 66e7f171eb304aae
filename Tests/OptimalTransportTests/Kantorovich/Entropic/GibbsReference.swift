import Foundation

@testable import OptimalTransport

/// The sums of the Gibbs kernel term by term, from costs by their formulas and Foundation's functions.
struct GibbsReference {
  let costs: [[Double]]
  let epsilon: Double

  var columns: Int { costs[0].count }

  init(_ geometry: Geometry, epsilon: Double) {
    costs = (0..<geometry.rows).map { i in
      (0..<geometry.columns).map { j in
        if let origin = geometry.origin {
          origin.cost(origin.source.row(i), origin.target.row(j))
        } else {
          geometry.cost(i, j)
        }
      }
    }
    self.epsilon = epsilon
  }

  private init(costs: [[Double]], epsilon: Double) {
    self.costs = costs
    self.epsilon = epsilon
  }

  var transposed: GibbsReference {
    GibbsReference(
      costs: (0..<columns).map { j in costs.map { $0[j] } }, epsilon: epsilon)
  }

  func softTransform(_ shift: [Double]) -> [Double] {
    costs.map { row in
      let reduced = zip(row, shift).map { $0 - $1 }
      let least = reduced.min()!
      guard least.isFinite else { return least }
      return least - epsilon * log(reduced.reduce(0) { $0 + exp((least - $1) / epsilon) })
    }
  }

  func entries(_ f: [Double], _ g: [Double]) -> [[Double]] {
    costs.indices.map { i in
      g.indices.map { j in
        f[i] == -.infinity || g[j] == -.infinity || costs[i][j] == .infinity
          ? 0 : exp(((f[i] + g[j]) - costs[i][j]) / epsilon)
      }
    }
  }

  /// How far the exponents may be off by rounding costs and shifts: the relative error of an entry.
  ///
  /// A cost is a sum of d squares, at most (d + 3) ulps off; adding two shifts and subtracting the cost, scaling and
  /// the factor log2(e)/eps take six more of the magnitudes involved.
  func exponentError(_ f: [Double], _ g: [Double], dimension: Int) -> Double {
    var largest = 0.0
    for (i, row) in costs.enumerated() where f[i].isFinite {
      for (j, cost) in row.enumerated() where g[j].isFinite && cost.isFinite {
        largest = max(largest, abs(f[i]) + abs(g[j]) + cost)
      }
    }
    return Double(dimension + 10) * 0x1p-53 * largest / epsilon
  }
}
