import Foundation

/// Sinkhorn's recursion as a contraction of Hilbert's projective metric d(u, u') = osc(log u - log
/// u').
///
/// Multiplication by a positive matrix K contracts d by at least kappa = tanh(Delta / 4), where
/// Delta = max log(K_ik K_jl / K_jk K_il) is the projective diameter of its image (Birkhoff 1957);
/// one iteration multiplies by K and by K', and contracts by kappa^2 (Franklin and Lorenz 1989).
/// With K = exp(-C/eps), Delta = max (c_jk + c_il - c_ik - c_jl) / eps.
public struct HilbertContraction: Sendable, Equatable {
  /// An upper bound of the projective diameter Delta: twice the spread of the costs over eps, or
  /// 2 |diam X| |diam Y| / eps for |x - y|^2.
  public let diameterBound: Double
  /// The factor of plain iterations as last observed at the eps asked for; nil where too few were
  /// made.
  public let observedRate: Double?
  /// osc log(a / P 1): the distance from u to its next iterate.
  public let residual: Double

  /// kappa^2 for Delta <= diameterBound. It rounds to one for Delta above 75; `contractionGap` does
  /// not.
  public var birkhoffBound: Double {
    let kappa = tanh(diameterBound / 4)
    return kappa * kappa
  }

  /// 1 - kappa^2 = 1 / cosh^2(Delta / 4).
  public var contractionGap: Double {
    let c = cosh(diameterBound / 4)
    return 1 / (c * c)
  }

  /// d(u, u*) <= residual / (1 - kappa^2), a proof; often infinite.
  public var distanceBound: Double { residual == 0 ? 0 : residual / contractionGap }

  /// residual / (1 - observed rate): what the observed rate implies.
  public var distanceEstimate: Double? {
    guard let observedRate, observedRate < 1 else { return nil }
    return residual / (1 - observedRate)
  }
}

extension Geometry {
  /// An upper bound of max (c_jk + c_il - c_ik - c_jl), times 1/eps the projective diameter of K.
  ///
  /// Infinite with forbidden pairs, where K has zeros. Complexity: O(m n) unless the cost is
  /// squared Euclidean.
  func crossDifferenceBound() -> Double {
    if let origin, case .squaredEuclidean = origin.cost {
      return 2 * origin.source.boxDiameter * origin.target.boxDiameter
    }
    if !allowsEveryPair { return .infinity }
    let extremes = ParallelLoop.map(count: rows, grain: max(1, 4096 / columns)) { i in
      let zero = ScratchArray(repeating: 0.0, count: columns)
      let costs = ScratchArray(repeating: 0.0, count: columns)
      reducedCosts(row: i, shift: zero, into: costs)
      var (low, high) = (Double.infinity, -Double.infinity)
      for j in 0..<columns { (low, high) = (min(low, costs[j]), max(high, costs[j])) }
      return (low, high)
    }
    return 2 * (extremes.map(\.1).max()! - extremes.map(\.0).min()!)
  }
}

extension Matrix {
  /// The diagonal of the bounding box of the rows.
  fileprivate var boxDiameter: Double {
    let (low, high) = bounds
    return zip(low, high).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }.squareRoot()
  }
}
