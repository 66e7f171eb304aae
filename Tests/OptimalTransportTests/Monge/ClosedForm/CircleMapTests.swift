import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct CircleMapTests {
  @Test func `A rotation is lifted to one displacement, across the seam too`() throws {
    let transport = try CircleTransport(circumference: 1, exponent: 2)
    let source = try PointCloud(line: [0.05, 0.3, 0.6, 0.95])
    let target = try PointCloud(line: source.points.elements.map { ($0 + 0.1) })
    let solution = try transport.solve(source: source, target: target)
    let lifted = try transport.liftedMap(of: solution.plan, source: source, target: target)
    for displacement in try lifted.map.displacement().elements {
      #expect(abs(displacement - 0.1) < 1e-15)
    }
    #expect(lifted.graph.splitRows == 0 && lifted.graph.conditionalVariance == 0)
    #expect(abs(try lifted.map.cost() - solution.value) < 1e-16)
  }

  @Test func `Lifts keep the cyclic order and the cost, on random measures`() throws {
    var instances = RandomInstances(seed: 4)
    let transport = try CircleTransport(circumference: 2, exponent: 2)
    for _ in 0..<20 {
      let source = try PointCloud(line: (0..<30).map { _ in 2 * instances.uniform() })
      let target = try PointCloud(line: (0..<30).map { _ in 2 * instances.uniform() })
      let solution = try transport.solve(source: source, target: target)
      let lifted = try transport.liftedMap(of: solution.plan, source: source, target: target)
      // |x - T x|^2 of the mean and the variance about it add up to the cost.
      let sum = try lifted.map.cost() + lifted.graph.conditionalVariance
      #expect(abs(sum - solution.value) < 1e-14)
      let order = (0..<30).sorted { lifted.map.points[$0, 0] < lifted.map.points[$1, 0] }
      let images = order.map { lifted.map.images[$0, 0] }
      for (a, b) in zip(images, images.dropFirst()) { #expect(a <= b) }
      #expect(images[29] <= images[0] + 2)
    }
  }

  @Test func `A split atom is reported, and atoms off the circle refused`() throws {
    let transport = try CircleTransport()
    let source = try PointCloud(line: [0])
    let target = try PointCloud(line: [0.9, 0.1])
    let solution = try transport.solve(source: source, target: target)
    let lifted = try transport.liftedMap(of: solution.plan, source: source, target: target)
    #expect(abs(lifted.map.images[0, 0]) < 1e-16)
    #expect(lifted.graph.splitRows == 1)
    #expect(abs(lifted.graph.conditionalVariance - 0.01) < 1e-16)
    let plane = try PointCloud(points: Matrix([[0, 0]]))
    #expect(throws: TransportError.self) {
      try transport.liftedMap(of: solution.plan, source: plane, target: target)
    }
    #expect(throws: TransportError.self) {
      try transport.liftedMap(of: solution.plan, source: source, target: source)
    }
  }
}
