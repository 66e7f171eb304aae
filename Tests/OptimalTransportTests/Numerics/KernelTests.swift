import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct KernelTests {
  @Test func everyInstructionSetGivesTheFormula() throws {
    var random = RandomInstances(seed: 1)
    let costs: [(CoordinateArray.Metric, GroundCost)] = [
      (.squaredEuclidean, .squaredEuclidean), (.euclidean, .euclidean), (.manhattan, .manhattan),
      (.chebyshev, .chebyshev), (.power(2.5), .power(2.5)), (.power(0.5), .power(0.5)),
      (.power(3), .power(3)), (.power(1.3), .power(1.3)),
    ]
    for (metric, cost) in costs {
      for dimension in [1, 2, 3, 7] {
        // Sizes around the vector length, and the remainders.
        for count in [1, 2, 7, 8, 9, 16, 31] {
          let (x, y) = (random.points(2, dimension), random.points(count, dimension))
          let shift = ScratchArray((0..<count).map { _ in random.uniform() })
          let row = ScratchArray(repeating: 0.0, count: count)
          let expected = (0..<count).map { cost(x.row(1), y.row($0)) - shift[$0] }
          let source = CoordinateArray(x, metric: metric)
          for kernels in KernelTable.all {
            let target = CoordinateArray(y, metric: metric, kernels: kernels)
            target.reducedCosts(from: source, 1, shift: shift, into: row)
            for j in 0..<count {
              #expect(abs(row[j] - expected[j]) <= 1e-14 * (1 + abs(expected[j])))
            }
            let found = target.reducedMinimum(from: source, 1, shift: shift)
            #expect(found.value == row[found.column])
            #expect(row.array.allSatisfy { $0 >= found.value })
          }
        }
      }
    }
  }

  @Test func theLeastIndexWinsATie() throws {
    let target = Matrix(repeating: 2, rows: 37, columns: 2)
    let geometry = try Geometry(
      source: Matrix(repeating: 1, rows: 1, columns: 2), target: target, cost: .squaredEuclidean)
    let shift = ScratchArray(repeating: 0.0, count: 37)
    #expect(geometry.reducedMinimum(row: 0, shift: shift) == RowMinimum(value: 2, column: 0))
    shift[35] = 1
    shift[20] = 1
    #expect(geometry.reducedMinimum(row: 0, shift: shift) == RowMinimum(value: 1, column: 20))
  }

  @Test func excludedTargetsNeverWin() throws {
    let geometry = try Geometry(dense: Matrix([[1, 2, 3]]))
    let shift = ScratchArray([-Double.infinity, -.infinity, 0])
    #expect(geometry.reducedMinimum(row: 0, shift: shift) == RowMinimum(value: 3, column: 2))
  }
}
