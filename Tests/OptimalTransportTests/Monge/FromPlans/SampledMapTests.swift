import Testing

@testable import OptimalTransport

@Suite struct SampledMapTests {
  @Test func `Displacement, cost and push-forward follow their definitions`() throws {
    let source = try PointCloud(points: Matrix([[0, 0], [1, 2], [5, 5]]), weights: [0.5, 2, 0])
    let map = try SampledMap(source: source) { x in [x[0] + 3, x[1] - 4] }
    #expect(try map.displacement() == Matrix([[3, -4], [3, -4], [3, -4]]))
    #expect(try map.cost() == 62.5)
    #expect(try map.cost(.euclidean) == 12.5)
    #expect(map.pushforward.weights == [0.5, 2, 0])
    #expect(map.pushforward.points.row(1) == [4, -2])
    #expect(map.source == source)
  }

  @Test func `Samples of a law under its quantile map cost what the map does, nearly`() throws {
    let source = try LineLaw(Gaussian(mean: 0, variance: 1))
    let map = try QuantileMap(source: source, target: Gaussian(mean: 3, variance: 4))
    let atoms = try source.discretized(count: 1000, rule: .cellMeans)
    let sampled = try SampledMap(source: atoms, map: map)
    // x -> 3 + 2 x: E (3 + x)^2 = 9 + var, and cell means lose a variance of below 1e-3.
    #expect(abs(try sampled.cost() - 10) < 1e-3)
    #expect(try CyclicalMonotonicityTest().check(sampled, cost: .power(1.5)).holds())
    let plane = try PointCloud(points: Matrix([[0, 0]]))
    #expect(throws: TransportError.self) { try SampledMap(source: plane, map: map) }
  }

  @Test func `A map on a grid is sampled at the cell centres`() throws {
    let density = try GridDensity(shape: [2], values: [0.5, 1.5])
    let map = try GridMap(shape: [2], box: .unit(1), images: Matrix([[1.25], [1.75]]))
    let sampled = try SampledMap(source: density, map: map)
    #expect(try sampled.displacement().elements == [1, 1])
    #expect(sampled.weights == [0.25, 0.75])
    let other = try GridMap(
      shape: [2], box: Box(lower: [0], upper: [2]), images: Matrix([[0], [1]]))
    #expect(throws: TransportError.self) { try SampledMap(source: density, map: other) }
  }

  @Test func `A monotone map closes its bracket, a reversed one loses what sorting saves`() throws {
    let line = try PointCloud(line: [0, 1, 2, 3], weights: [0.25, 0.25, 0.5, 0])
    let rising = try SampledMap(source: line) { [2 * $0[0] + 1] }.optimality()
    #expect(rising.gap <= rising.resolution)
    let plane = try Gaussian(mean: [0, 0], covariance: .identity(2)).sample(count: 200, seed: 3)
    let convex = try SampledMap(source: plane) { [2 * $0[0] + $0[1], $0[0] + $0[1]] }.optimality()
    #expect(convex.gap <= 1e-13)
    let falling = try SampledMap(source: PointCloud(line: [0, 1, 2, 3])) { [3 - $0[0]] }
      .optimality()
    // (9 + 1 + 1 + 9) / 4 against nothing.
    #expect(falling.upperBound == 5 && abs(falling.lowerBound) < 1e-14)
    // Quarter turns of a square cost 2 each, and leave it as it is.
    let square = try PointCloud(points: Matrix([[1, 1], [-1, 1], [-1, -1], [1, -1]]))
    let turned = try SampledMap(source: square) { [-$0[1], $0[0]] }.optimality()
    #expect(abs(turned.upperBound - 4) < 1e-15 && abs(turned.lowerBound) < 1e-14)
  }

  @Test func `Images of another dimension have no displacement`() throws {
    let map = try SampledMap(source: PointCloud(line: [1, 2]), images: Matrix([[1, 1], [2, 2]]))
    #expect(throws: TransportError.self) { try map.displacement() }
    #expect(throws: TransportError.self) { try map.cost() }
    #expect(map.pushforward.dimension == 2)
  }

  @Test func `Missing, empty and infinite images, and costs that overflow, are refused`() throws {
    let source = try PointCloud(line: [1, 2])
    for images in [
      try Matrix([[1]]), Matrix(repeating: 0, rows: 2, columns: 0), try Matrix([[1], [.nan]]),
    ] {
      #expect(throws: TransportError.self) { try SampledMap(source: source, images: images) }
    }
    let far = try SampledMap(source: source, images: Matrix([[1e200], [0]]))
    #expect(throws: TransportError.self) { try far.cost() }
  }
}
