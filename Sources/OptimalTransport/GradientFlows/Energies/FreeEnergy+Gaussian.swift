import Foundation

extension FreeEnergy {
  /// F of a Gaussian of mass M and covariance S in d dimensions, in closed form.
  ///
  /// ```
  /// theta M (log M - d/2 - log det(2 pi S) / 2)                                      entropy
  /// theta M^m det(2 pi S)^((1-m)/2) m^(-d/2) / (m - 1)                               power
  /// M (V(mean) + tr(S Hess V) / 2)                                                   V quadratic
  /// M^2 tr(S Hess U) / 2                                                             U quadratic
  /// ```
  /// Nil where a term has none: another V or U, or a field. A cap that the peak exceeds makes it
  /// infinite.
  public func value(of gaussian: Gaussian) -> Double? {
    var sum = 0.0
    for term in terms {
      guard let value = Self.value(of: term, gaussian) else { return nil }
      sum += value
    }
    return sum
  }

  private static func value(of term: Term, _ gaussian: Gaussian) -> Double? {
    let (d, mass, covariance) = (
      Double(gaussian.mean.count), gaussian.mass, gaussian.covariance
    )
    let logVolume = d / 2 * log(2 * .pi) + gaussian.cholesky.logDeterminant / 2
    switch term {
    case .potential(let potential):
      guard potential.isQuadratic else { return nil }
      let spread = (covariance * potential.hessian(gaussian.mean)).trace / 2
      return mass * (potential.value(gaussian.mean) + spread)
    case .entropy(let temperature): return temperature * mass * (log(mass) - d / 2 - logVolume)
    case .power(let m, let temperature):
      return temperature * pow(mass, m) * exp((1 - m) * logVolume) * pow(m, -d / 2) / (m - 1)
    case .interaction(let kernel):
      guard kernel.isQuadratic else { return nil }
      return mass * mass * (covariance * kernel.hessian(gaussian.mean)).trace / 2
    case .congestion(let cap): return log(mass) - logVolume <= log(cap) ? 0 : .infinity
    case .electricField: return nil
    }
  }
}
