/// A measure as atoms, and what was done to it to make it so.
public struct AtomicMeasure: Sendable {
  /// The atoms.
  public let cloud: PointCloud
  /// Nil for a measure that was atoms already; cells of a grid count as atoms at their centres.
  public let note: String?

  /// The side of a transport problem that a measure is on; each has a seed of its own.
  public enum Side: String, Sendable {
    /// What is moved.
    case source
    /// Where it is moved to.
    case target

    var seed: UInt64 { self == .source ? 1 : 2 }
  }

  /// Takes atoms as they are, and replaces anything else by `count` equal atoms: quantiles on the
  /// line, a seeded sample elsewhere. The same measure gives the same atoms each time.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public init(_ measure: any Measure, as side: Side, count: Int) throws(TransportError) {
    if let cloud = measure as? PointCloud {
      self.init(cloud: cloud, note: nil)
    } else if let grid = measure as? GridDensity {
      self.init(cloud: grid.pointCloud, note: nil)
    } else if let law = try LineLaw(onTheLine: measure) {
      self.init(
        cloud: try law.discretized(count: count),
        note: "The \(side) was replaced by \(count) atoms of equal mass at its quantiles.")
    } else {
      self.init(
        cloud: try measure.discretized(count: count, seed: side.seed),
        note: "The \(side) was replaced by a random sample of \(count) points "
          + "(seed \(side.seed)).")
    }
  }

  private init(cloud: PointCloud, note: String?) {
    self.cloud = cloud
    self.note = note
  }
}

extension LineLaw {
  /// The law of a measure on the line whose quantiles are known; nil for any other.
  fileprivate init?(onTheLine measure: any Measure) throws(TransportError) {
    switch measure {
    case let law as LineLaw: self = law
    case let gaussian as Gaussian where gaussian.dimension == 1: self = try LineLaw(gaussian)
    case let mixture as GaussianMixture where mixture.dimension == 1:
      self = try LineLaw(mixture)
    default: return nil
    }
  }

  /// The law of a mixture of Gaussians on the line, by its distribution function.
  ///
  /// - Throws: `shapeMismatch` unless the dimension is 1.
  public init(_ mixture: GaussianMixture) throws(TransportError) {
    guard mixture.dimension == 1 else {
      throw .shapeMismatch(
        argument: "mixture", expected: "dimension 1", found: "dimension \(mixture.dimension)")
    }
    let parts = zip(mixture.weights, mixture.components).map { weight, component in
      (weight / mixture.mass, component.mean[0], component.covariance[0, 0].squareRoot())
    }
    let cumulative: @Sendable (Double) -> Double = { x in
      parts.reduce(0) { $0 + $1.0 * NormalDistribution.cumulative((x - $1.1) / $1.2) }
    }
    try self.init(cumulative: cumulative, mass: mixture.mass)
  }
}
