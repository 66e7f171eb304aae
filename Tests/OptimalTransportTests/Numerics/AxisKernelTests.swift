import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct AxisKernelTests {
  /// Costs of cells `rows` and `columns` on [0, 1] in units of log2 / scale, and lines of logarithms.
  private func axis(_ rows: Int, _ columns: Int, power: Double) -> Matrix {
    Matrix(
      uncheckedRows: rows, columns: columns,
      elements: (0..<rows).flatMap { i in
        (0..<columns).map { j in
          pow(abs((Double(i) + 0.5) / Double(rows) - (Double(j) + 0.5) / Double(columns)), power)
        }
      })
  }

  @Test func everyInstructionSetGivesTheFormula() throws {
    var random = RandomInstances(seed: 1)
    for (rows, columns, lines) in [
      (1, 1, 1), (5, 9, 3), (67, 130, 17), (130, 66, 1), (9, 8, 40), (67, 400, 2),
    ] {
      // From one tile over all rows to one row a tile; concave costs are not monotone.
      for (scale, power) in [(1.0, 2.0), (1e3, 2), (1e5, 1), (1e7, 2), (1e3, 0.5), (1e5, 0.5)] {
        let costs = axis(rows, columns, power: power)
        // On the last shape whole blocks of eight columns are low, and yet hold the least costs of some rows.
        let level = (0..<lines * columns).map { _ in 1.6 * scale * random.uniform() }
        let b = (0..<lines * columns).map {
          columns == 400
            ? level[$0 / 8]
            : random.integer(0...3) == 0 ? -.infinity : 2 * scale * random.uniform()
        }
        let carried = b.map { _ in random.uniform() - 0.5 }
        for kernels in KernelTable.all {
          let kernel = AxisKernel(
            costs: costs, scale: scale, step: GridCost.Extent(axes: [costs]).steps[0],
            isConvex: power >= 1, drop: 64, kernels: kernels)
          let found = kernel.logSums(
            b, in: 0.5, out: -2, averages: .init(carried: carried, includesCost: true))
          let minima = AxisMinimum.minima(costs, b, sign: -0.25, kernels: kernels)
          for i in 0..<rows {
            for t in 0..<lines {
              let terms = (0..<columns).map { b[t * columns + $0] / 2 - scale * costs[i, $0] }
              let most = terms.max()!
              let at = i * lines + t
              let least = (0..<columns).map { costs[i, $0] + b[t * columns + $0] / 4 }.min()!
              #expect(abs(minima[at] - least) <= 1e-15 * abs(least) || minima[at] == least)
              guard most > -.infinity else {
                #expect(found.logs[at] == .infinity && found.means[at] == 0)
                continue
              }
              let weights = terms.map { exp2($0 - most) }
              let sum = weights.reduce(0, +)
              let log = -2 * (most + log2(sum))
              #expect(abs(found.logs[at] - log) <= 1e-15 * (scale + abs(log)) + 4e-15)
              let mean =
                (0..<columns).map {
                  weights[$0] * (carried[t * columns + $0] + scale * costs[i, $0])
                }.reduce(0, +) / sum
              // Each weight is off by the rounding of its exponent.
              #expect(abs(found.means[at] - mean) <= 1e-15 * (4 + scale) * (1 + scale))
            }
          }
        }
      }
    }
  }
}
