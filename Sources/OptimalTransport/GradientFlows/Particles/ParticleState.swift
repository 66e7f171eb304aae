import Foundation

/// A cloud of particles that carries a law, with the law's density at each of them.
///
/// ```
/// rho = sum_i w_i delta(x_i)  in the sense of expectations,    p_i = d rho / dx at x_i.
/// ```
/// Masses w_i and density values p_i are two things: particles drawn from a law all have the same
/// mass, wherever it is dense or thin. The masses stay as they are along a flow; the points and the
/// density values change. Densities are kept as logarithms, for in tens of dimensions they leave
/// the range of a Double.
public struct ParticleState: FlowState, Equatable {
  /// x_i, n x d.
  public let points: Matrix
  /// w_i >= 0, of the total mass of the law.
  public let weights: [Double]
  /// log p_i, p_i in units of mass over volume.
  public let logDensities: [Double]

  /// Particles and the density of their law at each of them.
  ///
  /// - Throws: `shapeMismatch` unless there is one density a particle, `nonFinite` for a logarithm
  ///   that is NaN or infinite.
  public init(_ cloud: PointCloud, logDensities: [Double]) throws(TransportError) {
    guard logDensities.count == cloud.count else {
      throw .shapeMismatch(
        argument: "logDensities", expected: "\(cloud.count) values, one a particle",
        found: "\(logDensities.count)")
    }
    try checkFinite(logDensities, argument: "logDensities")
    self.init(uncheckedPoints: cloud.points, weights: cloud.weights, logDensities: logDensities)
  }

  init(uncheckedPoints points: Matrix, weights: [Double], logDensities: [Double]) {
    self.points = points
    self.weights = weights
    self.logDensities = logDensities
  }

  /// The number of particles n.
  public var count: Int { points.rows }
  /// The dimension d.
  public var dimension: Int { points.columns }
  /// The sum of the masses.
  public var mass: Double { weights.compensatedSum() }
  /// p_i; 0 or infinite where it leaves the range of a Double.
  public var densities: [Double] { logDensities.map { exp($0) } }
  /// The particles without their densities.
  public var cloud: PointCloud { try! PointCloud(points: points, weights: weights) }

  /// The points, row by row, then the logarithms of the densities.
  public var numbers: [Double] { points.elements + logDensities }

  /// The same masses with other points and densities.
  ///
  /// - Throws: `shapeMismatch` unless there are n (d + 1) numbers, `nonFinite`.
  public func replacing(numbers: [Double]) throws(TransportError) -> ParticleState {
    guard numbers.count == count * (dimension + 1) else {
      throw .shapeMismatch(
        argument: "numbers", expected: "\(count * (dimension + 1)) values",
        found: "\(numbers.count)")
    }
    try checkFinite(numbers, argument: "numbers")
    let split = count * dimension
    return ParticleState(
      uncheckedPoints: Matrix(
        uncheckedRows: count, columns: dimension, elements: Array(numbers[..<split])),
      weights: weights, logDensities: Array(numbers[split...]))
  }

  /// sqrt(sum_i w_i |x_i - y_i|^2), each particle against itself: at least W2.
  ///
  /// - Precondition: as many particles of as many coordinates.
  public func distance(to other: ParticleState) -> Double {
    precondition(other.count == count && other.dimension == dimension, "states of one run")
    var sum = CompensatedSum()
    for i in 0..<count {
      for k in 0..<dimension {
        let difference = points[i, k] - other.points[i, k]
        sum.add(weights[i], times: difference * difference)
      }
    }
    return sum.value.squareRoot()
  }
}
