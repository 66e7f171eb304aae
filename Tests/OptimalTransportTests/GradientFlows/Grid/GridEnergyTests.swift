import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Energies on a grid` {
  @Test func `The density of a slope inverts the slope of a density`() throws {
    let laws: [FreeEnergy] = try [
      .entropy(0.7), .power(2, 0.3), .power(0.7, 2), .entropy(0.5) + .power(3, 0.2),
    ]
    for law in laws {
      let cells = try CellEnergy(law, dimension: 1)
      for density in [1e-6, 0.3, 1, 40] {
        let found = cells.density(slope: cells.slope(density))
        // The slope is known to a few roundings of itself, which is at most 30 times the slope that
        // doubles these densities.
        #expect(abs(found / density - 1) < 1e-13)
        let step = 1e-5 * density
        let moved = cells.density(slope: cells.slope(density) + step / cells.response(density))
        #expect(abs((moved - density) / step - 1) < 1e-4)
      }
    }
    #expect(try CellEnergy(.power(2, 1), dimension: 2).density(slope: -1) == 0)
  }

  @Test func `The convolution is the sum over all pairs of cells`() throws {
    let axes = [GridAxis(lower: 0, upper: 1, count: 5), GridAxis(lower: -1, upper: 1, count: 6)]
    func kernel(_ z: [Double]) -> Double { exp(-z[0] * z[0] - 2 * z[1] * z[1]) }
    let density = (0..<30).map { Double(($0 * 7) % 11) }
    let found = try GridConvolution(axes: axes, kernel: kernel)(density)
    func place(_ cell: Int) -> [Double] { [axes[0].center(cell / 6), axes[1].center(cell % 6)] }
    let volume = axes[0].step * axes[1].step
    // The cell itself counts with the mean of the kernel over it.
    let rules = axes.map { GaussLegendre.nodes(from: -$0.step / 2, to: $0.step / 2, pieces: 4) }
    let mean = rules[0].reduce(0) { sum, a in
      rules[1].reduce(sum) { $0 + a.weight * $1.weight * kernel([a.position, $1.position]) }
    }
    for i in 0..<30 {
      let direct = (0..<30).reduce(0.0) { sum, j in
        let z = zip(place(i), place(j)).map { $0 - $1 }
        return sum + (i == j ? mean : kernel(z) * volume) * density[j]
      }
      #expect(abs(found[i] - direct) < 1e-12 * volume * 150)
    }
  }

  @Test func `The answer to a potential has the mass asked for`() throws {
    let cells = try CellEnergy(.power(2, 0.5) + .congestion(2), dimension: 1)
    let slopes = (0..<50).map { 30 * sin(Double($0)) }
    for mass in [1e-3, 1, 1.9] {
      let answer = StepDensity(slopes: slopes, cells: cells, mass: mass, cellVolume: 0.02)
      #expect(abs(answer.values.reduce(0, +) * 0.02 / mass - 1) < 1e-12)
      #expect(answer.values.allSatisfy { $0 >= 0 && $0 <= 2 })
    }
  }

  @Test func `A logarithmic attraction of no strength known is refused`() {
    #expect(throws: TransportError.self) { try InteractionKernel.logarithmic(strength: .nan) }
  }
}
