import Foundation

/// What all steps of a flow on a grid share: the energy at the cells, and the box.
struct GridFlowProblem: Sendable {
  let axes: [GridAxis]
  let cells: CellEnergy
  /// V at the cell centres.
  let drift: [Double]
  /// U *, where there is an interaction.
  let convolution: GridConvolution?
  /// The cell centres, cells x d, from the middle of the box.
  let centers: Matrix
  /// |y|^2 / 2 at the cell centres, and its means over cells.
  let halfSquares: [Double]
  let meanHalfSquares: [Double]
  /// That of the density before a step.
  var mass: Double
  let poisson: PoissonSolver
  private let temperature: Double

  /// - Throws: `nonFinite` where V or U is not finite, and `infeasible` for a cap below the
  ///   mean density, and as ``CellEnergy`` and ``GridConvolution``.
  init(_ energy: FreeEnergy, grid: GridDensity) throws(TransportError) {
    let halves = grid.box.sides.map { $0 / 2 }
    let axes = grid.shape.indices.map {
      GridAxis(lower: -halves[$0], upper: halves[$0], count: grid.shape[$0])
    }
    self.axes = axes
    cells = try CellEnergy(energy, dimension: grid.dimension)
    let room = cells.cap * grid.box.volume
    guard room >= grid.mass else { throw .infeasible(massWithoutRoute: grid.mass - room) }
    mass = grid.mass
    centers = Self.centers(axes)
    halfSquares = outerSum(axes.map { axis in axis.centers.map { $0 * $0 / 2 } })
    meanHalfSquares = outerSum(
      axes.map { axis in axis.centers.map { $0 * $0 / 2 + axis.step * axis.step / 24 } })
    var (potentials, kernels) = ([ScalarPotential](), [InteractionKernel]())
    var temperature = 0.0
    for term in energy.terms {
      switch term {
      case .potential(let v): potentials.append(v)
      case .interaction(let u): kernels.append(u)
      case .entropy(let theta), .power(_, let theta): temperature += theta
      case .congestion, .electricField: break
      }
    }
    self.temperature = temperature
    let places = grid.centers
    let drifts = potentials
    drift = ParallelLoop.map(count: grid.count, grain: 256) { j in
      let point = places.row(j)
      return drifts.reduce(0) { $0 + $1.value(point) }
    }
    try checkFinite(drift, argument: "potential at the cell centres")
    let interactions = kernels
    convolution =
      kernels.isEmpty
      ? nil
      : try GridConvolution(axes: axes) { z in interactions.reduce(0) { $0 + $1.value(z) } }
    poisson = PoissonSolver(
      shape: grid.shape, sides: grid.box.sides, bases: axes.map { _ in .cosine })
  }

  var cellVolume: Double { axes.reduce(1) { $0 * $1.step } }

  private static func centers(_ axes: [GridAxis]) -> Matrix {
    let box = try! Box(lower: axes.map(\.lower), upper: axes.map(\.upper))
    let ones = [Double](repeating: 1, count: axes.reduce(1) { $0 * $1.count })
    return try! GridDensity(shape: axes.map(\.count), box: box, values: ones).centers
  }

  /// F.
  func energy(_ density: [Double]) -> Double {
    frozenEnergy(density, field: field(density).map { $0 / 2 })
  }

  /// F with a potential in place of the interaction.
  func frozenEnergy(_ density: [Double], field: [Double]) -> Double {
    var sum = CompensatedSum()
    for j in density.indices where density[j] > 0 {
      sum.add(cells.value(density[j]) + (drift[j] + field[j]) * density[j])
    }
    return sum.value * cellVolume
  }

  /// |grad F|: the root of the integral of |grad (h(rho) + V + U * rho)|^2 rho, by differences
  /// across the faces between cells with mass.
  func slope(_ density: [Double]) -> Double {
    let field = field(density)
    let pressure = density.indices.map {
      density[$0] > 0 ? cells.slope(density[$0]) + drift[$0] + field[$0] : 0
    }
    var (sum, stride) = (CompensatedSum(), 1)
    for axis in axes.reversed() {
      let inverse = 1 / (axis.step * axis.step)
      for j in density.indices where j / stride % axis.count + 1 < axis.count {
        guard density[j] > 0, density[j + stride] > 0 else { continue }
        let rise = pressure[j + stride] - pressure[j]
        sum.add((density[j] + density[j + stride]) / 2 * rise * rise * inverse)
      }
      stride *= axis.count
    }
    return (sum.value * cellVolume).squareRoot()
  }

  /// The density of the given mass that minimises F, the interaction replaced by a potential, plus
  /// the integral of (|y|^2 / 2 - w) rho / tau.
  func answer(
    to w: [Double], halfSquares: [Double], timeStep: Double, field: [Double]
  ) -> StepDensity {
    let slopes = ParallelLoop.map(count: w.count, grain: 8192) {
      (w[$0] - halfSquares[$0]) / timeStep - drift[$0] - field[$0]
    }
    return StepDensity(slopes: slopes, cells: cells, mass: mass, cellVolume: cellVolume)
  }

  /// U * rho, zero without interaction.
  func field(_ density: [Double]) -> [Double] {
    convolution?(density) ?? [Double](repeating: 0, count: density.count)
  }

  /// w = |y|^2 / 2 + tau (h(rho) + V + U * rho).
  func potential(of density: [Double], timeStep: Double, field: [Double]) -> [Double] {
    density.indices.map { j in
      halfSquares[j] + timeStep * (cells.slope(density[j]) + drift[j] + field[j])
    }
  }

  /// The masses of a density in the images of the cells under grad u: exact for a density that is
  /// linear in cells, as what is thin must not see the quadrature of what is not.
  func imageMasses(_ density: [Double], under u: [Double]) -> [Double] {
    if axes.count == 1 {
      return ImageMass(axes: axes, density: CumulativeMass(density, axes: axes))(u)
    }
    let volume = cellVolume
    let cells = TiltedCells(masses: density.map { $0 * volume }, shape: axes.map(\.count))
    return PolygonMass(axes: axes, target: axes, cells: cells)(u)
  }

  /// A positive density to start from: an implicit step of the heat equation.
  func spread(_ density: [Double], over timeStep: Double) -> [Double] {
    let mean = mass / (cellVolume * Double(density.count))
    let diffused = poisson.solve(density, constant: 1, diffusion: timeStep * temperature)
    return diffused.map { max($0, 1e-12 * mean) }
  }
}
