import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct CyclicalMonotonicityTests {
  let test = CyclicalMonotonicityTest()

  @Test func `Gradients of convex functions pass`() throws {
    let source = try Gaussian(mean: [0, 0, 0], covariance: .identity(3)).sample(count: 200, seed: 1)
    let matrix = try randomCovariance(dimension: 3, rank: 3, seed: 2)
    let map = try SampledMap(source: source) { matrix * $0 }
    let result = try test.check(map)
    #expect(result.holds())
    #expect(result.termination == .converged)
    #expect(result.meanGain <= result.resolution)
    #expect(result.pairGain <= result.resolution)
  }

  @Test func `A reversed line is mended best by one exchange of its ends`() throws {
    let map = try SampledMap(source: PointCloud(line: [0, 1, 2, 3])) { [-$0[0]] }
    let result = try test.check(map)
    // 2 (x_i - x_k)^2 for the pair 0, 3: 18, or 9 a pair; no cycle does better a pair.
    #expect(result.pairGain == 18)
    #expect(Set(result.pair) == [0, 3])
    #expect(abs(result.meanGain - 9) < 1e-14 && abs(result.meanGainBound - 9) < 1e-12)
    #expect(Set(result.cycle) == [0, 3])
    #expect(!result.holds(to: 8.9) && result.holds(to: 9.1))
  }

  @Test func `A small rotation is monotone in pairs but fails along a polygon`() throws {
    // Two pairs gain -2 cos t |x_i - x_k|^2 < 0. Each taking the target of its neighbour, which
    // lies at the angle 2 pi / n - t and not t, gains 2 cos(2 pi / n - t) - 2 cos t a pair:
    // positive for t > pi / n, and the most that any single arc gains.
    let (n, t) = (12, 0.4)
    let points = try Matrix(
      (0..<n).map { k in
        let angle = 2 * Double.pi * Double(k) / Double(n)
        return [cos(angle), sin(angle)]
      })
    let map = try SampledMap(source: PointCloud(points: points)) { x in
      [cos(t) * x[0] - sin(t) * x[1], sin(t) * x[0] + cos(t) * x[1]]
    }
    let result = try test.check(map)
    let gain = 2 * cos(2 * Double.pi / Double(n) - t) - 2 * cos(t)
    #expect(result.pairGain <= result.resolution)
    #expect(abs(result.meanGain - gain) < 1e-14)
    #expect(abs(result.meanGainBound - gain) < 1e-13)
    #expect(result.cycle.count == n)
  }

  @Test func `The least cycle mean is that of Karp's recursion`() throws {
    var instances = RandomInstances(seed: 3)
    for round in 0..<40 {
      let n = instances.integer(1...9)
      let cost: GroundCost = [.squaredEuclidean, .euclidean, .power(1.5)][round % 3]
      let source = try PointCloud(points: instances.points(n, 2))
      let map = try SampledMap(source: source, images: instances.points(n, 2))
      let result = try test.check(map, cost: cost)
      let exact = karp(map, cost)
      #expect(abs(-result.meanGain - exact) < 1e-13)
      #expect(abs(-result.meanGainBound - exact) < 1e-12)
      #expect(abs(mean(result.cycle, map, cost) - exact) < 1e-13)
    }
  }

  @Test func `Optimal plans pass, and exchanging two targets of one fails`() throws {
    var instances = RandomInstances(seed: 14)
    for _ in 0..<10 {
      let (source, target) = (instances.cloud(15, 2), instances.cloud(12, 2))
      let solution = try NetworkSimplex().solve(TransportProblem(source: source, target: target))
      let result = try test.check(solution.plan, source: source, target: target)
      #expect(result.holds(to: 1e-13))
    }
    let line = try PointCloud(line: [0, 1, 2])
    let wrong = try TransportPlan(
      rowCount: 3, columnCount: 3, rows: [0, 1, 1, 2], columns: [0, 2, 0, 1], mass: [1, 1, 0, 1])
    let result = try test.check(wrong, source: line, target: line)
    #expect(result.pairGain == 2)
    #expect(Set(result.pair) == [1, 3])
  }

  @Test func `A thousand shuffled samples are bracketed, and so are sorted ones`() throws {
    var instances = RandomInstances(seed: 30)
    let source = try PointCloud(points: distinct(&instances, 1000))
    let shuffled = try test.check(SampledMap(source: source, images: distinct(&instances, 1000)))
    #expect(shuffled.termination == .converged)
    #expect(shuffled.meanGainBound - shuffled.meanGain <= shuffled.resolution)
    // Exchanging two pairs is a cycle of length two.
    #expect(shuffled.meanGain >= shuffled.pairGain / 2 - shuffled.resolution)
    let sorted = try test.check(SampledMap(source: source) { [exp($0[0]), $0[1] + 3] })
    #expect(sorted.holds())
    let sample = try PointCloud(line: (0..<1000).map { _ in instances.uniform() })
    #expect(
      try test.check(SampledMap(source: sample) { [pow($0[0], 3)] }, cost: .power(1.5)).holds())
  }

  @Test func `A long chain of ties on the line is proved by potentials`() throws {
    let line = try PointCloud(line: (0..<1000).map { Double($0) / 1000 })
    let result = try test.check(SampledMap(source: line) { [$0[0] * $0[0] * $0[0]] })
    #expect(result.holds())
    #expect(result.iterations < 60)
  }

  @Test func `Samples without mass do not count, and one sample always passes`() throws {
    let source = try PointCloud(line: [0, 1, 2], weights: [1, 0, 1e-300])
    let result = try test.check(SampledMap(source: source, images: Matrix([[5], [-9], [6]])))
    #expect(result.holds() && result.cycle.count == 1)
    let failing = try test.check(SampledMap(source: source, images: Matrix([[6], [0], [5]])))
    #expect(Set(failing.pair) == [0, 2])
    let one = try test.check(SampledMap(source: PointCloud(line: [3]), images: Matrix([[4]])))
    #expect(one.holds() && one.meanGain == 0 && one.pair.isEmpty)
  }

  @Test func `Asymmetric costs are tested in their own direction`() throws {
    // Moving right is dear, moving left is free.
    let cost = GroundCost.custom { x, y in max(y[0] - x[0], 0) * (1 + y[0]) }
    let map = try SampledMap(source: PointCloud(line: [0, 1]), images: Matrix([[2], [1]]))
    // c(0,2) + c(1,1) = 6 against c(0,1) + c(1,2) = 2 + 3.
    let result = try test.check(map, cost: cost)
    #expect(result.pairGain == 1 && abs(result.meanGain - 0.5) < 1e-15)
  }

  @Test func `Other clouds, empty plans, overflow and no passes are refused`() throws {
    let line = try PointCloud(line: [0, 1])
    let plan = try TransportPlan(rowCount: 3, columnCount: 2, rows: [0], columns: [0], mass: [1])
    #expect(throws: TransportError.self) { try test.check(plan, source: line, target: line) }
    let empty = try TransportPlan(rowCount: 2, columnCount: 2, rows: [], columns: [], mass: [])
    #expect(throws: TransportError.self) { try test.check(empty, source: line, target: line) }
    let far = try SampledMap(source: line, images: Matrix([[1e200], [0]]))
    #expect(throws: TransportError.self) { try test.check(far) }
    let map = try SampledMap(source: line) { $0 }
    #expect(throws: TransportError.self) {
      try CyclicalMonotonicityTest(iterationLimit: 0).check(map)
    }
  }

  private func arcs(_ map: SampledMap, _ cost: GroundCost) -> Matrix {
    var result = Matrix(repeating: 0, rows: map.count, columns: map.count)
    for i in 0..<map.count {
      for k in 0..<map.count where k != i {
        result[i, k] =
          cost(map.points.row(i), map.images.row(k)) - cost(map.points.row(i), map.images.row(i))
      }
    }
    return result
  }

  private func mean(_ cycle: [Int], _ map: SampledMap, _ cost: GroundCost) -> Double {
    let arcs = arcs(map, cost)
    let next = cycle.dropFirst() + cycle.prefix(1)
    return zip(cycle, next).reduce(0) { $0 + arcs[$1.0, $1.1] } / Double(cycle.count)
  }

  /// min over v of max over k < n of (D_n(v) - D_k(v)) / (n - k), D_k the lightest walks of k arcs.
  private func karp(_ map: SampledMap, _ cost: GroundCost) -> Double {
    let (arcs, n) = (arcs(map, cost), map.count)
    var walks = [[Double](repeating: 0, count: n)]
    for k in 0..<n {
      walks.append((0..<n).map { v in (0..<n).map { walks[k][$0] + arcs[$0, v] }.min()! })
    }
    return (0..<n).map { v in
      (0..<n).map { (walks[n][v] - walks[$0][v]) / Double(n - $0) }.max()!
    }.min()!
  }
}
