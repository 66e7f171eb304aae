import Foundation
import OptimalTransport
import Testing

/// The front door picks the method, the cells and their box.
@Suite("The front door of push-forwards") struct PushforwardFrontDoorTests {
  private let square = PushforwardMap.scalar(ScalarMap({ $0 * $0 }, derivative: { 2 * $0 }))

  @Test("a Gaussian on the line goes by branches, onto a box of all but 1e-4 of its mass")
  func branches() throws {
    let found = try pushforward(of: Gaussian(mean: [0], covariance: Matrix.identity(1)), by: square)
    #expect(found.method == "branches" && found.isCertified && found.note == nil)
    #expect(found.density?.shape == [400])
    let density = try #require(found.density)
    let outside = try #require(found.massOutside)
    // Nothing lies below 0; above, a quantile of 1e-4 is found to an interval of the mesh on each branch,
    // 78/2048 wide where the density is 2e-4.
    #expect(density.box.lower[0] >= 0 && abs(outside - 1e-4) < 2e-5)
    // P(X^2 <= y) = erf(sqrt(y / 2)).
    #expect(abs(density.mass - erf((density.box.upper[0] / 2).squareRoot())) < 1e-13)
  }

  @Test("a density in the plane goes cell by cell, onto as many cells") func cells() throws {
    let source = try GridDensity(
      shape: [4, 6], box: Box.unit(2), values: [Double](repeating: 1, count: 24))
    let shear = try VectorMap(from: 2, to: 2) { [$0[0] + $0[1], $0[1]] }
    let found = try pushforward(of: source, by: .vector(shear))
    #expect(found.method == "cells" && found.density?.shape == [4, 6])
    #expect(found.massError < 1e-14)
  }

  @Test("points move, zero and denormal weights among them") func points() throws {
    let cloud = try PointCloud(points: Matrix([[1], [2], [-3]]), weights: [0, 5e-324, 1])
    let found = try pushforward(of: cloud, by: square)
    guard case .points(let moved, let source) = found.law else {
      Issue.record("points are points")
      return
    }
    #expect(moved.points.elements == [1, 4, 9] && moved.weights == cloud.weights)
    #expect(source.points == cloud.points && found.density == nil && found.massError == 0)
  }

  @Test("what does not fit is refused") func refusals() throws {
    let cloud = try PointCloud(points: Matrix([[1], [2]]))
    let line = try GridDensity(shape: [2], box: Box.unit(1), values: [1, 1])
    let curve = try VectorMap(from: 1, to: 2) { [$0[0], $0[0]] }
    let planar = try VectorMap(from: 2, to: 2) { $0 }
    #expect(throws: TransportError.self) { try pushforward(of: cloud, by: square, shape: [3]) }
    #expect(throws: TransportError.self) {
      try pushforward(of: cloud, by: .images(Matrix([[1]])))
    }
    #expect(throws: TransportError.self) {
      try pushforward(of: line, by: .images(Matrix([[1], [2]])))
    }
    #expect(throws: TransportError.self) { try pushforward(of: line, by: .vector(curve)) }
    #expect(throws: TransportError.self) { try pushforward(of: line, by: .vector(planar)) }
    #expect(throws: TransportError.self) { try pushforward(of: line, by: square, box: Box.unit(2)) }
  }
}
