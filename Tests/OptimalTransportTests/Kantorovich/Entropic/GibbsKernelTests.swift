import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GibbsKernelTests {
  static let groundCosts: [GroundCost] = [
    .squaredEuclidean, .euclidean, .manhattan, .chebyshev, .power(1.5), .power(3), .power(1.3),
    .cosine,
  ]

  /// Entries below 2^-1022 count as zero: as many of them as there are pairs, times a cost.
  private let tiny = 1e-300

  @Test(arguments: [1, 2, 3, 5, 9, 64])
  func everyInstructionSetSumsTheFormula(dimension: Int) throws {
    var random = RandomInstances(seed: UInt64(dimension))
    for cost in Self.groundCosts {
      for (m, n) in [(1, 1), (3, 17), (70, 9), (66, 131)] {
        let geometry = try Geometry(
          source: random.points(m, dimension), target: random.points(n, dimension), cost: cost)
        let pairs = PairCosts(geometry)
        for kernels in KernelTable.all {
          var pairs = pairs
          pairs.kernels = kernels
          try check(
            pairs, GibbsReference(geometry, epsilon: 0.3 * Double(dimension)), dimension, &random)
        }
      }
    }
  }

  private func check(
    _ pairs: PairCosts, _ reference: GibbsReference, _ dimension: Int,
    _ random: inout RandomInstances
  ) throws {
    let (m, n, epsilon) = (pairs.rows.count, pairs.columns.count, reference.epsilon)
    let f = (0..<m).map { _ in random.uniform() }
    var g = (0..<n).map { _ in random.uniform() }
    if n > 5 { g[3] = -.infinity }
    let error = reference.exponentError(f, g, dimension: dimension) + 1e-14
    let near = f.map { $0 * 3 - 1 }
    let expected = reference.softTransform(g)
    for guess in [nil, near] {
      let found = pairs.softTransform(of: g, epsilon: epsilon, near: guess)
      for i in 0..<m {
        #expect(abs(found[i] - expected[i]) <= 2 * epsilon * error + 1e-15 * abs(expected[i]))
      }
    }
    let entries = reference.entries(f, g)
    let w = (0..<n).map { _ in random.uniform() - 0.5 }
    let product = pairs.product(w, rowShift: f, columnShift: g, epsilon: epsilon)
    let sums = pairs.sums(rowShift: f, columnShift: g, epsilon: epsilon)
    var (mass, cost) = (0.0, 0.0)
    for i in 0..<m {
      let row = entries[i].reduce(0, +)
      mass += row
      cost += zip(entries[i], reference.costs[i]).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
      #expect(
        abs(product[i] - zip(entries[i], w).reduce(0) { $0 + $1.0 * $1.1 }) <= error * row + tiny)
      #expect(abs(sums.rows[i] - row) <= error * row + tiny)
    }
    for j in 0..<n {
      let column = entries.reduce(0) { $0 + $1[j] }
      #expect(abs(sums.columns[j] - column) <= error * column + tiny)
    }
    #expect(abs(sums.cost - cost) <= 2 * error * cost + tiny)
    #expect(abs(sums.rows.reduce(0, +) - mass) <= error * mass + tiny)
    let threshold = (0..<m).map { _ in 0.2 * random.uniform() }
    let found = try #require(
      pairs.entries(
        rowShift: f, columnShift: g, epsilon: epsilon, threshold: threshold, limit: .max))
    check(found, entries, threshold, error)
  }

  private func check(
    _ found: CompressedRows, _ entries: [[Double]], _ threshold: [Double], _ error: Double
  ) {
    for i in entries.indices {
      var values = [Double](repeating: 0, count: entries[i].count)
      var last = -1
      for k in found.rowStart[i]..<found.rowStart[i + 1] {
        #expect(Int(found.columnIndex[k]) > last)
        last = Int(found.columnIndex[k])
        values[last] = found.values[k]
      }
      for j in values.indices where abs(entries[i][j] - threshold[i]) > error * entries[i][j] {
        let expected = entries[i][j] >= threshold[i] ? entries[i][j] : 0
        #expect(abs(values[j] - expected) <= error * expected)
      }
    }
  }

  @Test func matricesFunctionsAndSparseCostsSumTheSame() throws {
    var random = RandomInstances(seed: 4)
    for (m, n) in [(1, 1), (5, 64), (130, 71), (64, 200)] {
      let (x, y) = (random.points(m, 3), random.points(n, 3))
      let clouds = try Geometry(source: x, target: y, cost: .manhattan)
      let matrix = clouds.matrix
      let sparse = try SparseCost(
        rows: m, columns: n, rowIndices: (0..<m * n).map { $0 / n },
        columnIndices: (0..<m * n).map { $0 % n }, values: matrix.elements)
      let custom = GroundCost.custom { zip($0, $1).reduce(0) { $0 + abs($1.0 - $1.1) } }
      let forms = [
        clouds, try Geometry(dense: matrix), Geometry(sparse: sparse),
        try Geometry(source: x, target: y, cost: custom),
      ]
      let reference = GibbsReference(clouds, epsilon: 0.2)
      var f = (0..<m).map { _ in random.uniform() }
      let g = (0..<n).map { _ in random.uniform() }
      if m > 4 { f[2] = -.infinity }
      let error = reference.exponentError(f, g, dimension: 3) + 1e-14
      for form in forms { check(GibbsKernel(form), reference, f, g, error, &random) }
    }
  }

  private func check(
    _ kernel: GibbsKernel, _ reference: GibbsReference, _ f: [Double], _ g: [Double],
    _ error: Double, _ random: inout RandomInstances
  ) {
    let epsilon = reference.epsilon
    let entries = reference.entries(f, g)
    let source = reference.softTransform(g)
    let target = reference.transposed.softTransform(f)
    let guesses: [([Double]?, [Double]?)] = [
      (nil, nil), (source, target),
      (source.map { $0 + 1 }, target.map { $0 - 1e6 }),
    ]
    for (near, nearTarget) in guesses {
      let found = kernel.sourceTransform(g, epsilon: epsilon, near: near)
      for i in f.indices { #expect(abs(found[i] - source[i]) <= 2 * epsilon * error) }
      let foundTarget = kernel.targetTransform(f, epsilon: epsilon, near: nearTarget)
      for j in g.indices { #expect(abs(foundTarget[j] - target[j]) <= 2 * epsilon * error) }
    }
    let u = f.map { _ in random.uniform() - 0.5 }
    let w = g.map { _ in random.uniform() - 0.5 }
    let product = kernel.apply(w, f: f, g: g, epsilon: epsilon)
    let transposed = kernel.applyTransposed(u, f: f, g: g, epsilon: epsilon)
    let sums = kernel.sums(f: f, g: g, epsilon: epsilon)
    for i in f.indices {
      let row = entries[i].reduce(0, +)
      #expect(
        abs(product[i] - zip(entries[i], w).reduce(0) { $0 + $1.0 * $1.1 }) <= error * row + tiny)
      #expect(abs(sums.rows[i] - row) <= error * row + tiny)
    }
    for j in g.indices {
      let column = entries.reduce(0) { $0 + $1[j] }
      let weighted = zip(entries, u).reduce(0) { $0 + $1.0[j] * $1.1 }
      #expect(abs(transposed[j] - weighted) <= error * column + tiny)
      #expect(abs(sums.columns[j] - column) <= error * column + tiny)
    }
    let threshold = f.map { _ in 0.1 }
    check(
      kernel.entries(f: f, g: g, epsilon: epsilon, threshold: threshold)!, entries, threshold,
      error)
    #expect(
      kernel.entries(f: f, g: g, epsilon: epsilon, threshold: f.map { _ in 0 }, limit: 0) == nil)
  }
}
