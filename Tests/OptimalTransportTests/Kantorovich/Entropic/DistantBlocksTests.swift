import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct DistantBlocksTests {
  static let groundCosts: [GroundCost] = [
    .squaredEuclidean, .euclidean, .manhattan, .chebyshev, .power(1.5), .power(0.5),
  ]

  /// Clouds of several blocks, far apart or not, some of whose atoms have little or no mass.
  private struct Instance {
    let pairs: PairCosts
    let epsilon: Double
    var f: [Double] = []
    var g: [Double] = []

    init(_ cost: GroundCost, dimension: Int, offset: Double, epsilon: Double, seed: UInt64) throws {
      var random = RandomInstances(seed: seed)
      _ = random.points(1, 1)
      let (m, n) = (300, 420)
      let x = (0..<m * dimension).map { _ in random.uniform() }
      let y = (0..<n * dimension).map { _ in random.uniform() + offset }
      let geometry = try Geometry(
        source: Matrix(rows: m, columns: dimension, elements: x),
        target: Matrix(rows: n, columns: dimension, elements: y), cost: cost)
      pairs = PairCosts(geometry)
      self.epsilon = epsilon
      // Masses over 200 decades on some atoms, none on others.
      let logA = (0..<m).map { $0 % 97 == 5 ? -460.0 : $0 % 89 == 3 ? -.infinity : -log(Double(m)) }
      let logB = (0..<n).map { $0 % 83 == 7 ? -460.0 : $0 % 79 == 2 ? -.infinity : -log(Double(n)) }
      var all = pairs
      all.skipsDistantBlocks = false
      g = logB.map { $0 * epsilon }
      for _ in 0..<5 {
        f = zip(all.softTransform(of: g, epsilon: epsilon, near: nil), logA).map {
          $0 + epsilon * $1
        }
        g = zip(all.exchanged!.softTransform(of: f, epsilon: epsilon, near: nil), logB)
          .map { $0 + epsilon * $1 }
      }
    }
  }

  /// What is left out is below 2^-60 of the sum, so only the order of summation is seen.
  @Test(arguments: [1, 2, 3])
  func leavingDistantBlocksOutChangesNothing(dimension: Int) throws {
    for cost in Self.groundCosts {
      for (offset, epsilon) in [(0.0, 1e-3), (0.0, 1e-2), (3.0, 1e-3), (0.0, 1.0)] {
        let instance = try Instance(
          cost, dimension: dimension, offset: offset, epsilon: epsilon, seed: 3)
        var all = instance.pairs
        all.skipsDistantBlocks = false
        check(instance.pairs, all, instance)
        check(instance.pairs.exchanged!, all.exchanged!, f: instance.g, g: instance.f, epsilon)
      }
    }
  }

  private func check(_ pairs: PairCosts, _ all: PairCosts, _ instance: Instance) {
    check(pairs, all, f: instance.f, g: instance.g, instance.epsilon)
  }

  private func check(
    _ pairs: PairCosts, _ all: PairCosts, f: [Double], g: [Double], _ epsilon: Double
  ) {
    let limit = 2e-15
    let exact = all.softTransform(of: g, epsilon: epsilon, near: nil)
    // A good guess, a bad one, one that is good for some rows only, none.
    let guesses: [[Double]?] = [
      exact, exact.map { $0 - 300 * epsilon }, exact.map { $0 + 2000 * epsilon },
      exact.indices.map { exact[$0] + ($0 % 3 == 0 ? -0.5 : 0.1) }, nil,
    ]
    for guess in guesses {
      let found = pairs.softTransform(of: g, epsilon: epsilon, near: guess)
      let expected = all.softTransform(of: g, epsilon: epsilon, near: guess)
      #expect(
        f.indices.allSatisfy { i in
          let size = epsilon + abs(expected[i]) + abs(guess?[i] ?? 0)
          return abs(found[i] - expected[i]) <= limit * size
        })
    }
    let (sums, expected) = (
      pairs.sums(rowShift: f, columnShift: g, epsilon: epsilon),
      all.sums(rowShift: f, columnShift: g, epsilon: epsilon)
    )
    let w = g.indices.map { sin(Double($0)) }
    let product = pairs.product(w, rowShift: f, columnShift: g, epsilon: epsilon)
    let expectedProduct = all.product(w, rowShift: f, columnShift: g, epsilon: epsilon)
    #expect(isClose(sums.rows, expected.rows, limit, expected.rows))
    #expect(isClose(product, expectedProduct, limit, expected.rows))
    #expect(isClose(sums.columns, expected.columns, limit, expected.columns))
    #expect(abs(sums.cost - expected.cost) <= limit * expected.cost)
    let threshold = f.indices.map { expected.rows[$0] * 1e-9 }
    let entries = pairs.entries(
      rowShift: f, columnShift: g, epsilon: epsilon, threshold: threshold, limit: .max)!
    let expectedEntries = all.entries(
      rowShift: f, columnShift: g, epsilon: epsilon, threshold: threshold, limit: .max)!
    #expect(entries.rowStart == expectedEntries.rowStart)
    #expect(entries.columnIndex == expectedEntries.columnIndex)
    #expect(entries.values == expectedEntries.values)
  }

  private func isClose(
    _ found: [Double], _ expected: [Double], _ limit: Double, _ size: [Double]
  ) -> Bool {
    found.indices.allSatisfy { abs(found[$0] - expected[$0]) <= limit * size[$0] }
  }
}
