import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct LineGeodesicTests {
  @Test("a triangle that doubles is a triangle all the way: oracle 6", arguments: [0.0, 0.3, 1])
  func triangle(time: Double) throws {
    let w = 0.2
    func law(_ halfWidth: Double) throws -> LineLaw {
      try LineLaw(
        density: Oracles.triangle(center: 0.5, halfWidth: halfWidth), from: 0.5 - halfWidth,
        to: 0.5 + halfWidth)
    }
    let geodesic = try LineGeodesic(source: law(w), target: law(2 * w))
    #expect(
      abs(geodesic.squaredDistance - Oracles.triangleDoublingDistanceSquared(halfWidth: w)) < 1e-12)
    let box = try Box(lower: [0], upper: [1])
    let exact = try law((1 + time) * w).discretized(shape: [40], box: box).density
    let found = try geodesic.density(at: time, shape: [40], box: box)
    // The tables of the laws have 1e-13 of the mass; a cell divides by 1/40.
    for (a, b) in zip(found.values, exact.values) { #expect(abs(a - b) < 1e-10) }
    let density = Oracles.triangle(center: 0.5, halfWidth: (1 + time) * w)
    for x in [0.35, 0.41, 0.52] {
      let place = 0.5 + (1 + time) * (x - 0.5)
      #expect(abs(try geodesic.density(at: time, from: x) - density(place)) < 1e-9)
    }
  }

  @Test("compression by s is compression by 1 + (s - 1) t: oracle 4")
  func compression() throws {
    let s = 0.4
    let geodesic = try LineGeodesic(
      source: LineLaw(density: { Oracles.Compression.source($0) }, from: 0, to: 1),
      target: LineLaw(density: { Oracles.Compression.target($0, by: s) }, from: 0.3, to: 0.7))
    #expect(abs(geodesic.squaredDistance - Oracles.Compression.distanceSquared(by: s)) < 1e-12)
    for time in [0.25, 0.5, 0.9] {
      let factor = 1 + (s - 1) * time
      let law = try geodesic.measure(at: time)
      for level in [0.01, 0.3, 0.5, 0.8] {
        let x = geodesic.map.source.quantile(.init(tail: level, isUpper: false))
        #expect(abs(law.quantile(level) - (0.5 + factor * (x - 0.5))) < 1e-12)
        let exact = Oracles.Compression.target(0.5 + factor * (x - 0.5), by: factor)
        #expect(abs(try geodesic.density(at: time, from: x) - exact) < 1e-9 * exact)
      }
    }
  }

  @Test("speed is constant between laws of any kind")
  func constantSpeed() throws {
    let grid = try GridDensity(shape: [4], values: [0, 3, 1, 1e-300]).normalized()
    let atoms = try PointCloud(line: [-1, 0.2, 5], weights: [0.25, 0.25, 0.5])
    let mixture = try GaussianMixture(
      weights: [0.5, 0.5],
      components: [Gaussian(mean: 0, variance: 1), Gaussian(mean: 4, variance: 0.1)])
    for target in [atoms, mixture, grid] as [any Measure] {
      let geodesic = try LineGeodesic(source: grid, target: target)
      for (s, t) in [(0.0, 0.5), (0.25, 0.75)] {
        let part = try QuantileMap(source: geodesic.measure(at: s), target: geodesic.measure(at: t))
          .cost()
        let exact = (t - s) * (t - s) * geodesic.squaredDistance
        #expect(abs(part.value - exact) <= part.error + geodesic.cost.error + 1e-9 * (1 + exact))
      }
    }
  }

  @Test("two Gaussians stay Gaussian")
  func gaussians() throws {
    let geodesic = try LineGeodesic(
      source: Gaussian(mean: -1, variance: 4, mass: 2),
      target: Gaussian(mean: 3, variance: 1, mass: 2))
    let law = try geodesic.measure(at: 0.25)
    #expect(law.mean == [0] && law.mass == 2)
    #expect(abs(law.covariance[0, 0] - 1.75 * 1.75) < 1e-15)
  }

  @Test("a vacuum opens where the map jumps, and holds nothing")
  func vacuum() throws {
    let source = try GridDensity(
      shape: [1], box: Box(lower: [-0.1], upper: [0.1]), values: [5])
    let target = try GridDensity(
      shape: [10], box: Box(lower: [-0.5], upper: [0.5]), values: [5, 0, 0, 0, 0, 0, 0, 0, 0, 5])
    let geodesic = try LineGeodesic(source: source, target: target)
    #expect(
      abs(geodesic.squaredDistance - Oracles.splitDistanceSquared(halfWidth: 0.1)) < 1e-14)
    let half = try geodesic.density(at: 0.5, shape: [20], box: Box(lower: [-0.5], upper: [0.5]))
    // Halves of mass 1/2 and width 0.1 on [-0.3, -0.2] and [0.2, 0.3].
    for (cell, value) in half.values.enumerated() {
      let exact = [4, 5, 14, 15].contains(cell) ? 5.0 : 0
      #expect(abs(value - exact) < 1e-11)
    }
  }

  @Test("the smallest problem and bad input")
  func edges() throws {
    let cell = try GridDensity(shape: [1], values: [1])
    let geodesic = try LineGeodesic(source: cell, target: cell)
    #expect(geodesic.squaredDistance == 0)
    #expect(abs(try geodesic.measure(at: 0.5).quantile(0.25) - 0.25) < 1e-15)
    #expect(throws: TransportError.self) { try geodesic.measure(at: 2) }
    #expect(throws: TransportError.self) { try geodesic.density(at: 0.5, from: .nan) }
    #expect(throws: TransportError.self) { try geodesic.density(at: -1, from: 0.5) }
    #expect(throws: TransportError.self) {
      try LineGeodesic(source: PointCloud(line: [0, 1]), target: cell)
    }
  }
}
