/// Kantorovich's problem: min <C, P> over P >= 0 with P 1 = a and P' 1 = b.
public struct TransportProblem: Sendable {
  /// The source masses a, m of them.
  public let sourceWeights: [Double]
  /// The target masses b, n of them, with the same sum as `sourceWeights` up to rounding.
  public let targetWeights: [Double]
  /// The ground cost of each pair, m x n.
  public let geometry: Geometry

  /// The total mass.
  public let mass: Double

  /// The relative difference of masses that is taken for rounding and scaled away.
  public static let massTolerance = 1e-9

  /// Checks masses and sizes. Masses that differ by at most 1e-9, relative, are made equal by
  /// scaling the target.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `negativeMass`, `degenerateMass`,
  ///   `massMismatch`.
  public init(sourceWeights: [Double], targetWeights: [Double], geometry: Geometry)
    throws(TransportError)
  {
    let sourceMass = try checkMasses(sourceWeights, argument: "source weights")
    let targetMass = try checkMasses(targetWeights, argument: "target weights")
    guard sourceWeights.count == geometry.rows, targetWeights.count == geometry.columns else {
      throw .shapeMismatch(
        argument: "cost", expected: "\(sourceWeights.count) x \(targetWeights.count)",
        found: "\(geometry.rows) x \(geometry.columns)")
    }
    try checkBalance(source: sourceMass, target: targetMass)
    self.sourceWeights = sourceWeights
    self.targetWeights =
      sourceMass == targetMass
      ? targetWeights : targetWeights.map { $0 * (sourceMass / targetMass) }
    self.geometry = geometry
    self.mass = sourceMass
  }

  /// The problem between two discrete measures under a ground cost; nothing of size m n is stored.
  ///
  /// - Throws: as above, and `invalidCost` when a cost overflows.
  public init(source: PointCloud, target: PointCloud, cost: GroundCost = .squaredEuclidean)
    throws(TransportError)
  {
    try self.init(
      sourceWeights: source.weights, targetWeights: target.weights,
      geometry: Geometry(source: source.points, target: target.points, cost: cost))
  }

  /// The problem between the cells of two grids.
  public init(source: GridDensity, target: GridDensity, cost: GroundCost = .squaredEuclidean)
    throws(TransportError)
  {
    try self.init(
      sourceWeights: source.cellMasses, targetWeights: target.cellMasses,
      geometry: Geometry(source: source, target: target, cost: cost))
  }
}
