import Foundation

extension VlasovGridStepper {
  /// F.
  ///
  /// - Throws: `nonFinite` when it overflows.
  public func energy(of state: PhaseDensity) throws(TransportError) -> Double {
    let total = energies(of: state).total
    try checkFinite([total], argument: "free energy")
    return total
  }

  /// The parts of F.
  public func energies(of state: PhaseDensity) -> VlasovEnergy {
    let f = state.numbers
    let density = spatialDensity { f[$0] }
    let area = cell.width * cell.height
    let (squares, theta) = (velocities.map { $0 * $0 / 2 }, equation.temperature)
    let kinetic = sum { row in Self.weighted(f, squares, row) }
    let entropy = theta == 0 ? 0 : sum { row in Self.entropy(f, row) }
    return VlasovEnergy(
      kinetic: kinetic * area, field: field.energy(field(density)),
      potential: compensatedDot(potential, density) * cell.width,
      entropy: theta * entropy * area)
  }

  /// The root of g times the chain's dissipation, the sum over neighbours of
  /// (b_{j+1} f_{j+1} - a_j f_j) (theta log f + v^2 / 2)|_j^{j+1}.
  func slope(of state: PhaseDensity) -> Double {
    guard equation.friction > 0 else { return 0 }
    let (f, v) = (state.numbers, velocities)
    let rises = zip(v, v.dropFirst()).map { ($1 - $0) * ($1 + $0) / 2 }
    let dissipation = sum { row in self.dissipation(f, rises, row) }
    return (equation.friction * max(0, dissipation) * cell.width * cell.height).squareRoot()
  }

  private func dissipation(_ f: [Double], _ rises: [Double], _ row: Range<Int>) -> Double {
    let (up, down, theta) = (langevin.chain.up, langevin.chain.down, equation.temperature)
    var sum = 0.0
    for j in rises.indices {
      let (low, high) = (f[row.lowerBound + j], f[row.lowerBound + j + 1])
      guard low > 0, high > 0 else { continue }
      let force = theta * log(high / low) + rises[j]
      sum += (down[j + 1] * high - up[j] * low) * force
    }
    return sum
  }

  private static func weighted(_ f: [Double], _ weights: [Double], _ row: Range<Int>) -> Double {
    var sum = 0.0
    for j in weights.indices { sum += weights[j] * f[row.lowerBound + j] }
    return sum
  }

  private static func entropy(_ f: [Double], _ row: Range<Int>) -> Double {
    var sum = 0.0
    for j in row where f[j] > 0 { sum += f[j] * log(f[j]) }
    return sum
  }

  /// The sum over positions of a function of the cells there.
  private func sum(_ body: (Range<Int>) -> Double) -> Double {
    let n = velocities.count
    return ParallelLoop.map(count: grid.shape[0], grain: 1 + (1 << 12) / n) { i in
      body(i * n..<(i + 1) * n)
    }.compensatedSum()
  }
}
