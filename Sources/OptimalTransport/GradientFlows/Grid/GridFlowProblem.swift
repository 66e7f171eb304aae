import Foundation

/// What all steps of a flow on a grid share: the energy at the cells, and the box.
struct GridFlowProblem: Sendable {
  let axes: [GridAxis]
  /// The box cut open where it closes on itself.
  let lift: PeriodicLift
  let cells: CellEnergy
  /// V at the cell centres.
  let drift: [Double]
  /// U * rho and s phi.
  private let selfField: FlowField
  /// The cell centres, cells x d, from the middle of the box.
  let centers: Matrix
  /// |y|^2 / 2 at the cell centres, and its means over cells.
  let halfSquares: [Double]
  let meanHalfSquares: [Double]
  /// That of the density before a step.
  var mass: Double
  private let poisson: PoissonSolver
  private let temperature: Double

  /// - Throws: `nonFinite` where V or U is not finite, `infeasible` for a cap below the mean
  ///   density, `outOfRange` for an axis that is none, and as ``CellEnergy``, ``FlowField`` and
  ///   ``PotentialFloor``.
  init(
    _ energy: FreeEnergy, grid: GridDensity, periodicAxes: Set<Int> = []
  ) throws(TransportError) {
    if let axis = periodicAxes.first(where: { !grid.shape.indices.contains($0) }) {
      throw .outOfRange(
        argument: "periodicAxes", value: Double(axis), expected: "below \(grid.dimension)")
    }
    let halves = grid.box.sides.map { $0 / 2 }
    let axes = grid.shape.indices.map {
      GridAxis(lower: -halves[$0], upper: halves[$0], count: grid.shape[$0])
    }
    self.axes = axes
    lift = PeriodicLift(axes: axes, periodicAxes: periodicAxes)
    cells = try CellEnergy(energy, dimension: grid.dimension)
    let room = cells.cap * grid.box.volume
    guard room >= grid.mass else { throw .infeasible(massWithoutRoute: grid.mass - room) }
    mass = grid.mass
    centers = Self.centers(axes)
    halfSquares = outerSum(axes.map { axis in axis.centers.map { $0 * $0 / 2 } })
    meanHalfSquares = outerSum(
      axes.map { axis in axis.centers.map { $0 * $0 / 2 + axis.step * axis.step / 24 } })
    let terms = try EnergyTerms(energy, dimension: grid.dimension)
    temperature = terms.powers.reduce(terms.temperature) { $0 + $1.temperature }
    drift = try Self.drift(terms.potentials, grid)
    try PotentialFloor(energy).check(
      values: drift, centers: grid.centers, steps: axes.map(\.step))
    selfField = try FlowField(terms, axes: axes, periodicAxes: periodicAxes)
    poisson = PoissonSolver(shape: grid.shape, sides: grid.box.sides, bases: lift.bases)
  }

  private static func drift(
    _ potentials: [ScalarPotential], _ grid: GridDensity
  ) throws(TransportError) -> [Double] {
    let places = grid.centers
    let drift = ParallelLoop.map(count: grid.count, grain: 256) { j -> Double in
      let point = places.row(j)
      return potentials.reduce(0) { $0 + $1.value(point) }
    }
    try checkFinite(drift, argument: "potential at the cell centres")
    return drift
  }

  private static func centers(_ axes: [GridAxis]) -> Matrix {
    let box = try! Box(lower: axes.map(\.lower), upper: axes.map(\.upper))
    let ones = [Double](repeating: 1, count: axes.reduce(1) { $0 * $1.count })
    return try! GridDensity(shape: axes.map(\.count), box: box, values: ones).centers
  }

  var cellVolume: Double { axes.reduce(1) { $0 * $1.step } }

  /// Whether the mass acts on itself.
  var hasField: Bool { !selfField.isZero }

  /// U * rho + s phi, zero where the mass does not act on itself.
  func field(_ density: [Double]) -> [Double] {
    hasField ? selfField(density) : [Double](repeating: 0, count: density.count)
  }

  /// A positive density to start from: an implicit step of the heat equation.
  func spread(_ density: [Double], over timeStep: Double) -> [Double] {
    let mean = mass / (cellVolume * Double(density.count))
    let diffused = poisson.solve(density, constant: 1, diffusion: timeStep * temperature)
    return diffused.map { max($0, 1e-12 * mean) }
  }

  /// The greatest convex function below w, nearly: differences of parabolas.
  func convexified(_ w: [Double]) -> [Double] { lift.conjugate(lift.conjugate(w)) }
}
