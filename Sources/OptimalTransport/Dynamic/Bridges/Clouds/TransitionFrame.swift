import Foundation

/// Coordinates in which a linear prior's transition over a time t is Brownian: with G = L L',
///
///     p_t(x, z) = (2 pi s^2)^(-d/2) det(G)^(-1/2) exp(-|L^-1 (Phi x + c) - L^-1 z|^2 / (2 s^2)).
struct TransitionFrame {
  let transition: LinearTransition
  let metric: Cholesky
  private let variance: Double

  init(_ prior: LinearPrior, time: Double) {
    transition = prior.transition(time)
    metric = prior.factor(of: transition.gramian)
    variance = prior.variance
  }

  /// L^-1 (Phi x + c) of each row.
  func departures(_ points: Matrix) -> Matrix {
    var moved = points * transition.propagator.transposed
    for i in 0..<moved.rows {
      for k in 0..<moved.columns { moved[i, k] += transition.offset[k] }
    }
    return arrivals(moved)
  }

  /// L^-1 z of each row.
  func arrivals(_ points: Matrix) -> Matrix { metric.solveLower(points.transposed).transposed }

  /// log of (2 pi s^2)^(-d/2) det(G)^(-1/2).
  var logPeak: Double {
    -(Double(metric.count) * log(2 * .pi * variance) + metric.logDeterminant) / 2
  }
}
