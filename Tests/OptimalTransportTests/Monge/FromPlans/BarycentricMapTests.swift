import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct BarycentricMapTests {
  @Test func `A split row has the mean of its targets and their variance`() throws {
    let source = try PointCloud(line: [0, 10, 20], weights: [0.5, 0, 0.5])
    let target = try PointCloud(line: [1, 3, 30], weights: [0.125, 0.375, 0.5])
    let plan = try TransportPlan(
      rowCount: 3, columnCount: 3, rows: [0, 0, 2], columns: [0, 1, 2], mass: [0.125, 0.375, 0.5])
    let result = try plan.barycentricMap(source: source, target: target)
    #expect(result.map.images.elements == [2.5, 10, 30])
    #expect(result.rowsWithoutMass == [1])
    // 1/8 1.5^2 + 3/8 0.5^2; the plan costs 1/8 + 27/8 + 50; the target's variance is 0.375 +
    // 14.375^2.
    #expect(result.graph.conditionalVariance == 0.375)
    #expect(result.graph.relativeToCost == 0.375 / 53.5)
    let variance = 0.125 * 1 + 0.375 * 9 + 450 - 16.25 * 16.25
    #expect(abs(result.graph.relativeToTarget! - 0.375 / variance) < 1e-16)
    #expect(result.graph.splitRows == 1)
    #expect(result.graph.splitMass == 0.5)
    #expect(result.graph.massOffGraph == 0.125)
  }

  @Test func `A permutation is a map, whatever the arithmetic`() throws {
    var instances = RandomInstances(seed: 3)
    let source = try PointCloud(points: instances.points(50, 3))
    let target = try PointCloud(points: instances.points(50, 3))
    let plan = try NetworkSimplex().solve(TransportProblem(source: source, target: target)).plan
    let result = try plan.barycentricMap(source: source, target: target)
    #expect(result.graph.conditionalVariance < 1e-15)
    #expect(result.graph.splitRows == 0)
    // The projection of a map costs what the plan costs.
    let cost = try plan.cost(
      in: Geometry(source: source.points, target: target.points, cost: .squaredEuclidean))
    #expect(abs(try result.map.cost() - cost) < 1e-14 * cost)
  }

  @Test func `Targets at one point are one target`() throws {
    let source = try PointCloud(line: [0])
    let target = try PointCloud(line: [0.1, 0.1, 0.1])
    let plan = try TransportPlan(
      rowCount: 1, columnCount: 3, rows: [0, 0, 0], columns: [0, 1, 2], mass: target.weights)
    let graph = try plan.barycentricMap(source: source, target: target).graph
    #expect(graph.splitRows == 0 && graph.conditionalVariance == 0 && graph.massOffGraph == 0)
    #expect(graph.relativeToTarget == nil)
  }

  @Test func `Cost splits into the projection's and the conditional variance for any plan`() throws
  {
    var instances = RandomInstances(seed: 8)
    for _ in 0..<20 {
      let (m, n) = (instances.integer(1...6), instances.integer(1...6))
      let (source, target) = (instances.cloud(m, 2), instances.cloud(n, 2))
      let solution = try NetworkSimplex().solve(TransportProblem(source: source, target: target))
      let result = try solution.plan.barycentricMap(source: source, target: target)
      // E |x - y|^2 = E |x - T x|^2 + E |y - T x|^2 + 2 E (x - T x).(T x - y), the last one zero.
      let sum = try result.map.cost() + result.graph.conditionalVariance
      #expect(abs(sum - solution.value) < 1e-14 * max(solution.value, 1))
    }
  }

  @Test func `The independent plan of an entropic problem has all the target's variance`() throws {
    let source = try PointCloud(points: Matrix([[0, 0], [1, 0]]))
    let target = try PointCloud(
      points: Matrix([[0, 1], [4, 1], [5, 3]]), weights: [0.5, 0.25, 0.25])
    let problem = try TransportProblem(source: source, target: target)
    let huge = try Sinkhorn(.absolute(1e9)).solve(problem)
    let result = try huge.plan.barycentricMap()
    #expect(abs(result.graph.relativeToTarget! - 1) < 1e-8)
    #expect(result.graph.splitRows == 2)
    #expect(abs(result.graph.massOffGraph - 0.5) < 1e-8)
    #expect((result.map.images - (try huge.plan.barycentricProjection())).largestMagnitude == 0)
  }

  @Test func `The dense copy of an entropic plan gives the same numbers`() throws {
    var instances = RandomInstances(seed: 2)
    let source = try PointCloud(
      points: instances.points(7, 2), weights: [1, 2, 0, 1, 1, 1, 2].map { $0 / 8 })
    let target = try PointCloud(points: instances.points(5, 2))
    let problem = try TransportProblem(source: source, target: target)
    let solution = try Sinkhorn(.absolute(0.1)).solve(problem)
    let direct = try solution.plan.barycentricMap()
    let rows = (0..<35).map { $0 / 5 }
    let entries = (0..<35).map { k in
      solution.potentials.f[k / 5] == -.infinity
        ? 0
        : exp(
          (solution.potentials.f[k / 5] + solution.potentials.g[k % 5]
            - problem.geometry.cost(k / 5, k % 5)) / 0.1)
    }
    let stored = try TransportPlan(
      rowCount: 7, columnCount: 5, rows: rows, columns: (0..<35).map { $0 % 5 }, mass: entries
    ).barycentricMap(source: source, target: target)
    let (a, b) = (direct.graph, stored.graph)
    #expect(direct.rowsWithoutMass == [2] && stored.rowsWithoutMass == [2])
    #expect(abs(a.conditionalVariance - b.conditionalVariance) < 1e-13)
    #expect(abs(a.relativeToCost! - b.relativeToCost!) < 1e-12)
    #expect(abs(a.massOffGraph - b.massOffGraph) < 1e-12)
    #expect(a.splitRows == b.splitRows)
  }

  @Test func `Clouds of another size and empty plans are refused`() throws {
    let (one, two) = (try PointCloud(line: [0]), try PointCloud(line: [0, 1]))
    let plan = try TransportPlan(rowCount: 1, columnCount: 2, rows: [0], columns: [1], mass: [1])
    #expect(throws: TransportError.self) { try plan.barycentricMap(source: two, target: two) }
    let empty = try TransportPlan(rowCount: 1, columnCount: 2, rows: [], columns: [], mass: [])
    #expect(throws: TransportError.self) { try empty.barycentricMap(source: one, target: two) }
  }
}
