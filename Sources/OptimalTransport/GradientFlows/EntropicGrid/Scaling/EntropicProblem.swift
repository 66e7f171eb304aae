import Foundation

/// What all entropic steps of a flow share: the energy at the cells, the kernel, and which cells
/// mass can go between.
struct EntropicProblem: Sendable {
  let axes: [GridAxis]
  let periodicAxes: Set<Int>
  let kernel: StepKernel
  let correction: BlurCorrection
  /// V at the cells; 0 in walls.
  let drift: [Double]
  /// U * rho, and the electric potential.
  let selfField: FlowField
  /// The sum of the entropies' theta.
  let temperature: Double
  let powers: [(exponent: Double, temperature: Double)]
  /// The greatest density of each cell: 0 in walls, infinite in exits and without a cap.
  let caps: [Double]
  /// Whether mass that arrives leaves for good; empty without exits.
  let exits: [Bool]
  /// The cells between which mass can go, in parts that no way connects.
  let parts: [[Int]]

  var cellVolume: Double { axes.reduce(1) { $0 * $1.step } }
  var epsilon: Double { kernel.epsilon }

  /// The potential that the mass makes itself.
  func field(_ density: [Double]) -> [Double] { selfField(density) }

  /// F; caps count as kept.
  func energy(_ density: [Double]) -> Double {
    frozenEnergy(density, field: field(density).map { $0 / 2 })
  }

  /// F with a potential in place of the interaction.
  func frozenEnergy(_ density: [Double], field: [Double]) -> Double {
    var sum = CompensatedSum()
    for j in density.indices where density[j] > 0 {
      sum.add(diffusionEnergy(density[j]) + (drift[j] + field[j]) * density[j])
    }
    return sum.value * cellVolume
  }

  /// theta rho log rho + theta rho^m / (m - 1).
  func diffusionEnergy(_ density: Double) -> Double {
    guard density > 0 else { return 0 }
    return powers.reduce(temperature * density * log(density)) {
      $0 + $1.temperature * pow(density, $1.exponent) / ($1.exponent - 1)
    }
  }

  /// The slope of the diffusion's energy; finite at a density of zero.
  func diffusionSlope(_ density: Double) -> Double {
    let density = max(density, .leastNormalMagnitude)
    return powers.reduce(temperature > 0 ? temperature * (log(density) + 1) : 0) {
      $0 + $1.temperature * $1.exponent / ($1.exponent - 1) * pow(density, $1.exponent - 1)
    }
  }

  /// The answers of cells when eps times `share` rho log rho is added to 2 tau F.
  func proximal(share: Double, timeStep: Double) -> CellProximal {
    CellProximal(
      stiffness: share * epsilon + 2 * timeStep * temperature,
      powers: powers.map {
        CellProximal.Power(exponent: $0.exponent, factor: 2 * timeStep * $0.temperature)
      })
  }

  /// The integral of a density over each part.
  func masses(_ density: [Double]) -> [Double] {
    parts.map { cells in
      var sum = CompensatedSum()
      for cell in cells { sum.add(density[cell]) }
      return sum.value * cellVolume
    }
  }
}
