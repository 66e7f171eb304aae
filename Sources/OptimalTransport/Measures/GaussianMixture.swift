/// A mixture of Gaussians, sum_k weights[k] N(m_k, S_k), with mass sum_k weights[k].
public struct GaussianMixture: Measure, Equatable {
  /// The mass of each component, >= 0.
  public let weights: [Double]
  /// The components, all of one dimension; their own masses are not used.
  public let components: [Gaussian]
  /// The total mass.
  public let mass: Double

  /// Checks and wraps the components.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch` for lists of different lengths or components of
  ///   different dimensions, `nonFinite`, `negativeMass`, `degenerateMass`.
  public init(weights: [Double], components: [Gaussian]) throws(TransportError) {
    guard let first = components.first else { throw .emptyInput(argument: "components") }
    guard weights.count == components.count else {
      throw .shapeMismatch(
        argument: "weights", expected: "\(components.count) values, one a component",
        found: "\(weights.count)")
    }
    for (k, component) in components.enumerated() where component.dimension != first.dimension {
      throw .shapeMismatch(
        argument: "components[\(k)]", expected: "dimension \(first.dimension)",
        found: "dimension \(component.dimension)")
    }
    self.mass = try checkMasses(weights, argument: "weights")
    self.weights = weights
    self.components = components
  }

  /// The dimension d.
  public var dimension: Int { components[0].dimension }

  /// The weighted mean of the means.
  public var mean: [Double] {
    (0..<dimension).map { k in
      zip(weights, components).map { $0 / mass * $1.mean[k] }.compensatedSum()
    }
  }

  /// The law of total covariance: the mean of the covariances plus the covariance of the means.
  public var covariance: Matrix {
    let center = mean
    var result = Matrix(repeating: 0, rows: dimension, columns: dimension)
    for (weight, component) in zip(weights, components) {
      let offset = zip(component.mean, center).map { $0 - $1 }
      for i in 0..<dimension {
        for j in 0..<dimension {
          result[i, j] += weight / mass * (component.covariance[i, j] + offset[i] * offset[j])
        }
      }
    }
    return result
  }

  /// The density at a point of d coordinates, per unit volume.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func density(at point: [Double]) throws(TransportError) -> Double {
    try checkPoint(point, dimension: dimension)
    var sum = CompensatedSum()
    for (weight, component) in zip(weights, components) where weight > 0 {
      sum.add(weight, times: try component.density(at: point) / component.mass)
    }
    return sum.value
  }

  /// Independent draws: a component by its weight, then a point from it.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public func sample(count: Int, seed: UInt64) throws(TransportError) -> PointCloud {
    try checkSampleCount(count)
    var generator = SeededGenerator(seed: seed)
    let table = CumulativeTable(weights)
    let elements = (0..<count).flatMap { _ in
      components[table.draw(&generator)].draw(&generator)
    }
    return try PointCloud(
      points: Matrix(uncheckedRows: count, columns: dimension, elements: elements),
      weights: equalWeights(mass, count))
  }
}
