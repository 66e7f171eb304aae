import Foundation
import Testing

@testable import OptimalTransport

@Suite struct ChainStencilTests {
  /// Random entries on a 3 x 4 x 2 grid, none through walls.
  private struct Entries {
    let shape = [3, 4, 2]
    let strides = [8, 2, 1]
    var center: [Double] = []
    var up: [[Double]] = []
    var down: [[Double]] = []

    init() {
      var generator = SeededGenerator(seed: 3)
      center = (0..<24).map { _ in generator.uniform() }
      for k in 0..<3 {
        let (shape, strides) = (shape, strides)
        up.append(
          (0..<24).map { $0 / strides[k] % shape[k] + 1 < shape[k] ? generator.uniform() : 0 })
        down.append((0..<24).map { $0 / strides[k] % shape[k] > 0 ? generator.uniform() : 0 })
      }
    }

    func stencil(transposed: Bool) -> ChainStencil {
      ChainStencil(center: center, up: up, down: down, strides: strides, transposed: transposed)
    }

    var dense: Matrix {
      var result = Matrix(repeating: 0, rows: 24, columns: 24)
      for i in 0..<24 {
        result[i, i] = center[i]
        for k in 0..<3 {
          if up[k][i] > 0 { result[i, i + strides[k]] = up[k][i] }
          if down[k][i] > 0 { result[i, i - strides[k]] = down[k][i] }
        }
      }
      return result
    }
  }

  @Test("a polynomial of the stencil is that of the dense matrix, transposed or not")
  func dense() {
    let entries = Entries()
    let weights = [0.1, 0.4, 0, 0.5]
    var generator = SeededGenerator(seed: 4)
    let x = (0..<24).map { _ in generator.uniform() }
    for transposed in [false, true] {
      let matrix = transposed ? entries.dense.transposed : entries.dense
      let (one, three) = (matrix * x, matrix * (matrix * (matrix * x)))
      let found = entries.stencil(transposed: transposed).polynomial(weights, x)
      for i in 0..<24 {
        let exact = 0.1 * x[i] + 0.4 * one[i] + 0.5 * three[i]
        // All terms are positive: an ulp for each of some 25 additions.
        #expect(abs(found[i] - exact) <= 25 * .ulpOfOne * exact)
      }
    }
  }

  @Test("powers are the stencil applied again and again")
  func powers() {
    let stencil = Entries().stencil(transposed: false)
    let x = (0..<24).map { Double($0) }
    let powers = stencil.powers(x, count: 4)
    #expect(powers.count == 5 && powers[0] == x)
    for r in 1...4 { #expect(powers[r] == stencil.polynomial([0, 1], powers[r - 1])) }
  }

  @Test(
    "Poisson's weights add up to one and have the mean asked for",
    arguments: [1e-12, 0.3, 40, 2000])
  func poisson(mean: Double) {
    let weights = PoissonWeights.make(mean: mean, reach: 5)
    #expect(weights.count >= 6)
    // log(m) r - m - lgamma(r + 1) cancels numbers of the size of r log m, r about 1 + m.
    let rounding = 4 * .ulpOfOne * (1 + (1 + mean) * abs(log(mean)))
    #expect(abs(weights.compensatedSum() - 1) <= 1e-15)
    let found = weights.enumerated().map { Double($0) * $1 }.compensatedSum()
    #expect(abs(found - mean) <= rounding * mean)
  }
}
