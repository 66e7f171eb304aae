import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

/// Each primitive axis by axis against its plain form over all pairs.
@Suite struct GridGibbsTests {
  /// A pair of grids: axis by axis, and as clouds of cell centres.
  struct Pair {
    let byAxes: Geometry
    let byPairs: Geometry
    let epsilon: Double
    var columnShift: [Double]
    var rowShift: [Double]
    /// The greatest |f_i| + |g_j| + c_ij over eps: how many units in the last place of 1 an entry may be off.
    let reach: Double
  }

  static let shapes: [([Int], [Int])] = [
    ([1], [1]), ([7], [5]), ([70], [131]), ([1, 7], [7, 1]), ([9, 4], [5, 17]),
    ([40, 33], [31, 36]),
    ([3, 5, 4], [6, 2, 7]), ([1, 1, 3], [8, 1, 9]), ([9, 10, 8], [11, 8, 9]),
  ]

  static let epsilons = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1, 1e6]

  /// Every shape, cost and eps, with shifts about as far apart as costs, or with many empty cells, or close to a smooth potential.
  static func pairs(seed: UInt64) throws -> [Pair] {
    var random = RandomInstances(seed: seed)
    var result: [Pair] = []
    for (from, to) in shapes {
      let source = try grid(from, lower: 0, upper: 1, &random)
      let target = try grid(to, lower: -0.3, upper: 1.1, &random)
      let lineOnly: [GroundCost] = from.count == 1 ? [.power(3), .power(0.5)] : []
      for cost in [.squaredEuclidean, .manhattan] + lineOnly {
        let byAxes = try Geometry(source: source, target: target, cost: cost)
        let byPairs = try Geometry(source: source.centers, target: target.centers, cost: cost)
        #expect(byAxes.grid != nil && byPairs.grid == nil)
        for epsilon in epsilons {
          let kind = random.integer(0...2)
          let columnShift = shift(target.centers, kind: kind, &random)
          let rowShift = byPairs.softTransform(of: columnShift, epsilon: epsilon, near: nil)
            .map { $0 == .infinity ? 0 : $0 - epsilon * random.uniform() }
          let far =
            [columnShift, rowShift].joined().filter { $0.isFinite }.map { abs($0) }.max() ?? 0
          result.append(
            Pair(
              byAxes: byAxes, byPairs: byPairs, epsilon: epsilon, columnShift: columnShift,
              rowShift: rowShift, reach: (byPairs.matrix.elements.max()! + 2 * far) / epsilon))
        }
      }
    }
    return result
  }

  static func grid(
    _ shape: [Int], lower: Double, upper: Double, _ random: inout RandomInstances
  ) throws -> GridDensity {
    let box = try Box(
      lower: shape.indices.map { lower + 0.1 * Double($0) }, upper: shape.map { _ in upper })
    return try GridDensity(
      shape: shape, box: box, values: (0..<shape.reduce(1, *)).map { _ in random.uniform() })
  }

  static func shift(_ points: Matrix, kind: Int, _ random: inout RandomInstances) -> [Double] {
    (0..<points.rows).map { j in
      switch kind {
      case 0: random.uniform()
      case 1: random.integer(0...4) > 0 ? -.infinity : random.uniform()
      default: points.row(j).reduce(0.1) { $0 + 0.3 * sin(3 * $1) }
      }
    }
  }

  /// Two units in the last place for each of the rounded numbers that make up an exponent, in both forms.
  func tolerance(_ pair: Pair) -> Double { 4e-15 + 8 * 2.3e-16 * pair.reach }

  @Test func theSoftTransformGoesAxisByAxis() throws {
    for pair in try Self.pairs(seed: 1) {
      let bad = [Double](repeating: 1e300, count: pair.byAxes.rows)
      let found = pair.byAxes.softTransform(
        of: pair.columnShift, epsilon: pair.epsilon, near: bad)
      let expected = pair.byPairs.softTransform(
        of: pair.columnShift, epsilon: pair.epsilon, near: nil)
      for (x, y) in zip(found, expected) {
        #expect(x == y || abs(x - y) <= pair.epsilon * tolerance(pair) + 2e-15 * abs(y))
      }
    }
  }

  @Test func emptySourcesGiveInfinity() throws {
    for (from, to) in Self.shapes {
      var random = RandomInstances(seed: 9)
      let geometry = try Geometry(
        source: Self.grid(from, lower: 0, upper: 1, &random),
        target: Self.grid(to, lower: 0, upper: 2, &random), cost: .squaredEuclidean)
      let none = [Double](repeating: -.infinity, count: geometry.columns)
      for epsilon in Self.epsilons {
        let found = geometry.softTransform(of: none, epsilon: epsilon, near: nil)
        #expect(found.allSatisfy { $0 == .infinity })
        let sums = geometry.gibbsSums(
          rowShift: .init(repeating: 0, count: geometry.rows), columnShift: none, epsilon: epsilon)
        #expect(sums.rows.allSatisfy { $0 == 0 } && sums.columns.allSatisfy { $0 == 0 })
        #expect(sums.cost == 0)
      }
    }
  }

  @Test func productsTakeWeightsOfEitherSignAndAnySize() throws {
    var random = RandomInstances(seed: 2)
    for pair in try Self.pairs(seed: 3) {
      let w = (0..<pair.byAxes.columns).map { _ in
        let size = random.integer(0...3) == 0 ? pow(10, 200 * (random.uniform() - 0.5)) : 1
        return random.integer(0...5) == 0 ? 0 : (random.uniform() - 0.5) * size
      }
      func product(_ geometry: Geometry, _ w: [Double]) -> [Double] {
        geometry.gibbsProduct(
          w, rowShift: pair.rowShift, columnShift: pair.columnShift, epsilon: pair.epsilon)
      }
      let (found, expected) = (product(pair.byAxes, w), product(pair.byPairs, w))
      let size = product(pair.byPairs, w.map { abs($0) })
      // The exponent of a weight, up to 333, is rounded together with g / eps; the plain form loses
      // entries below 1e-308, times weights up to 1e100.
      for i in found.indices {
        #expect(abs(found[i] - expected[i]) <= (tolerance(pair) + 1e-13) * size[i] + 1e-204)
      }
    }
  }

  @Test func marginalsAndCostAreThoseOfThePlan() throws {
    for pair in try Self.pairs(seed: 4) {
      func sums(_ geometry: Geometry) -> GibbsSums {
        geometry.gibbsSums(
          rowShift: pair.rowShift, columnShift: pair.columnShift, epsilon: pair.epsilon)
      }
      let (found, expected) = (sums(pair.byAxes), sums(pair.byPairs))
      let tolerance = tolerance(pair)
      for (x, y) in zip(found.rows, expected.rows) { #expect(abs(x - y) <= tolerance * y + 1e-290) }
      for (x, y) in zip(found.columns, expected.columns) {
        #expect(abs(x - y) <= tolerance * y + 1e-290)
      }
      #expect(abs(found.cost - expected.cost) <= tolerance * expected.cost + 1e-290)
    }
  }

  @Test func theLargeEntriesAreFoundWithoutTheOthers() throws {
    var random = RandomInstances(seed: 5)
    for pair in try Self.pairs(seed: 6) {
      let kinds = [0, 1e-300, 1e-20, 1e-3, 0.1, 2]
      let threshold = (0..<pair.byAxes.rows).map { i in
        kinds[random.integer(i % 7 == 0 ? 0...5 : 2...5)] * (1 + random.uniform())
      }
      func entries(_ geometry: Geometry) -> CompressedRows {
        geometry.gibbsEntries(
          rowShift: pair.rowShift, columnShift: pair.columnShift, epsilon: pair.epsilon,
          threshold: threshold, limit: .max)!
      }
      let (found, expected) = (entries(pair.byAxes), entries(pair.byPairs))
      #expect(found.rows == expected.rows && found.columns == expected.columns)
      for i in 0..<expected.rows {
        let (one, two) = (dictionary(found, i), dictionary(expected, i))
        // Where an entry is at its threshold up to rounding, either answer is right.
        for j in Set(one.keys).union(two.keys) {
          let (x, y) = (one[j] ?? threshold[i], two[j] ?? threshold[i])
          #expect(abs(x - y) <= tolerance(pair) * max(x, y) + .leastNormalMagnitude)
        }
        let columns = found.columnIndex[found.rowStart[i]..<found.rowStart[i + 1]]
        #expect(zip(columns, columns.dropFirst()).allSatisfy { $0 < $1 })
      }
    }
  }

  func dictionary(_ entries: CompressedRows, _ i: Int) -> [Int32: Double] {
    let range = entries.rowStart[i]..<entries.rowStart[i + 1]
    return Dictionary(
      uniqueKeysWithValues: zip(entries.columnIndex[range], entries.values[range]))
  }

  @Test func costsBeyondTheRangeBesideEpsilonAreStillSummed() throws {
    // Where c / eps overflows, each sum is its least term.
    let grid = try GridDensity(shape: [2, 3], values: [1, 1, 1, 1, 1, 1])
    let geometry = try Geometry(source: grid, target: grid, cost: .squaredEuclidean)
    let zero = [Double](repeating: 0, count: 6)
    for epsilon in [1e-100, 1e-200, .leastNormalMagnitude / 4] {
      #expect(geometry.softTransform(of: zero, epsilon: epsilon, near: nil) == zero)
      let sums = geometry.gibbsSums(rowShift: zero, columnShift: zero, epsilon: epsilon)
      #expect(sums.rows == sums.columns && sums.rows.allSatisfy { $0 == 1 } && sums.cost == 0)
    }
  }
}
