import Foundation

/// What all steps of a flow on a grid share: the energy at the cells, and the box.
struct GridFlowProblem: Sendable {
  let axes: [GridAxis]
  let cells: CellEnergy
  /// V at the cell centres.
  let drift: [Double]
  /// U *, where there is an interaction.
  let convolution: GridConvolution?
  /// |y|^2 / 2 at the cell centres.
  let halfSquares: [Double]
  let mass: Double
  let poisson: PoissonSolver
  private let temperature: Double

  /// - Throws: `nonFinite` where V or U is not finite, and as ``CellEnergy`` and
  ///   ``GridConvolution``.
  init(_ energy: FreeEnergy, grid: GridDensity) throws(TransportError) {
    axes = GridAxis.all(shape: grid.shape, box: grid.box)
    cells = try CellEnergy(energy, dimension: grid.dimension)
    mass = grid.mass
    halfSquares = outerSum(axes.map { axis in axis.centers.map { $0 * $0 / 2 } })
    var (potentials, kernels) = ([ScalarPotential](), [InteractionKernel]())
    var temperature = 0.0
    for term in energy.terms {
      switch term {
      case .potential(let v): potentials.append(v)
      case .interaction(let u): kernels.append(u)
      case .entropy(let theta), .power(_, let theta): temperature += theta
      case .congestion: break
      }
    }
    self.temperature = temperature
    let centers = grid.centers
    let drifts = potentials
    drift = ParallelLoop.map(count: grid.count, grain: 256) { j in
      let point = centers.row(j)
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

  /// F.
  func energy(_ density: [Double]) -> Double {
    var sum = CompensatedSum()
    for j in density.indices { sum.add(cells.value(density[j]) + drift[j] * density[j]) }
    if let field = convolution?(density) {
      for j in density.indices { sum.add(field[j] * density[j] / 2) }
    }
    return sum.value * cellVolume
  }

  /// w = |y|^2 / 2 + tau (h(rho) + V + U * rho).
  func potential(
    of density: [Double], timeStep: Double, interaction: [Double]
  ) -> [Double] {
    let field = convolution?(interaction)
    return density.indices.map { j in
      halfSquares[j] + timeStep * (cells.slope(density[j]) + drift[j] + (field?[j] ?? 0))
    }
  }

  /// The inverse of ``potential(of:timeStep:interaction:)``.
  func density(
    of potential: [Double], timeStep: Double, interaction: [Double]
  ) -> [Double] {
    let field = convolution?(interaction)
    return ParallelLoop.map(count: potential.count, grain: 1024) { j in
      cells.density(
        slope: (potential[j] - halfSquares[j]) / timeStep - drift[j] - (field?[j] ?? 0))
    }
  }

  /// A positive density to start from: an implicit step of the heat equation.
  func spread(_ density: [Double], over timeStep: Double) -> [Double] {
    let mean = mass / (cellVolume * Double(density.count))
    let diffused = poisson.solve(density, constant: 1, diffusion: timeStep * temperature)
    return diffused.map { max($0, 1e-12 * mean) }
  }
}
