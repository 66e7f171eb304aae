import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GeometryTests {
  @Test func everyCostFollowsItsFormula() throws {
    let (x, y) = ([1.0, 2.0, 3.0], [4.0, 0.0, 3.5])
    let expected: [(GroundCost, Double)] = [
      (.squaredEuclidean, 13.25), (.euclidean, 13.25.squareRoot()), (.manhattan, 5.5),
      (.chebyshev, 3), (.power(4), 13.25 * 13.25),
      (.cosine, 1 - 14.5 / (14.0 * 28.25).squareRoot()), (.custom { $0[0] * $1[0] }, 4),
    ]
    for (cost, value) in expected {
      let geometry = try Geometry(source: Matrix([x]), target: Matrix([y]), cost: cost)
      #expect(abs(geometry.cost(0, 0) - value) <= 1e-14 * value, "\(cost.name)")
      #expect(abs(cost(x, y) - value) <= 1e-14 * value, "\(cost.name)")
    }
  }

  @Test func cosineKeepsItsDigitsForNearlyParallelVectors() throws {
    // 1 - cos(h) = h^2/2 for a turn by h = 1e-6; 1 - x.y alone would keep four digits.
    let geometry = try Geometry(
      source: Matrix([[1, 0]]), target: Matrix([[1, 1e-6]]), cost: .cosine)
    #expect(abs(geometry.cost(0, 0) - 0.5e-12) <= 1e-22)
  }

  @Test func anOverflowingCostNamesThePair() throws {
    let far = try Matrix([[0, 0], [1e200, 0]])
    #expect(
      throws: TransportError.invalidCost(
        argument: "squaredEuclidean cost", row: 1, column: 0, value: .infinity)
    ) { try Geometry(source: far, target: Matrix([[0, 0]]), cost: .squaredEuclidean) }
    #expect(throws: Never.self) {
      try Geometry(source: far, target: Matrix([[0, 0]]), cost: .manhattan)
    }
  }

  @Test func lengthsNeitherOverflowNorVanish() throws {
    for scale in [1e-300, 1e-170, 1, 1e170, 1e300] {
      let (x, y) = ([3 * scale, 0, scale], [0, 4 * scale, scale])
      for cost in [GroundCost.euclidean, .power(1), .power(0.5), .power(0.3)] {
        let p = if case .power(let p) = cost { p } else { 1.0 }
        let geometry = try Geometry(source: Matrix([x]), target: Matrix([y, x]), cost: cost)
        let expected = pow(5 * scale, p)
        #expect(abs(geometry.cost(0, 0) - expected) <= 4e-15 * expected, "\(cost.name) \(scale)")
        #expect(abs(cost(x, y) - expected) <= 4e-15 * expected, "\(cost.name) \(scale)")
        #expect(geometry.cost(0, 1) == 0)
      }
      let line = try Geometry(
        source: Matrix([[3 * scale]]), target: Matrix([[scale]]), cost: .euclidean)
      #expect(line.cost(0, 0) == 3 * scale - scale)
    }
  }

  @Test func badCostsAreRefusedByName() throws {
    let point = try Matrix([[1.0, 2.0]])
    #expect(
      throws: TransportError.invalidCost(
        argument: "custom cost", row: 0, column: 0, value: -.infinity)
    ) { try Geometry(source: point, target: point, cost: .custom { _, _ in -.infinity }) }
    #expect(
      throws: TransportError.outOfRange(
        argument: "power p", value: 0, expected: "a finite number above 0")
    ) { try Geometry(source: point, target: point, cost: .power(0)) }
    #expect(throws: TransportError.self) {
      try Geometry(source: Matrix([[0, 0]]), target: point, cost: .cosine)
    }
    #expect(
      throws: TransportError.shapeMismatch(
        argument: "target points", expected: "dimension 2, as the source has",
        found: "dimension 1")
    ) { try Geometry(source: point, target: Matrix([[1]]), cost: .euclidean) }
    #expect(
      throws: TransportError.invalidCost(
        argument: "cost matrix", row: 1, column: 0, value: .infinity)
    ) { try Geometry(dense: Matrix([[1, 2], [.infinity, 3]])) }
  }

  @Test func aSparseCostRefusesRepeatedAndMisplacedPairs() throws {
    #expect(
      throws: TransportError.outOfRange(
        argument: "sparse cost cols[1]", value: 0, expected: "a pair not given before")
    ) {
      try SparseCost(
        rows: 1, columns: 1, rowIndices: [0, 0], columnIndices: [0, 0], values: [1, 2])
    }
    #expect(
      throws: TransportError.outOfRange(
        argument: "sparse cost rows[0]", value: 3, expected: "an index from 0 to 1")
    ) { try SparseCost(rows: 2, columns: 2, rowIndices: [3], columnIndices: [0], values: [1]) }
  }

  @Test func restrictionKeepsTheCosts() throws {
    var random = RandomInstances(seed: 1)
    let full = try Geometry(
      source: random.points(6, 2), target: random.points(5, 2), cost: .euclidean)
    let (rows, columns) = ([4, 1], [0, 3, 2])
    for geometry in [full, try Geometry(dense: full.matrix)] {
      let part = geometry.restricted(rows: rows, columns: columns)
      for (i, row) in rows.enumerated() {
        for (j, column) in columns.enumerated() {
          #expect(part.cost(i, j) == full.cost(row, column))
        }
      }
    }
  }
}
