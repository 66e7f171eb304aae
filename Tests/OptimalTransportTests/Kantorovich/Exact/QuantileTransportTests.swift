import Testing
import TransportTestSupport

@testable import OptimalTransport

/// The convex costs of the line.
private let convexCosts: [GroundCost] = [
  .squaredEuclidean, .euclidean, .manhattan, .chebyshev, .power(1), .power(1.5), .power(2),
  .power(3), .power(4.25),
]

private func solve(
  _ x: [Double], _ y: [Double], _ a: [Double]? = nil, _ b: [Double]? = nil,
  _ cost: GroundCost = .squaredEuclidean
) throws -> TransportSolution {
  try QuantileTransport().solve(
    source: PointCloud(line: x, weights: a), target: PointCloud(line: y, weights: b), cost: cost)
}

/// The least cost over all assignments of equally many atoms of mass 1/n.
private func leastAssignment(_ x: [Double], _ y: [Double], _ cost: GroundCost) -> Double {
  func least(_ i: Int, _ left: [Double]) -> Double {
    if i == x.count { return 0 }
    return left.indices.map { k in
      var rest = left
      rest.remove(at: k)
      return cost([x[i]], [left[k]]) + least(i + 1, rest)
    }.min()!
  }
  return least(0, y) / Double(x.count)
}

/// Checks a solution from its parts alone, over all pairs.
private func verify(
  _ solution: TransportSolution, _ x: [Double], _ y: [Double], _ a: [Double], _ b: [Double],
  _ cost: GroundCost
) {
  let (plan, alpha, beta) = (
    solution.plan, solution.potentials.alpha, solution.potentials.beta
  )
  let largest = x.flatMap { s in y.map { cost([s], [$0]) } }.max()!
  // Alpha, beta and c are each rounded, a few ulp of the largest cost together.
  let rounding = 1e-14 * largest
  #expect(plan.count <= x.count + y.count - 1)
  #expect(plan.mass.allSatisfy { $0 > 0 })
  // One rounding a mass.
  #expect(plan.marginalError(source: a, target: b) <= 1e-15 * a.reduce(0, +))
  for i in x.indices {
    for j in y.indices { #expect(alpha[i] + beta[j] <= cost([x[i]], [y[j]]) + rounding) }
  }
  for k in 0..<plan.count {
    let (i, j) = (plan.rows[k], plan.columns[k])
    #expect(abs(alpha[i] + beta[j] - cost([x[i]], [y[j]])) <= rounding)
  }
  let mass = a.reduce(0, +)
  let value = (0..<plan.count).reduce(0) {
    $0 + plan.mass[$1] * cost([x[plan.rows[$1]]], [y[plan.columns[$1]]])
  }
  #expect(abs(solution.value - value) <= rounding * mass)
  #expect(solution.certificate.gap <= rounding * mass)
  #expect(solution.certificate.dualInfeasibility <= rounding)
  #expect(solution.certificate.lowerBound <= solution.value + rounding * mass)
}

@Suite struct QuantileTransportTests {
  @Test func theCertificateAloneIsThatOfTheSolution() throws {
    var random = RandomInstances(seed: 77)
    for count in [1, 2, 50, 30000] {
      let (source, target) = (random.cloud(count, 1), random.cloud(count + count / 3, 1))
      for cost in [GroundCost.squaredEuclidean, .euclidean, .power(1.5)] {
        let solution = try QuantileTransport().solve(source: source, target: target, cost: cost)
        let alone = try QuantileTransport().certificate(
          source: source, target: target, cost: cost)
        #expect(alone == solution.certificate)
      }
    }
  }

  @Test(arguments: convexCosts)
  func `it finds the best of all assignments`(_ cost: GroundCost) throws {
    var generator = SeededGenerator(seed: 3)
    for n in 1...6 {
      let x = (0..<n).map { _ in generator.normal() }
      let y = (0..<n).map { _ in 2 * generator.normal() + 1 }
      let least = leastAssignment(x, y, cost)
      // A sum of n rounded costs.
      #expect(abs(try solve(x, y, nil, nil, cost).value - least) <= 1e-14 * least)
    }
  }

  @Test(arguments: convexCosts)
  func `random measures with ties, repeated points and zero masses are certified`(
    _ cost: GroundCost
  ) throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<40 {
      let (m, n) = (
        Int.random(in: 1...9, using: &generator), Int.random(in: 1...9, using: &generator)
      )
      func positions(_ count: Int) -> [Double] {
        (0..<count).map { _ in Double(Int.random(in: -4...4, using: &generator)) / 3 }
      }
      // Whole masses make the staircase pass through corners where row and column fill at once.
      func masses(_ count: Int) -> [Double] {
        var list = (0..<count).map { _ in Double(Int.random(in: 0...3, using: &generator)) }
        list[Int.random(in: 0..<count, using: &generator)] += 1
        return list
      }
      let (x, y, a) = (positions(m), positions(n), masses(m))
      var b = masses(n)
      let scale = a.reduce(0, +) / b.reduce(0, +)
      b = b.map { $0 * scale }
      verify(try solve(x, y, a, b, cost), x, y, a, b, cost)
    }
  }

  @Test(arguments: convexCosts)
  func `a translation costs h of the shift`(_ cost: GroundCost) throws {
    let x = (0..<500).map { Double(($0 * 7919) % 500) / 64 }
    let solution = try solve(x, x.map { $0 + 2.5 }, nil, nil, cost)
    let expected = cost([0], [2.5])
    // 500 masses 1/500, each rounded once.
    #expect(abs(solution.value - expected) <= 1e-14 * expected)
    #expect(solution.certificate.relativeGap <= 1e-12)
  }

  @Test func `a triangle spreads to twice its width at cost w^2/6`() throws {
    let (w, n) = (0.3, 4000)
    // The quantile of a triangle of half-width 1, at the midpoints of n equal masses.
    let quantiles = (0..<n).map { k in
      let level = (Double(k) + 0.5) / Double(n)
      return level < 0.5 ? (2 * level).squareRoot() - 1 : 1 - (2 - 2 * level).squareRoot()
    }
    let solution = try solve(quantiles.map { w * $0 }, quantiles.reversed().map { 2 * w * $0 })
    // The midpoint rule on a square that vanishes like (1 - sqrt) at the ends: O(1/n^1.5).
    #expect(abs(solution.value - w * w / 6) <= w * w * 1e-3)
  }

  @Test func `a uniform interval splits to the ends of the unit interval`() throws {
    let (w, n) = (0.2, 2000)
    let x = (0..<n).map { w * (2 * (Double($0) + 0.5) / Double(n) - 1) }
    let y = x.map { $0 < 0 ? $0 + w - 0.5 : $0 - w + 0.5 }
    let solution = try solve(x.reversed(), y)
    #expect(abs(solution.value - (0.5 - w) * (0.5 - w)) <= 1e-14)
  }

  @Test func `a million atoms keep the gap at rounding level`() throws {
    var generator = SeededGenerator(seed: 5)
    func cloud(_ n: Int) throws -> PointCloud {
      let x = (0..<n).map { _ in generator.normal() }
      let a = (0..<n).map { _ in generator.uniform() }
      return try PointCloud(line: x, weights: a).normalized()
    }
    let (source, target) = (try cloud(1_000_000), try cloud(700_000))
    for cost in [GroundCost.squaredEuclidean, .euclidean, .power(1.5)] {
      let certificate = try QuantileTransport().solve(
        source: source, target: target, cost: cost
      ).certificate
      // The two are close, so potentials are large beside the value: that ratio times an ulp.
      #expect(certificate.relativeGap <= 1e-12)
      #expect(certificate.marginalError <= 1e-15)
      #expect(certificate.dualInfeasibility <= 1e-12)
    }
  }

  @Test func `long walks meet in the middle through ties and zero masses`() throws {
    var generator = SeededGenerator(seed: 2)
    let n = 12_000
    let x = (0..<n).map { _ in generator.normal() }
    let equal = [Double](repeating: 0.1, count: n)
    // Every third mass is zero, so both halves have fewer entries than cells.
    let sparse = (0..<n).map { $0 % 3 == 0 ? 0 : 0.15 }
    let whole = (0..<n).map { _ in Double(Int.random(in: 0...9, using: &generator)) }
    let rest = whole.shuffled(using: &generator)
    for (a, b) in [(equal, equal), (sparse, equal), (equal, sparse), (whole, rest)] {
      let solution = try solve(x, x.map { $0 * $0 + 2 }, a, b)
      let mass = a.reduce(0, +)
      #expect(solution.plan.count <= 2 * n - 1)
      #expect(solution.plan.marginalError(source: a, target: b) <= 1e-15 * mass)
      #expect(solution.certificate.marginalError <= 1e-15 * mass)
      #expect(solution.certificate.relativeGap <= 1e-13)
    }
  }

  @Test func `potentials bound every pair of some thousand atoms`() throws {
    var generator = SeededGenerator(seed: 21)
    let x = (0..<3000).map { _ in generator.normal() }
    let y = (0..<2500).map { _ in 0.5 * generator.normal() + 3 }
    let solution = try solve(x, y)
    let geometry = Geometry(
      uncheckedSource: Matrix(uncheckedRows: 3000, columns: 1, elements: x),
      target: Matrix(uncheckedRows: 2500, columns: 1, elements: y), cost: .squaredEuclidean)
    let expected = geometry.cTransform(ofSource: solution.potentials.alpha)
    for (found, exact) in zip(solution.potentials.beta, expected) {
      // Costs reach 60: an ulp of that from each of c and alpha.
      #expect(abs(found - exact) <= 3e-14)
    }
  }

  @Test(arguments: [1e-150, 1e-30, 1, 1e30, 1e149])
  func `the scale of the coordinates does not matter`(_ scale: Double) throws {
    let x = [3, -1, 4, 1, -5, 9, 2.5].map { $0 * scale }
    let y = [2, 7, -1, 8].map { $0 * scale }
    let solution = try solve(x, y)
    let unit = try solve(x.map { $0 / scale }, y.map { $0 / scale })
    #expect(abs(solution.value / scale / scale - unit.value) <= 1e-13 * unit.value)
    #expect(solution.certificate.relativeGap <= 1e-13)
  }

  @Test func `distances near the ends of the range do not overflow or vanish`() throws {
    for scale in [1e-300, 1e300] {
      let solution = try solve([0, 2 * scale], [scale, 3 * scale], nil, nil, .euclidean)
      #expect(abs(solution.value / scale - 1) <= 1e-15)
      #expect(solution.certificate.relativeGap <= 1e-15)
    }
  }

  @Test func `denormal masses stay in the plan wherever they stand`() throws {
    let tiny = 1e-300 * 1e-10
    let cases: [([Double], [Double])] = [
      ([0.25, tiny, 0.75], [0.5, 0.5]), ([0.5, 0.5, tiny], [0.5, 0.5]),
      ([tiny, 0.5, 0.5], [0.5, 0.5, tiny]), ([0.5, 0.5, tiny], [tiny, 0.5, 0.5]),
      ([0.5, 0.5], [0.5, 0.5, tiny, 0, tiny]), ([0.5, 0.5, tiny, tiny, 0], [0.1, 0.2, 0.7]),
      ([tiny, tiny], [tiny, tiny]), ([.leastNonzeroMagnitude], [.leastNonzeroMagnitude]),
    ]
    for (a, b) in cases {
      let (x, y) = (a.indices.map(Double.init), b.indices.map { Double($0) + 0.5 })
      let solution = try solve(x, y, a, b)
      verify(solution, x, y, a, b, .squaredEuclidean)
      for (mass, found) in zip(a + b, solution.plan.sourceMarginal + solution.plan.targetMarginal) {
        #expect((mass > 0) == (found > 0) && abs(found - mass) <= 1e-15 * max(mass, 1e-308) * 2)
      }
    }
  }

  @Test func `masses that differ by rounding are made equal`() throws {
    let a = [0.1, 0.2, 0.3, 0.4]
    let b = [0.7, 0.3].map { $0 * (1 + 3e-10) }
    let solution = try solve([0, 1, 2, 3], [1, 2], a, b)
    #expect(solution.certificate.marginalError <= 2e-16)
    #expect(throws: TransportError.massMismatch(source: 1, target: 2)) {
      _ = try solve([0], [1], [1], [2])
    }
  }

  @Test func `one atom against many, and the same measure twice`() throws {
    let y = [5, 1, 2, 2, -3.0]
    let one = try solve([1], y)
    verify(one, [1], y, [1], [Double](repeating: 0.2, count: 5), .squaredEuclidean)
    #expect(one.termination == .converged && one.iterations == 6)
    let same = try solve(y, y)
    #expect(same.value == 0 && same.certificate.gap == 0)
    #expect(zip(same.plan.rows, same.plan.columns).allSatisfy { y[$0] == y[$1] })
  }

  @Test func `what sorting cannot solve is refused at the door`() throws {
    let line = try PointCloud(line: [0, 1])
    let plane = try PointCloud(points: Matrix([[0, 0], [1, 1]]))
    for cost in [GroundCost.power(0.5), .cosine, .custom { _, _ in 0 }] {
      #expect(throws: TransportError.self) {
        _ = try QuantileTransport().solve(source: line, target: line, cost: cost)
      }
    }
    for (source, target) in [(plane, plane), (line, plane)] {
      #expect(throws: TransportError.self) {
        _ = try QuantileTransport().solve(source: source, target: target)
      }
    }
    for power in [0, -1, .nan, .infinity] {
      #expect(throws: TransportError.self) { _ = try solve([0], [1], nil, nil, .power(power)) }
    }
    #expect(throws: TransportError.self) { _ = try solve([0], [1e200]) }
    #expect(throws: TransportError.self) { _ = try solve([0], [1e100], [1e200], [1e200]) }
  }
}
