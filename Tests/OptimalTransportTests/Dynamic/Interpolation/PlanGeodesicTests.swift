import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct PlanGeodesicTests {
  private static func solve(
    _ source: PointCloud, _ target: PointCloud
  ) throws -> TransportSolution {
    try NetworkSimplex().solve(
      TransportProblem(source: source, target: target, cost: .squaredEuclidean))
  }

  @Test(
    "speed is constant: W2(rho_s, rho_t) = |t - s| W2, by the simplex method on the clouds",
    arguments: 0..<12)
  func constantSpeed(seed: Int) throws {
    var instances = RandomInstances(seed: UInt64(seed))
    let d = instances.integer(1...3)
    let source = instances.cloud(instances.integer(1...12), d)
    let target = instances.cloud(instances.integer(1...15), d)
    let solution = try Self.solve(source, target)
    let geodesic = try PlanGeodesic(source: source, target: target, plan: solution.plan)
    #expect(abs(geodesic.squaredDistance - solution.value) <= 1e-14 * (1 + solution.value))
    for (s, t) in [(0, 0.4), (0.1, 0.8), (0.5, 1), (0, 1)] as [(Double, Double)] {
      let part = try Self.solve(geodesic.measure(at: s), geodesic.measure(at: t)).value
      // Rounding of points of size 4 in squares of distances.
      #expect(abs(part - (t - s) * (t - s) * solution.value) < 1e-13)
    }
  }

  @Test("rho_t minimises (1 - t) W2^2(., xi) + t W2^2(., eta)")
  func minimises() throws {
    var instances = RandomInstances(seed: 9)
    let time = 0.35
    let source = try PointCloud(points: instances.points(8, 2))
    let target = try PointCloud(points: instances.points(11, 2))
    let solution = try Self.solve(source, target)
    let rho = try PlanGeodesic(source: source, target: target, plan: solution.plan)
      .measure(at: time)
    func objective(_ cloud: PointCloud) throws -> Double {
      (1 - time) * (try Self.solve(source, cloud).value) + time
        * (try Self.solve(cloud, target).value)
    }
    let best = try objective(rho)
    #expect(abs(best - time * (1 - time) * solution.value) < 1e-13)
    for size in [1e-3, 0.1, 2] {
      for _ in 0..<5 {
        var moved = rho.points
        for k in moved.elements.indices { moved.elements[k] += size * (instances.uniform() - 0.5) }
        var weights = rho.weights.map { $0 * (1 + 0.5 * size * instances.uniform()) }
        let sum = weights.reduce(0, +)
        weights = weights.map { $0 / sum }
        let other = try PointCloud(points: moved, weights: weights)
        let excess = try objective(other) - best
        let distance = try Self.solve(rho, other).value
        #expect(excess > 0 && excess <= distance + 1e-13)
      }
    }
  }

  @Test("boxes of cells give both densities back at the ends, and all the mass in between")
  func boxes() throws {
    let source = try GridDensity(
      shape: [4, 3], values: [0, 1, 2, 1e-300, 5, 1, 0, 2, 2, 4, 1, 1]
    ).normalized()
    let target = try GridDensity(
      shape: [5, 2], box: Box(lower: [1, 0.5], upper: [3, 1]),
      values: [1, 0, 0, 3, 2, 2, 7, 1, 1, 1]
    ).normalized()
    let solution = try Self.solve(source.pointCloud, target.pointCloud)
    let geodesic = try PlanGeodesic(source: source, target: target, plan: solution.plan)
    let start = try geodesic.density(at: 0, shape: [4, 3], box: source.box)
    for (a, b) in zip(start.values, source.values) { #expect(abs(a - b) < 1e-14) }
    let end = try geodesic.density(at: 1, shape: [5, 2], box: target.box)
    for (a, b) in zip(end.values, target.values) { #expect(abs(a - b) < 1e-14) }
    let box = try Box(lower: [0, 0], upper: [3, 1])
    for time in [0.1, 0.5, 0.77] {
      let density = try geodesic.density(at: time, shape: [30, 20], box: box)
      #expect(abs(density.mass - 1) < 1e-14)
      let cloud = try geodesic.measure(at: time)
      for k in 0..<2 {
        // A box that is cut by cells keeps its mean up to half a cell.
        #expect(abs(density.mean[k] - cloud.mean[k]) < 0.05)
      }
    }
  }

  @Test("one block moves as a block")
  func block() throws {
    let (left, right) = (
      try GridDensity(shape: [8], values: [0, 8, 0, 0, 0, 0, 0, 0]),
      try GridDensity(shape: [8], values: [0, 0, 0, 0, 0, 8, 0, 0])
    )
    let plan = try Self.solve(left.pointCloud, right.pointCloud).plan
    let geodesic = try PlanGeodesic(source: left, target: right, plan: plan)
    #expect(geodesic.squaredDistance == 0.25)
    #expect(
      try geodesic.density(at: 0.5, shape: [8], box: left.box).values == [0, 0, 0, 8, 0, 0, 0, 0])
    let between = try geodesic.density(at: 0.125, shape: [8], box: left.box).values
    #expect(between == [0, 4, 4, 0, 0, 0, 0, 0])
  }

  @Test("atoms are drawn as boxes of the picture's cells, moved inside at the walls")
  func atoms() throws {
    let (x, y) = (try PointCloud(line: [0]), try PointCloud(line: [1]))
    let plan = try Self.solve(x, y).plan
    let geodesic = try PlanGeodesic(source: x, target: y, plan: plan)
    let box = Box.unit(1)
    #expect(try geodesic.density(at: 0, shape: [4], box: box).values == [4, 0, 0, 0])
    #expect(try geodesic.density(at: 0.5, shape: [4], box: box).values == [0, 2, 2, 0])
    #expect(try geodesic.density(at: 1, shape: [4], box: box).values == [0, 0, 0, 4])
    #expect(throws: TransportError.self) {
      try geodesic.density(at: 0.9, shape: [4], box: Box(lower: [0], upper: [0.5]))
    }
  }

  @Test("a sampled map is a plan of its own")
  func map() throws {
    let cloud = try PointCloud(line: [0, 1, 2], weights: [0.5, 0.25, 0])
    let map = try SampledMap(source: cloud, images: Matrix([[1], [3], [9]]))
    let geodesic = try PlanGeodesic(map: map)
    #expect(geodesic.squaredDistance == 0.5 + 1)
    let half = try geodesic.measure(at: 0.5)
    #expect(half.points.elements == [0.5, 2] && half.weights == [0.5, 0.25])
  }

  @Test("bad input is a named error")
  func badInput() throws {
    let (x, y) = (try PointCloud(line: [0]), try PointCloud(line: [1, 2]))
    let plan = try Self.solve(x, y).plan
    let plane = try PointCloud(points: Matrix([[0, 1], [2, 3]]))
    #expect(throws: TransportError.self) { try PlanGeodesic(source: y, target: y, plan: plan) }
    #expect(throws: TransportError.self) { try PlanGeodesic(source: x, target: plane, plan: plan) }
    #expect(throws: TransportError.self) {
      try PlanGeodesic(
        source: x, target: y,
        plan: TransportPlan(rowCount: 1, columnCount: 2, rows: [0], columns: [0], mass: [0]))
    }
    let geodesic = try PlanGeodesic(source: x, target: y, plan: plan)
    for time in [-1e-9, 1.5, .nan] {
      #expect(throws: TransportError.self) { try geodesic.measure(at: time) }
    }
    #expect(throws: TransportError.self) {
      try geodesic.density(at: 0.5, shape: [2, 2], box: .unit(2))
    }
  }
}
