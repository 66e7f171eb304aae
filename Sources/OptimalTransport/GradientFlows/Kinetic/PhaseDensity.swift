/// A density f(x, v) of positions on a periodic line and velocities in a symmetric interval.
///
/// Axis 0 of the grid is x, one period long; axis 1 is v, -limit < v < limit, with walls that
/// nothing crosses. The values are taken at the cell centres.
public struct PhaseDensity: FlowState, Equatable {
  /// The values, positions x velocities.
  public let grid: GridDensity

  /// Wraps a grid whose second axis is the velocity.
  ///
  /// - Throws: `shapeMismatch` unless there are two axes; `outOfRange` unless the velocities are
  ///   symmetric about 0.
  public init(_ grid: GridDensity) throws(TransportError) {
    guard grid.dimension == 2 else {
      throw .shapeMismatch(
        argument: "phase density", expected: "two axes, position and velocity",
        found: "\(grid.dimension) axes")
    }
    let (lower, upper) = (grid.box.lower[1], grid.box.upper[1])
    guard lower == -upper else {
      throw .outOfRange(
        argument: "lower velocity", value: lower, expected: "\(-upper), minus the upper one")
    }
    self.grid = grid
  }

  /// Samples a function f(x, v) at the centres of positions x velocities cells.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, `negativeMass`, `degenerateMass`, `outOfRange`.
  public init(
    positions: Int, velocities: Int, period: ClosedRange<Double>, velocityLimit: Double,
    density: (Double, Double) -> Double
  ) throws(TransportError) {
    let box = try Box(
      lower: [period.lowerBound, -velocityLimit], upper: [period.upperBound, velocityLimit])
    guard positions > 0, velocities > 0 else {
      throw .shapeMismatch(
        argument: "shape", expected: "positive extents", found: "\([positions, velocities])")
    }
    let (width, height) = (box.sides[0] / Double(positions), box.sides[1] / Double(velocities))
    let values = (0..<positions).flatMap { i in
      (0..<velocities).map { j in
        density(
          box.lower[0] + (Double(i) + 0.5) * width, box.lower[1] + (Double(j) + 0.5) * height)
      }
    }
    try self.init(GridDensity(shape: [positions, velocities], box: box, values: values))
  }

  /// Cells along x.
  public var positions: Int { grid.shape[0] }
  /// Cells along v.
  public var velocities: Int { grid.shape[1] }
  /// The length of the period.
  public var period: Double { grid.box.sides[0] }
  /// No velocity is beyond this limit.
  public var velocityLimit: Double { grid.box.upper[1] }
  /// The total mass.
  public var mass: Double { grid.mass }

  /// The values f, row-major.
  public var numbers: [Double] { grid.values }

  /// The same grid with other values.
  public func replacing(numbers: [Double]) throws(TransportError) -> PhaseDensity {
    try PhaseDensity(GridDensity(shape: grid.shape, box: grid.box, values: numbers))
  }

  /// int int |f - g|, the L1 distance.
  public func distance(to other: PhaseDensity) -> Double {
    zip(grid.values, other.grid.values).lazy.map { abs($0 - $1) }.compensatedSum()
      * grid.cellVolume
  }
}
