import Foundation

/// A quadratic solution of phi_t + |grad phi|^2 / 2 = nu lap phi, in closed form at every time.
///
/// About a centre m, with z = x - m,
/// ```
/// phi(x) = z'B z / 2 + s.z + c.
/// ```
/// The centre moves along its characteristic and the slope there stays; after a time t
/// ```
/// m_t = m + t s,    B_t = B (I + t B)^-1,    c_t = c + t |s|^2 / 2 + nu log det(I + t B).
/// ```
/// Where B has an eigenvalue l < 0 all characteristics of its direction meet at the time -1/l, the
/// first caustic, at which there is no solution any more, viscous or not. Between Gaussians N(m0,
/// S0) and N(m1, S1) with the map matrix A, phi_0 has the centre m0, the slope m1 - m0 and B = A -
/// I (``GaussianGeodesic``).
///
/// Complexity: O(d^3) once, O(d^2) a value.
public struct QuadraticPotential: Sendable, Equatable {
  /// m, d numbers.
  public let center: [Double]
  /// s, the gradient at the centre.
  public let slope: [Double]
  /// c, the value at the centre.
  public let constant: Double
  /// B, d x d, symmetric.
  public let curvature: Matrix
  /// B = V diag(l) V', columns of V.
  private let vectors: Matrix
  private let eigenvalues: [Double]

  /// x'B x / 2 + s.x + c, or the same about another centre.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`; `outOfRange` where B is not symmetric.
  public init(
    curvature: Matrix, slope: [Double], constant: Double = 0, center: [Double]? = nil
  ) throws(TransportError) {
    let d = slope.count
    guard d > 0 else { throw .emptyInput(argument: "slope") }
    guard curvature.rows == d, curvature.columns == d else {
      throw .shapeMismatch(
        argument: "curvature", expected: "\(d) x \(d), as the slope has \(d) entries",
        found: "\(curvature.rows) x \(curvature.columns)")
    }
    let center = center ?? [Double](repeating: 0, count: d)
    try checkPoint(center, dimension: d)
    try checkFinite(slope + [constant], argument: "slope and constant")
    try checkFinite(curvature.elements, argument: "curvature")
    let symmetric = curvature.symmetricPart
    let excess = zip(curvature.elements, symmetric.elements).reduce(0) {
      max($0, abs($1.0 - $1.1))
    }
    guard excess <= Gaussian.symmetryTolerance * curvature.largestMagnitude,
      let eigen = SymmetricEigendecomposition(symmetric)
    else {
      throw .outOfRange(
        argument: "curvature - its transpose", value: 2 * excess, expected: "zero to rounding")
    }
    self.init(
      center: center, slope: slope, constant: constant, vectors: eigen.vectors,
      eigenvalues: eigen.values, curvature: symmetric)
  }

  /// From B = V diag(l) V'.
  init(
    center: [Double], slope: [Double], constant: Double, vectors: Matrix, eigenvalues: [Double],
    curvature: Matrix? = nil
  ) {
    self.center = center
    self.slope = slope
    self.constant = constant
    self.vectors = vectors
    self.eigenvalues = eigenvalues
    self.curvature = curvature ?? vectors.spectralSum(eigenvalues)
  }

  /// The dimension d.
  public var dimension: Int { slope.count }

  /// The time at which characteristics meet first, -1 over the least eigenvalue; infinite for a
  /// convex function.
  public var firstCaustic: Double {
    eigenvalues[0] < 0 ? -1 / eigenvalues[0] : .infinity
  }

  /// phi(x).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func callAsFunction(_ point: [Double]) throws(TransportError) -> Double {
    try checkPoint(point, dimension: dimension)
    let z = zip(point, center).map { $0 - $1 }
    return compensatedDot(z, curvature * z) / 2 + compensatedDot(slope, z) + constant
  }

  /// grad phi(x) = B z + s, the velocity of mass at x.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func gradient(_ point: [Double]) throws(TransportError) -> [Double] {
    try checkPoint(point, dimension: dimension)
    return zip(curvature * zip(point, center).map { $0 - $1 }, slope).map { $0 + $1 }
  }

  /// phi a time t later, or earlier where t < 0.
  ///
  /// - Parameters:
  ///   - time: t, before the first caustic; backwards, before the one that lies behind.
  ///   - viscosity: nu >= 0; then only forwards, for the heat equation does not run back.
  /// - Throws: `outOfRange` for a time at which I + t B is not positive definite, and for a
  ///   negative viscosity.
  public func evolved(
    by time: Double, viscosity: Double = 0
  ) throws(TransportError) -> QuadraticPotential {
    guard viscosity >= 0, viscosity.isFinite else {
      throw .outOfRange(argument: "viscosity", value: viscosity, expected: "zero or more")
    }
    guard time.isFinite, viscosity == 0 || time >= 0 else {
      throw .outOfRange(
        argument: "time", value: time,
        expected: viscosity == 0 ? "a finite number" : "at least 0, with viscosity")
    }
    for l in eigenvalues where !(1 + time * l > 0) {
      throw .outOfRange(
        argument: "time", value: time,
        expected: "\(time > 0 ? "less" : "more") than \(-1 / l), where characteristics meet")
    }
    let volume = viscosity > 0 ? eigenvalues.map { log1p(time * $0) }.compensatedSum() : 0
    return QuadraticPotential(
      center: zip(center, slope).map { $0 + time * $1 }, slope: slope,
      constant: constant + time * compensatedDot(slope, slope) / 2 + viscosity * volume,
      vectors: vectors, eigenvalues: eigenvalues.map { $0 / (1 + time * $0) })
  }
}

extension Matrix {
  /// V diag(l) V' for V this matrix.
  func spectralSum(_ values: [Double]) -> Matrix {
    (self * transposed.scalingRows(by: values)).symmetricPart
  }
}
