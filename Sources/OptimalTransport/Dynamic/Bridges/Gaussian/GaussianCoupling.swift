import Foundation

/// The optimal coupling of two centred Gaussians under |x^ - y^|^2 and entropy, in canonical form.
///
/// With covariances F0 F0' and F1 F1' in the coordinates of the cost, F0' F1 = U diag(sigma) V',
/// the optimum couples x = F0 U a and y = F1 V b, a and b standard normal, with
///
///     E a_k b_k = kappa_k = 2 sigma_k / (s^2 + (s^4 + 4 sigma_k^2)^1/2) in [0, 1),
///
/// the root of sigma kappa^2 + s^2 kappa = sigma, which is stationarity of -2 sigma kappa - s^2
/// log(1 - kappa^2). It is the same as E x y' = (S0^1/2 D S0^-1/2 - s^2 I) / 2 with D = (4 S0^1/2
/// S1 S0^1/2 + s^4 I)^1/2, but inverts nothing, so either covariance may be singular, and s -> 0
/// gives kappa -> 1, the Bures coupling.
///
/// Source: Janati, Muzellec, Peyre and Cuturi, "Entropic optimal transport between unbalanced
/// Gaussian measures has a closed form" (2020), theorem 1, for regular covariances.
struct GaussianCoupling: Sendable {
  /// U, r0 x r0.
  let left: Matrix
  /// V, r1 x r1.
  let right: Matrix
  /// sigma, min(r0, r1) numbers.
  let singularValues: [Double]
  /// kappa.
  let correlations: [Double]
  let variance: Double

  /// The coupling of F0 (d x r0) and F1 (d x r1) at noise s^2.
  ///
  /// - Throws: `notPositiveDefinite` where the entries overflow.
  init(_ first: Matrix, _ second: Matrix, variance: Double) throws(TransportError) {
    self.variance = variance
    guard first.columns > 0, second.columns > 0 else {
      // A point mass: nothing to correlate.
      left = Matrix.identity(first.columns)
      right = Matrix.identity(second.columns)
      (singularValues, correlations) = ([], [])
      return
    }
    guard let svd = FullSingularValueDecomposition(first.transposed * second) else {
      throw .notPositiveDefinite(argument: "covariances", smallestEigenvalue: .nan)
    }
    left = svd.left
    right = svd.right
    singularValues = svd.values
    correlations = svd.values.map { 2 * $0 / (variance + Self.root($0, variance)) }
  }

  /// (s^4 + 4 sigma^2)^1/2.
  private static func root(_ sigma: Double, _ variance: Double) -> Double {
    hypot(variance, 2 * sigma)
  }

  /// 1 - kappa_k^2 = 2 s^2 / (s^2 + (s^4 + 4 sigma^2)^1/2), which does not cancel.
  var residuals: [Double] {
    singularValues.map { 2 * variance / (variance + Self.root($0, variance)) }
  }

  /// diag(kappa), r0 x r1.
  var correlation: Matrix {
    var result = Matrix(repeating: 0, rows: left.columns, columns: right.columns)
    for (k, kappa) in correlations.enumerated() { result[k, k] = kappa }
    return result
  }

  /// E z0 z1' = U diag(kappa) V' for x = F0 z0 and y = F1 z1.
  var crossCorrelation: Matrix { left * correlation * right.transposed }

  /// The mutual information -1/2 sum log(1 - kappa^2) of x and y.
  var information: Double {
    // The quotient of the residuals may underflow.
    singularValues.map {
      (log(variance + Self.root($0, variance)) - log(2 * variance)) / 2
    }.compensatedSum()
  }

  /// (1 - kappa^2)^1/2, and 1 for the directions of y that nothing correlates with.
  var freeParts: [Double] {
    let free = residuals.map { $0.squareRoot() }
    return free + [Double](repeating: 1, count: right.columns - free.count)
  }
}

extension GaussianCoupling {
  /// The optimum over couplings, -2 sum sigma kappa + 2 s^2 information, from above: its value
  /// here.
  var primal: Double {
    zip(singularValues, correlations).map { -2 * $0 * $1 }.compensatedSum()
      + 2 * variance * information
  }

  /// The same optimum from below, by the dual value of potentials -omega a^2 and -omega b^2.
  ///
  /// With the constant that makes the plan's mass one, a mode adds -2 omega + s^2 log((1 + (omega -
  /// sigma) / s^2) (1 + (omega + sigma) / s^2)), whatever omega is; omega = kappa sigma = sigma -
  /// s^2 kappa / (1 + kappa) is the best.
  var dual: Double {
    zip(singularValues, correlations).map { sigma, kappa in
      let shortfall = kappa / (1 + kappa)
      let omega = sigma - variance * shortfall
      let ratio = (omega + sigma) / variance
      let growth = ratio.isFinite ? log1p(ratio) : log(omega + sigma) - log(variance)
      return -2 * omega + variance * (log1p(-shortfall) + growth)
    }.compensatedSum()
  }
}
