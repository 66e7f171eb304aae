/// A Gaussian law of positions and momenta, (q_1, ..., q_d, p_1, ..., p_d).
public struct KramersGaussian: FlowState, Equatable {
  /// The law.
  public let law: Gaussian

  /// Wraps a law.
  ///
  /// - Throws: `shapeMismatch` for an odd dimension.
  public init(_ law: Gaussian) throws(TransportError) {
    guard law.dimension % 2 == 0 else {
      throw .shapeMismatch(
        argument: "law", expected: "as many momenta as positions", found: "\(law.dimension)")
    }
    self.law = law
  }

  /// The mean, then the covariance.
  public var numbers: [Double] { law.mean + law.covariance.elements }

  /// The same mass with another mean and covariance.
  public func replacing(numbers: [Double]) throws(TransportError) -> KramersGaussian {
    let n = law.dimension
    guard numbers.count == n + n * n else {
      throw .shapeMismatch(
        argument: "numbers", expected: "\(n + n * n) values", found: "\(numbers.count)")
    }
    let covariance = Matrix(uncheckedRows: n, columns: n, elements: Array(numbers[n...]))
    return try KramersGaussian(
      Gaussian(mean: Array(numbers[..<n]), covariance: covariance, mass: law.mass))
  }

  /// W2 between the laws, each of mass 1; infinite where a covariance is singular to rounding.
  public func distance(to other: KramersGaussian) -> Double {
    let means = zip(law.mean, other.law.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    guard let map = try? BuresMap(source: law.cholesky.lower, target: other.law.cholesky.lower)
    else { return .infinity }
    let difference = Matrix.identity(law.dimension) - map.matrix
    return (means + (difference * law.cholesky.lower).squaredFrobeniusNorm).squareRoot()
  }
}
