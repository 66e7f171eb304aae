import Foundation

/// A Gaussian measure on R^d, `mass` times N(mean, covariance).
///
/// Its density is mass (2 pi)^(-d/2) det(S)^(-1/2) exp(-(x - m)' S^-1 (x - m) / 2).
public struct Gaussian: Measure, Equatable {
  /// The mean m, d numbers.
  public let mean: [Double]
  /// The covariance S, d x d, symmetric positive definite.
  public let covariance: Matrix
  /// The total mass.
  public let mass: Double
  /// S = L L'.
  let cholesky: Cholesky

  /// The largest |S_ij - S_ji| / sqrt(S_ii S_jj) that is taken for rounding and averaged away.
  public static let symmetryTolerance = 1e-10

  /// Checks that the covariance is symmetric and positive definite, both to rounding.
  ///
  /// Positive definite means that no pivot of its Cholesky factorisation loses all digits of the
  /// diagonal entry, which does not depend on the units of the axes: diag(1e-12, 1e12) is valid.
  /// Complexity: O(d^3).
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `degenerateMass`, `notPositiveDefinite`.
  public init(mean: [Double], covariance: Matrix, mass: Double = 1) throws(TransportError) {
    let d = mean.count
    guard d > 0 else { throw .emptyInput(argument: "mean") }
    guard covariance.rows == d, covariance.columns == d else {
      throw .shapeMismatch(
        argument: "covariance", expected: "\(d) x \(d), as the mean has \(d) entries",
        found: "\(covariance.rows) x \(covariance.columns)")
    }
    try checkFinite(mean, argument: "mean")
    try checkFinite(covariance.elements, argument: "covariance")
    guard mass > 0, mass.isFinite else { throw .degenerateMass(argument: "mass", mass: mass) }
    let symmetric = covariance.symmetricPart
    guard covariance.isSymmetric(tolerance: Self.symmetryTolerance),
      let cholesky = Cholesky(symmetric)
    else {
      let eigenvalues = SymmetricEigendecomposition(symmetric)?.values
      throw .notPositiveDefinite(
        argument: "covariance", smallestEigenvalue: eigenvalues?.first ?? .nan)
    }
    self.mean = mean
    self.covariance = symmetric
    self.mass = mass
    self.cholesky = cholesky
  }

  /// A Gaussian on the line.
  ///
  /// - Throws: `nonFinite`, `degenerateMass`, `notPositiveDefinite` for a variance <= 0.
  public init(mean: Double, variance: Double, mass: Double = 1) throws(TransportError) {
    try self.init(
      mean: [mean], covariance: Matrix(uncheckedRows: 1, columns: 1, elements: [variance]),
      mass: mass)
  }

  /// The dimension d.
  public var dimension: Int { mean.count }

  /// The density at a point of d coordinates, per unit volume.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func density(at point: [Double]) throws(TransportError) -> Double {
    try checkPoint(point, dimension: dimension)
    return exp(logDensity(point))
  }

  /// The logarithm of the density, which does not underflow far from the mean.
  func logDensity(_ point: [Double]) -> Double {
    let z = cholesky.solveLower(zip(point, mean).map { $0 - $1 })
    let exponent = z.reduce(0) { $0 + $1 * $1 } / 2
    return log(mass) - exponent - (Double(dimension) * log(2 * .pi) + cholesky.logDeterminant) / 2
  }

  /// Independent draws m + L z, z standard normal.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public func sample(count: Int, seed: UInt64) throws(TransportError) -> PointCloud {
    try checkSampleCount(count)
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<count).flatMap { _ in draw(&generator) }
    return try PointCloud(
      points: Matrix(uncheckedRows: count, columns: dimension, elements: elements),
      weights: equalWeights(mass, count))
  }

  /// One draw.
  func draw(_ generator: inout SeededGenerator) -> [Double] {
    let z = mean.map { _ in generator.normal() }
    return zip(mean, cholesky.lower * z).map { $0 + $1 }
  }
}

extension Matrix {
  /// Whether |M_ij - M_ji| <= tolerance sqrt(M_ii M_jj) everywhere.
  fileprivate func isSymmetric(tolerance: Double) -> Bool {
    for i in 0..<rows {
      for j in 0..<i where self[i, j] != self[j, i] {
        let scale = self[i, i].squareRoot() * self[j, j].squareRoot()
        guard abs(self[i, j] - self[j, i]) <= tolerance * scale else { return false }
      }
    }
    return true
  }
}

/// Throws unless a point has `dimension` finite coordinates.
func checkPoint(_ point: [Double], dimension: Int) throws(TransportError) {
  guard point.count == dimension else {
    throw .shapeMismatch(
      argument: "point", expected: "\(dimension) coordinates", found: "\(point.count)")
  }
  try checkFinite(point, argument: "point")
}
