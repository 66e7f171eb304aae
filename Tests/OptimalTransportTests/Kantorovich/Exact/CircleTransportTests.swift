import Foundation
import Testing

@testable import OptimalTransport

/// Every permutation of 0..<n.
private func permutations(_ n: Int) -> [[Int]] {
  guard n > 0 else { return [[]] }
  return permutations(n - 1).flatMap { shorter in
    (0...shorter.count).map { place in
      var longer = shorter
      longer.insert(n - 1, at: place)
      return longer
    }
  }
}

/// min over all cuts theta = G_j - F_i + k M of the cost of the monotone plan, by its definition.
private func bestCut(_ a: PointCloud, _ b: PointCloud, length: Double, p: Double) -> Double {
  func sorted(_ cloud: PointCloud) -> [(x: Double, w: Double)] {
    (0..<cloud.count).map { (cloud.points[$0, 0], cloud.weights[$0]) }.sorted { $0.0 < $1.0 }
  }
  let (source, target) = (sorted(a), sorted(b))
  func levels(_ atoms: [(x: Double, w: Double)]) -> [Double] {
    atoms.indices.map { atoms[...$0].reduce(0) { $0 + $1.w } }
  }
  let (f, g) = (levels(source), levels(target))
  let mass = f.last!
  func quantile(_ u: Double, _ atoms: [(x: Double, w: Double)], _ sums: [Double]) -> Double {
    let turn = (u / mass).rounded(.down)
    let k = sums.firstIndex { $0 > u - turn * mass } ?? sums.count - 1
    return atoms[k].x + turn * length
  }
  func cost(_ theta: Double) -> Double {
    let inner = (-2...2).flatMap { turn in g.map { $0 - theta + Double(turn) * mass } }
    let breaks = ([0] + f + inner.filter { $0 > 0 && $0 < mass }).sorted()
    return zip(breaks, breaks.dropFirst()).reduce(0) { sum, ends in
      let u = (ends.0 + ends.1) / 2
      let distance = abs(quantile(u, source, f) - quantile(u + theta, target, g))
      return sum + (ends.1 - ends.0) * pow(distance, p)
    }
  }
  let cuts = f.flatMap { fi in g.flatMap { gj in [-mass, 0, mass].map { gj - fi + $0 } } }
  return cuts.map(cost).min()!
}

private func randomCloud(_ n: Int, seed: UInt64, equal: Bool = false) throws -> PointCloud {
  var generator = SeededGenerator(seed: seed)
  let points = (0..<n).map { _ in generator.uniform() }
  let weights = (0..<n).map { _ in equal ? 1 : 0.1 + generator.uniform() }
  return try PointCloud(line: points, weights: weights).normalized()
}

/// Checks marginals, feasibility and gap from the definitions, with tolerance relative to (L/2)^p.
private func check(
  _ solution: TransportSolution, _ a: PointCloud, _ b: PointCloud, _ solver: CircleTransport,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  // A few ulp of the largest cost times the mass, for each of the O(log n) splits.
  let tolerance = 1e-14 * pow(solver.circumference / 2, solver.exponent) * max(a.mass, 1)
  #expect(
    solution.plan.marginalError(source: a.weights, target: b.weights) < 1e-13 * a.mass,
    sourceLocation: sourceLocation)
  #expect(solution.plan.count <= a.count + b.count, sourceLocation: sourceLocation)
  for i in 0..<a.count {
    for j in 0..<b.count {
      let cost = solver.cost(from: a.points[i, 0], to: b.points[j, 0])
      let sum = solution.potentials.alpha[i] + solution.potentials.beta[j]
      #expect(sum <= cost + tolerance, sourceLocation: sourceLocation)
    }
  }
  let certificate = solution.certificate
  #expect(certificate.gap <= 10 * tolerance, sourceLocation: sourceLocation)
  #expect(
    certificate.upperBound >= certificate.lowerBound - 10 * tolerance,
    sourceLocation: sourceLocation)
  #expect(certificate.dualInfeasibility <= 10 * tolerance, sourceLocation: sourceLocation)
  #expect(solution.termination == .converged, sourceLocation: sourceLocation)
}

@Suite struct CircleTransportTests {
  @Test(arguments: [1, 1.5, 2, 3, 7])
  func `Equal masses agree with the best of all permutations`(p: Double) throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let (a, b) = (
        try randomCloud(6, seed: seed, equal: true),
        try randomCloud(6, seed: 90 + seed, equal: true)
      )
      let solver = try CircleTransport(exponent: p)
      let solution = try solver.solve(source: a, target: b)
      let best = permutations(6).map { permutation in
        (0..<6).reduce(0) {
          $0 + solver.cost(from: a.points[$1, 0], to: b.points[permutation[$1], 0])
        }
          / 6
      }.min()!
      #expect(abs(solution.value - best) < 1e-14)
      check(solution, a, b, solver)
    }
  }

  @Test(arguments: [1, 1.5, 2, 4])
  func `Unequal masses and counts agree with the best of all cuts`(p: Double) throws {
    for (n, m) in [(1, 1), (1, 5), (4, 1), (7, 11), (12, 5)] {
      let (a, b) = (try randomCloud(n, seed: UInt64(n)), try randomCloud(m, seed: UInt64(50 + m)))
      let solver = try CircleTransport(exponent: p)
      let solution = try solver.solve(source: a, target: b)
      #expect(abs(solution.value - bestCut(a, b, length: 1, p: p)) < 1e-14)
      check(solution, a, b, solver)
    }
  }

  @Test(arguments: [1, 2]) func `A rotation costs at most its angle to the power p`(p: Double)
    throws
  {
    let a = try randomCloud(300, seed: 8)
    let moved = try PointCloud(line: a.points.elements.map { $0 + 0.1 }, weights: a.weights)
    let solver = try CircleTransport(exponent: p)
    let solution = try solver.solve(source: a, target: moved)
    check(solution, a, moved, solver)
    // The rotation is one admissible plan, so the optimum is at most its cost, 0.1^p.
    #expect(solution.value <= pow(0.1, p) + 1e-14)
  }

  @Test func `Mass crosses the seam of the circle`() throws {
    let solver = try CircleTransport(circumference: 2 * .pi, exponent: 2)
    let solution = try solver.solve(
      source: PointCloud(line: [0.1]), target: PointCloud(line: [2 * .pi - 0.1]))
    #expect(abs(solution.value - 0.04) < 1e-14)
    #expect(abs(solver.cost(from: -0.1, to: 0.1) - 0.04) < 1e-14)
    #expect(solver.cost(from: 100 * 2 * .pi, to: 0) < 1e-20)
  }

  @Test func `Equal measures cost nothing, with repeated points and zero and denormal masses`()
    throws
  {
    let a = try PointCloud(line: [0.2, 0.2, 0.9, 0.5, 0.5], weights: [1, 2, 1e-300, 0, 3])
    for p in [1, 2, 2.5] {
      let solver = try CircleTransport(exponent: p)
      let solution = try solver.solve(source: a, target: a)
      #expect(solution.value < 1e-15)
      check(solution, a, a, solver)
    }
  }

  @Test func `Evenly spaced atoms, where all cuts coincide, close their gap`() throws {
    let n = 360
    let a = try PointCloud(line: (0..<n).map { Double($0) / Double(n) })
    let b = try PointCloud(line: (0..<n).map { (Double($0) + 0.25) / Double(n) })
    for p in [1, 2, 3.0] {
      let solver = try CircleTransport(exponent: p)
      let solution = try solver.solve(source: a, target: b)
      let exact = pow(0.25 / Double(n), p)
      #expect(abs(solution.value - exact) < 1e-15)
      check(solution, a, b, solver)
    }
  }

  @Test func `Masses from 1e-300 to 1, zeros, ties and repeated points are certified`() throws {
    var generator = SeededGenerator(seed: 77)
    func cloud(_ draw: (inout SeededGenerator) -> Double) throws -> PointCloud {
      let n = Int(generator.uniform() * 12) + 1
      let points = (0..<n).map { _ in (generator.uniform() * 40).rounded() / 8 - 2 }
      let weights = (0..<n).map { $0 == 0 ? 1 : draw(&generator) }
      return try PointCloud(line: points, weights: weights).normalized()
    }
    let laws: [(inout SeededGenerator) -> Double] = [
      { pow(10, -300 * $0.uniform()) }, { ($0.uniform() * 3).rounded() }, { _ in 1 },
    ]
    for trial in 0..<300 {
      let (a, b) = (try cloud(laws[trial % 3]), try cloud(laws[trial / 3 % 3]))
      let solver = try CircleTransport(exponent: [1, 1.3, 2, 5][trial % 4])
      check(try solver.solve(source: a, target: b), a, b, solver)
    }
  }

  @Test func `Large problems are certified without a matrix`() throws {
    let (a, b) = (try randomCloud(20000, seed: 1), try randomCloud(30000, seed: 2))
    for p in [1, 2, 1.5] {
      let solution = try CircleTransport(exponent: p).solve(source: a, target: b)
      #expect(solution.certificate.gap < 1e-13)
      #expect(solution.plan.marginalError(source: a.weights, target: b.weights) < 1e-11)
      #expect(solution.termination == .converged)
    }
  }

  @Test func `An iteration limit is reported and its bounds still hold`() throws {
    let (a, b) = (try randomCloud(40, seed: 3), try randomCloud(50, seed: 4))
    let exact = try CircleTransport().solve(source: a, target: b)
    let short = try CircleTransport(iterationLimit: 5).solve(source: a, target: b)
    #expect(short.termination == .iterationLimit)
    #expect(short.certificate.lowerBound <= exact.value + 1e-15)
    #expect(short.certificate.upperBound >= exact.value - 1e-15)
  }

  @Test func `Bad input is refused`() throws {
    let point = try PointCloud(line: [0])
    #expect(throws: TransportError.self) { try CircleTransport(circumference: 0) }
    #expect(throws: TransportError.self) { try CircleTransport(exponent: 0.5) }
    #expect(throws: TransportError.self) { try CircleTransport(exponent: .infinity) }
    #expect(throws: TransportError.self) { try CircleTransport(iterationLimit: 0) }
    #expect(throws: TransportError.self) {
      try CircleTransport().solve(source: point, target: PointCloud(line: [0], weights: [2]))
    }
    #expect(throws: TransportError.self) {
      try CircleTransport().solve(source: point, target: PointCloud(points: Matrix([[0, 1]])))
    }
  }
}
