import Foundation
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

  @Test(arguments: [1, 1.5, 2, 3]) func `A bump is turned across the seam at the cost of the angle`(
    p: Double
  ) throws {
    let bump = [1, 2, 4, 2, 1] + [Double](repeating: 0, count: 15)
    let turned = (0..<20).map { bump[($0 + 4) % 20] }
    let map = try CircleMap(
      source: GridDensity(shape: [20], values: bump),
      target: GridDensity(shape: [20], values: turned), exponent: p)
    // Four cells of a twentieth, backwards; the mass is 1/2.
    #expect(abs(map(0.1) + 0.1) < 1e-14)
    #expect(abs(map(7.2) - 7) < 1e-14)
    #expect(abs(map.value - 0.5 * pow(0.2, p)) < 1e-15)
    #expect(map.certificate.gap <= map.certificate.resolution)
  }

  @Test(arguments: [1.5, 2, 3]) func `Value and stationarity agree with quadrature along the map`(
    p: Double
  ) throws {
    let n = 40
    let source = try GridDensity(
      shape: [n], values: (0..<n).map { 1 + 0.8 * sin(2 * .pi * Double($0) / Double(n)) }
    )
    .normalized()
    let target = try GridDensity(
      shape: [n], values: (0..<n).map { 1 + 0.5 * cos(6 * .pi * Double($0) / Double(n)) }
    )
    .normalized()
    let map = try CircleMap(source: source, target: target, exponent: p)
    let places = (0..<4000).map { (Double($0) + 0.5) / 4000 }
    let moves = places.map { map($0) - $0 }
    // C'(theta) = int p |T x - x|^(p - 1) sgn(T x - x) dx vanishes. The midpoint rule on 4000
    // points is good to bends at 80 places, some p / 4000^2 each; for p = 1.5 the root at crossings
    // to 4000^-1.5.
    let slopes = moves.map { p * pow(abs($0), p - 1) * ($0 < 0 ? -1 : 1) }
    #expect(abs(slopes.reduce(0, +) / 4000) < 3e-5)
    let costs = places.indices.map { pow(abs(moves[$0]), p) * source.values[Int(places[$0] * 40)] }
    #expect(abs(costs.reduce(0, +) / 4000 - map.value) < 1e-5 * map.value)
    for x in [-0.7, 0.1, 0.95] { #expect(abs(map(x + 1) - map(x) - 1) < 1e-14) }
  }

  @Test(arguments: [1, 1.5, 2, 3]) func `Atoms on cells have the same cost, up to the cells`(
    p: Double
  ) throws {
    var instances = RandomInstances(seed: 11)
    for _ in 0..<5 {
      let box = try Box(lower: [-1], upper: [2])
      let source = try GridDensity(
        shape: [300], box: box, values: smooth(&instances, 300))
      let target = try GridDensity(
        shape: [200], box: box, values: smooth(&instances, 200)
      ).normalized()
      let scaled = source.normalized()
      let map = try CircleMap(source: scaled, target: target, exponent: p)
      let discrete = try CircleTransport(circumference: 3, exponent: p)
        .solve(source: scaled.pointCloud, target: target.pointCloud)
      // W_p to the atoms at cell centres: half a cell at most on each side.
      let distance = pow(map.value, 1 / p)
      #expect(abs(distance - pow(discrete.value, 1 / p)) <= 0.005 + 0.0075)
      #expect(map.certificate.gap <= map.certificate.resolution)
      #expect(map.certificate.lowerBound > 0)
    }
  }

  @Test func `The map pushes the source onto the target, gaps included`() throws {
    let source = try GridDensity(shape: [4], values: [2, 0, 1, 1])
    let target = try GridDensity(shape: [5], values: [0, 2, 1, 0, 2])
    let map = try CircleMap(source: source, target: target)
    let (from, onto) = (LiftedSteps(source), LiftedSteps(target))
    for k in 1..<64 {
      let x = from.position(Double(k) / 64)
      // G(T(x)) = F(x) + theta wherever the target has mass.
      #expect(abs(onto.level(map(x)) - Double(k) / 64 - map.shift) < 1e-14)
      #expect(abs(map(x) - x) <= 0.5 + 1e-12)
    }
    // The cost of the map itself, by the midpoint rule on levels, of error below 1 / 4096 a jump.
    let levels = (0..<4096).map { (Double($0) + 0.5) / 4096 }
    let sum = levels.reduce(0) { total, u in
      let x = from.position(u)
      return total + (x - map(x)) * (x - map(x)) / 4096
    }
    #expect(abs(sum - map.value) < 1e-3)
  }

  @Test func `Opposite halves are a tie that the certificate closes`() throws {
    let map = try CircleMap(
      source: GridDensity(shape: [2], values: [2, 0]),
      target: GridDensity(shape: [2], values: [0, 2]), exponent: 1)
    // The half [0, 1/2] turns over its ends: x to -x and 1 - x, at the mean of 2 min(x, 1/2 - x),
    // 1/4, or by any plan within the quarters, as distances add up.
    #expect(abs(map.value - 0.25) < 1e-14)
    #expect(map.certificate.gap <= map.certificate.resolution)
    let one = try GridDensity(shape: [1], values: [1])
    let same = try CircleMap(source: one, target: one)
    #expect(same.value < 1e-30 && abs(same(0.25) - 0.25) < 1e-15)
  }

  @Test func `Other circles, planes, masses and powers are refused`() throws {
    let unit = try GridDensity(shape: [2], values: [1, 1])
    let plane = try GridDensity(shape: [2, 2], values: [1, 1, 1, 1])
    let long = try GridDensity(shape: [2], box: Box(lower: [0], upper: [2]), values: [0.5, 0.5])
    let heavy = try GridDensity(shape: [2], values: [2, 2])
    for other in [plane, long, heavy] {
      #expect(throws: TransportError.self) { try CircleMap(source: unit, target: other) }
    }
    #expect(throws: TransportError.self) {
      try CircleMap(source: unit, target: unit, exponent: 0.5)
    }
  }

  private func smooth(_ instances: inout RandomInstances, _ n: Int) -> [Double] {
    let (phase, depth) = (instances.uniform(), instances.uniform())
    return (0..<n).map { k in
      1 + depth * sin(2 * .pi * (Double(k) / Double(n) + phase)) + (k == n / 3 ? 5 : 0)
    }
  }
}
